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
    /// Reads the responses of an operation, which may be a list with pages.
    pub(super) fn responses(&mut self, method: &str, is_list: bool) -> Responses {
        let at = join(self.at, "responses");
        let mut all: Vec<(Status, openapi::Response<'_>)> = Vec::new();
        for (name, response) in self.value.responses() {
            match status(name) {
                Some(status) => all.push((status, response)),
                None => self.report.unsupported(
                    "status",
                    &join(&at, name),
                    format!("`{name}` is not a status"),
                    "Write a status, a range such as `4XX`, or `default`.",
                ),
            }
        }
        all.sort_by_key(|(status, _)| *status);
        let has = |class| all.iter().any(|(status, _)| status.class() == Some(class));
        // A described redirect is a response like others, but no page of a list.
        let is_success = match (has(2), has(1) || has(3)) {
            (true, _) if is_list => |status: Status| status.class() == Some(2),
            (true, _) => |status: Status| matches!(status.class(), Some(2 | 3)),
            (false, true) => |status: Status| matches!(status.class(), Some(1 | 3)),
            (false, false) => |status: Status| status == Status::Default,
        };
        let (mut successes, mut errors): (Vec<Response>, Vec<Response>) = Default::default();
        let (mut accept, mut has_events) = (Vec::new(), false);
        for (status, response) in all {
            let contents = contents(response, status, method, self.requests);
            // The default response also describes the errors.
            if !is_success(status) || status == Status::Default {
                errors.extend(contents.iter().cloned());
            }
            if !is_success(status) {
                continue;
            }
            let has_others = response.content().nth(1).is_some();
            for (i, media) in response.content().enumerate() {
                let is_events = has_others && media_type::essence(media.name) == EVENTS;
                has_events |= is_events;
                if i == 0 && !is_events && !accept.iter().any(|other| other == media.name) {
                    accept.push(media.name.to_owned());
                }
            }
            successes.extend(contents.into_iter().last().map(|response| Response {
                media_type: None,
                ..response
            }));
        }
        if successes.is_empty() {
            self.report.note(
                "no-success",
                &at,
                "no success response is described; the body of any is returned as bytes",
            );
            successes.push(Response {
                status: Status::Range(2),
                media_type: None,
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

/// Returns the contents of a response, that of the selected media type last.
fn contents(
    response: openapi::Response<'_>,
    status: Status,
    method: &str,
    requests: &mut TypeRequests,
) -> Vec<Response> {
    let with = |media_type, content| Response {
        status,
        media_type,
        content,
    };
    // HTTP forbids a body with these statuses, and in a response to HEAD.
    if method == "head" || matches!(status, Status::Code(204 | 205 | 304)) {
        return vec![with(None, ResponseContent::Empty)];
    }
    let Some(first) = response.content().next() else {
        return vec![with(None, ResponseContent::Empty)];
    };
    let others = response.content().skip(1).filter_map(|media| {
        let schema = media.schema().filter(|_| media.kind() == Kind::Json)?;
        let name = media_type::essence(media.name);
        Some(with(
            Some(name),
            ResponseContent::Json(requests.add(schema)),
        ))
    });
    let mut contents: Vec<Response> = others.collect();
    let content = match (first.kind(), first.schema()) {
        (Kind::Json, Some(schema)) => ResponseContent::Json(requests.add(schema)),
        (Kind::Text, _) => ResponseContent::Text,
        _ => ResponseContent::Bytes,
    };
    contents.push(with(None, content));
    contents
}
