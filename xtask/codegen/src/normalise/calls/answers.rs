//! The answers of a call.

use serde_json::Value;

use super::super::media::{self, EVENTS, Kind};
use super::shapes::Shapes;
use crate::diagnostic::Report;
use crate::plan::{Answer, Content, Operation, Status};
use crate::pointer::join;

/// What a service may answer.
pub(super) struct Answers {
    pub(super) successes: Vec<Answer>,
    pub(super) refusals: Vec<Answer>,
    pub(super) accept: Option<String>,
    /// Whether a success may come as a stream of events beside what is planned.
    pub(super) events: bool,
}

pub(super) fn plan(
    value: &Value,
    operation: &Operation,
    at: &str,
    shapes: &mut Shapes,
    report: &mut Report,
) -> Answers {
    let at = join(at, "responses");
    let mut all: Vec<(Answer, Vec<String>)> = Vec::new();
    let responses = value.get("responses").and_then(Value::as_object);
    for (name, response) in responses.into_iter().flatten() {
        if name.starts_with("x-") {
            continue;
        }
        let Some(status) = status(name) else {
            report.unsupported(
                "status",
                &join(&at, name),
                format!("`{name}` is no status"),
                "Write a status, a range such as `4XX`, or `default`.",
            );
            continue;
        };
        let media: Vec<String> = response
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(media, _)| media.clone())
            .collect();
        let content = match operation.method.as_str() {
            // An answer to HEAD has none.
            "HEAD" => Content::Empty,
            _ => content(response, status, shapes),
        };
        all.push((Answer { status, content }, media));
    }
    all.sort_by_key(|(answer, _)| answer.status);
    let classes = [
        |status: Status| class(status) == Some(2),
        |status: Status| matches!(class(status), Some(1 | 3)),
        |status: Status| status == Status::Default,
    ];
    let is_success = classes
        .into_iter()
        .find(|is| all.iter().any(|(answer, _)| is(answer.status)));
    let (mut successes, mut refusals): (Vec<Answer>, Vec<Answer>) = Default::default();
    let (mut accept, mut events) = (Vec::new(), false);
    for (answer, media) in all {
        if !is_success.is_some_and(|is| is(answer.status)) {
            refusals.push(answer);
            continue;
        }
        let also_events = media.len() > 1;
        events |= also_events;
        for media in media {
            let apart = also_events && media::essence(&media) == EVENTS;
            if !apart && !accept.contains(&media) {
                accept.push(media);
            }
        }
        // What is told of all other answers is told of those that are no success too.
        if answer.status == Status::Default {
            refusals.push(answer.clone());
        }
        successes.push(answer);
    }
    if successes.is_empty() {
        report.note(
            "no-success",
            &at,
            "no success is described; any is taken as bytes",
        );
        successes.push(Answer {
            status: Status::Range(2),
            content: Content::Bytes,
        });
    }
    Answers {
        accept: (!accept.is_empty()).then(|| accept.join(", ")),
        successes,
        refusals,
        events,
    }
}

fn status(name: &str) -> Option<Status> {
    if name == "default" {
        return Some(Status::Default);
    }
    let digit = name
        .chars()
        .next()?
        .to_digit(10)
        .filter(|d| (1..=5).contains(d))?;
    if name.len() == 3 && name[1..].eq_ignore_ascii_case("xx") {
        return u16::try_from(digit).ok().map(Status::Range);
    }
    let code: u16 = name.parse().ok()?;
    (100..600).contains(&code).then_some(Status::Code(code))
}

fn class(status: Status) -> Option<u16> {
    match status {
        Status::Code(code) => Some(code / 100),
        Status::Range(class) => Some(class),
        Status::Default => None,
    }
}

fn content(response: &Value, status: Status, shapes: &mut Shapes) -> Content {
    // Neither of these has a body, whatever the document says.
    if matches!(status, Status::Code(204 | 205 | 304)) {
        return Content::Empty;
    }
    let content = response.get("content").and_then(Value::as_object);
    let Some((media, body)) = content.and_then(|c| c.iter().next()) else {
        return Content::Empty;
    };
    match (media::kind(media, body), body.get("schema")) {
        (Kind::Json, Some(schema)) => Content::Json(shapes.add(schema)),
        (Kind::Text, _) => Content::Text,
        _ => Content::Bytes,
    }
}
