//! The responses of an operation.

use super::context::Context;
use super::type_requests::TypeRequests;
use crate::ir::{Response, ResponseContent, Status};
use crate::media_type::{self, EVENTS, Kind};
use crate::openapi;
use crate::pointer::join;

/// The responses of an operation.
pub(super) struct Responses {
    pub(super) successes: Vec<Response>,
    pub(super) errors: Vec<Response>,
    pub(super) accept: Option<String>,
    /// Whether a success response may also be a stream of events.
    pub(super) has_events: bool,
}

impl Context<'_> {
    pub(super) fn responses(&mut self, method: &str) -> Responses {
        let at = join(self.at, "responses");
        let mut all: Vec<(Response, Vec<String>)> = Vec::new();
        for (name, response) in self.value.responses() {
            let Some(status) = status(name) else {
                self.report.unsupported(
                    "status",
                    &join(&at, name),
                    format!("`{name}` is not a status"),
                    "Write a status, a range such as `4XX`, or `default`.",
                );
                continue;
            };
            let media = response.content().map(|media| media.name.to_owned());
            let media = media.collect();
            let content = match method {
                // A response to HEAD has no body.
                "HEAD" => ResponseContent::Empty,
                _ => content(response, status, self.requests),
            };
            all.push((Response { status, content }, media));
        }
        all.sort_by_key(|(response, _)| response.status);
        let classes = [
            |status: Status| class(status) == Some(2),
            |status: Status| matches!(class(status), Some(1 | 3)),
            |status: Status| status == Status::Default,
        ];
        let is_success = classes
            .into_iter()
            .find(|is| all.iter().any(|(response, _)| is(response.status)));
        let (mut successes, mut errors): (Vec<Response>, Vec<Response>) = Default::default();
        let (mut accept, mut has_events) = (Vec::new(), false);
        for (response, media) in all {
            if !is_success.is_some_and(|is| is(response.status)) {
                errors.push(response);
                continue;
            }
            let several = media.len() > 1;
            has_events |= several;
            for media in media {
                let is_other = several && media_type::essence(&media) == EVENTS;
                if !is_other && !accept.contains(&media) {
                    accept.push(media);
                }
            }
            // The default response also describes the errors.
            if response.status == Status::Default {
                errors.push(response.clone());
            }
            successes.push(response);
        }
        if successes.is_empty() {
            self.report.note(
                "no-success",
                &at,
                "no success response is described; the body of any is returned as bytes",
            );
            successes.push(Response {
                status: Status::Range(2),
                content: ResponseContent::Bytes,
            });
        }
        Responses {
            accept: (!accept.is_empty()).then(|| accept.join(", ")),
            successes,
            errors,
            has_events,
        }
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

fn content(
    response: openapi::Response<'_>,
    status: Status,
    requests: &mut TypeRequests,
) -> ResponseContent {
    // HTTP forbids a body with these statuses.
    if matches!(status, Status::Code(204 | 205 | 304)) {
        return ResponseContent::Empty;
    }
    let Some(media) = response.content().next() else {
        return ResponseContent::Empty;
    };
    match (media.kind(), media.schema()) {
        (Kind::Json, Some(schema)) => ResponseContent::Json(requests.add(schema)),
        (Kind::Text, _) => ResponseContent::Text,
        _ => ResponseContent::Bytes,
    }
}
