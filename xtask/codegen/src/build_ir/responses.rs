//! The responses of an operation.

use serde_json::json;

use super::context::Context;
use super::type_requests::TypeRequests;
use crate::ir::{ItemStream, Response, ResponseContent, Status};
use crate::media_type::Kind;
use crate::openapi::{self, MediaType};
use crate::pointer::join;

/// The responses of an operation.
pub(super) struct Responses {
    pub(super) successes: Vec<Response>,
    pub(super) errors: Vec<Response>,
    pub(super) accept: Option<String>,
    /// The successes as streams and their media type, if a success may also be a stream.
    pub(super) streams: Option<(Vec<Response>, String)>,
}

impl Context<'_> {
    pub(super) fn responses(&mut self, method: &str) -> Responses {
        let at = join(self.at, "responses");
        let mut all: Vec<(Response, openapi::Response<'_>)> = Vec::new();
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
            let content = match method {
                // A response to HEAD has no body.
                "head" => ResponseContent::Empty,
                _ => content(response.content().next(), status, self.requests),
            };
            all.push((Response { status, content }, response));
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
        let mut accept: Vec<String> = Vec::new();
        let mut described = Vec::new();
        for (response, value) in all {
            if !is_success.is_some_and(|is| is(response.status)) {
                errors.push(response);
                continue;
            }
            let media = value.content().next().map(|media| media.name.to_owned());
            accept.extend(media.filter(|media| !accept.contains(media)));
            // The default response also describes the errors.
            if response.status == Status::Default {
                errors.push(response.clone());
            }
            described.push((response.status, value));
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
        let streams = self.streams(&described);
        self.buffer_streams(&mut successes, &at);
        Responses {
            accept: (!accept.is_empty()).then(|| accept.join(", ")),
            successes,
            errors,
            streams,
        }
    }

    /// Returns the successes as streams, if one of them may be a stream beside something else.
    fn streams(
        &mut self,
        successes: &[(Status, openapi::Response<'_>)],
    ) -> Option<(Vec<Response>, String)> {
        let mut accept = None;
        let mut responses = Vec::new();
        for (status, value) in successes {
            let media = value.content().nth(1);
            accept = accept.or(media.map(|media| media.name.to_owned()));
            let content = match media {
                Some(_) => content(media, *status, self.requests),
                None => ResponseContent::Bytes,
            };
            responses.push(Response {
                status: *status,
                content,
            });
        }
        let accept = accept?;
        let at = join(self.at, "responses");
        self.buffer_streams(&mut responses, &at);
        Some((responses, accept))
    }

    /// Makes streams bytes unless all responses are the same stream.
    fn buffer_streams(&mut self, responses: &mut [Response], at: &str) {
        let is_stream =
            |response: &Response| matches!(response.content, ResponseContent::Stream(_));
        let are_same = responses
            .windows(2)
            .all(|pair| pair[0].content == pair[1].content);
        if are_same || !responses.iter().any(is_stream) {
            return;
        }
        self.report.unsupported(
            "stream",
            at,
            "the responses differ by status, so that a stream is returned as bytes",
            "In an overlay, describe the stream only, or the same items for each status.",
        );
        for response in responses.iter_mut().filter(|response| is_stream(response)) {
            response.content = ResponseContent::Bytes;
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
    media: Option<MediaType<'_>>,
    status: Status,
    requests: &mut TypeRequests,
) -> ResponseContent {
    // HTTP forbids a body with these statuses.
    if matches!(status, Status::Code(204 | 205 | 304)) {
        return ResponseContent::Empty;
    }
    let Some(media) = media else {
        return ResponseContent::Empty;
    };
    let any = json!({});
    let mut item = || requests.add(media.item_schema().unwrap_or(&any));
    match (media.kind(), media.schema()) {
        (Kind::Json, Some(schema)) => ResponseContent::Json(requests.add(schema)),
        (Kind::JsonLines, _) => ResponseContent::Stream(ItemStream::JsonLines(item())),
        (Kind::JsonSequence, _) => ResponseContent::Stream(ItemStream::JsonSequence(item())),
        (Kind::Events, _) => ResponseContent::Stream(match media.events() {
            Some("data") => ItemStream::EventData(item()),
            Some("json") => ItemStream::EventObjects(item()),
            Some(_) => ItemStream::EventTexts(item()),
            None => ItemStream::Events,
        }),
        (Kind::Text, _) => ResponseContent::Text,
        _ => ResponseContent::Bytes,
    }
}
