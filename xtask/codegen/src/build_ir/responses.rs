//! The responses of an operation.

use serde_json::json;

use super::context::IrContext;
use super::type_requests::TypeRequests;
use crate::ir::{ItemStream, Response, ResponseContent, Status};
use crate::media_type::{self, MediaKind};
use crate::openapi::{self, Events, MediaType};
use crate::pointer::join;

/// The responses of an operation.
pub(super) struct Responses {
    pub(super) successes: Vec<Response>,
    pub(super) errors: Vec<Response>,
    pub(super) accept: Option<String>,
    /// The successes as streams and their media type, if a success may also be a stream.
    pub(super) streams: Option<(Vec<Response>, String)>,
}

impl IrContext<'_> {
    /// Reads the responses of an operation, which may be a list with pages.
    pub(super) fn responses(&mut self, method: &str, is_list: bool) -> Responses {
        let at = join(self.at, "responses");
        let mut all: Vec<(Status, openapi::ResponseObject<'_>)> = Vec::new();
        for (name, response) in self.value.responses() {
            if let Some(media) = response.content().next() {
                let at = join(&join(&at, name), "content");
                self.report_charset(media, &join(&at, media.name));
            }
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
        let mut accept: Vec<String> = Vec::new();
        let mut described = Vec::new();
        for (status, response) in all {
            let contents = contents(response, status, method, self.requests);
            // The default response also describes the errors.
            if !is_success(status) || status == Status::Default {
                errors.extend(contents.iter().cloned());
            }
            if !is_success(status) {
                continue;
            }
            let media = response.content().next().map(|media| media.name.to_owned());
            accept.extend(media.filter(|media| !accept.contains(media)));
            // A redirect has no stream.
            if status.class() != Some(3) {
                described.push((status, response));
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
        successes: &[(Status, openapi::ResponseObject<'_>)],
    ) -> Option<(Vec<Response>, String)> {
        let mut accept = None;
        let mut responses = Vec::new();
        for (status, value) in successes {
            let media = value
                .content()
                .skip(1)
                .find(|media| media.kind().is_stream());
            accept = accept.or(media.map(|media| media.name.to_owned()));
            let content = match media {
                Some(_) => content(media, *status, self.requests),
                None => ResponseContent::Bytes,
            };
            responses.push(Response {
                status: *status,
                media_type: None,
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

/// Returns the contents of a response, that of the selected media type last.
fn contents(
    response: openapi::ResponseObject<'_>,
    status: Status,
    method: &str,
    requests: &mut TypeRequests,
) -> Vec<Response> {
    let with = |media_type, content| Response {
        status,
        media_type,
        content,
    };
    // A response to HEAD has no body.
    if method == "HEAD" {
        return vec![with(None, ResponseContent::Empty)];
    }
    let others = response.content().skip(1).filter_map(|media| {
        let schema = media.schema().filter(|_| media.kind() == MediaKind::Json)?;
        let name = media_type::essence(media.name);
        Some(with(
            Some(name),
            ResponseContent::Json(requests.add(schema)),
        ))
    });
    let mut contents: Vec<Response> = others.collect();
    let content = content(response.content().next(), status, requests);
    contents.push(with(None, content));
    contents
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
        (MediaKind::Json, Some(schema)) => ResponseContent::Json(requests.add(schema)),
        (MediaKind::JsonLines, _) => ResponseContent::Stream(ItemStream::JsonLines(item())),
        (MediaKind::JsonSequence, _) => ResponseContent::Stream(ItemStream::JsonSequence(item())),
        (MediaKind::Events, _) => ResponseContent::Stream(match media.events() {
            Some(Events::Data) => ItemStream::EventData(item()),
            Some(Events::Json) => ItemStream::EventObjects(item()),
            Some(Events::JsonOf(names)) => ItemStream::EventObjectsOf(item(), names),
            Some(Events::JsonExcept(names)) => ItemStream::EventObjectsExcept(item(), names),
            Some(Events::Text) => ItemStream::EventTexts(item()),
            None => ItemStream::Events,
        }),
        (MediaKind::Text, _) => ResponseContent::Text,
        _ => ResponseContent::Bytes,
    }
}
