//! From the answer of a call to the value that a generated method gives.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::HeaderMap;
use reqwest::{Body, Request, StatusCode};
use serde::de::DeserializeOwned;
use tracing::Span;

use crate::Runtime;
use crate::attempt::{Answer, content_type};
use crate::credential::{Credential, hidden};
use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::Operation;
use crate::place::place;
use crate::trace;
use crate::vendor::{kept, shown};

/// The answer of a call that succeeded, and all that an error of its decoding has to tell.
pub(crate) struct Answered<'a> {
    pub(crate) runtime: &'a Runtime,
    pub(crate) operation: &'a Operation<'a>,
    pub(crate) request: &'a mut Request,
    pub(crate) answer: &'a mut Answer,
    pub(crate) attempts: u32,
    pub(crate) span: &'a Span,
}

impl Answered<'_> {
    /// What is traced of the answer.
    pub(crate) fn trace(&self) {
        if self.span.is_disabled() {
            return;
        }
        let hidden = self.runtime.hidden(self.request.body());
        let id = self.answer.request_id().map(|id| shown(id, &hidden));
        trace::answered(self.span, self.answer.status, id.as_deref(), self.attempts);
    }

    /// With this value.
    fn with<T>(self, value: T) -> ResponseValue<T> {
        let headers = std::mem::take(&mut self.answer.headers);
        ResponseValue::new(value, self.answer.status, headers)
    }

    /// Takes what decoding it later may have to tell.
    pub(crate) fn take_context(&mut self) -> CallContext {
        CallContext {
            operation: self.operation.id,
            attempts: self.attempts,
            credential: self.runtime.credential.clone(),
            secret_fields: self.runtime.service().secret_fields,
            sent: self.request.body_mut().take(),
            span: self.span.clone(),
        }
    }
}

/// Reads the body as JSON.
pub(crate) fn decode<T: DeserializeOwned>(
    mut answered: Answered<'_>,
) -> Result<ResponseValue<T>, Error> {
    match read(&answered.answer.body) {
        Ok(value) => Ok(answered.with(value)),
        Err(failure) => {
            let context = answered.take_context();
            let Answer {
                status,
                headers,
                body,
            } = answered.answer;
            Err(context.undecoded(failure, *status, headers, body))
        }
    }
}

/// Gives no value, whatever the body is.
#[allow(clippy::unnecessary_wraps, reason = "all answers are read alike")]
pub(crate) fn empty(answered: Answered<'_>) -> Result<ResponseValue<()>, Error> {
    Ok(answered.with(()))
}

/// Gives the body as a stream.
#[allow(clippy::unnecessary_wraps, reason = "all answers are read alike")]
pub(crate) fn stream(answered: Answered<'_>) -> Result<ResponseValue<ByteStream>, Error> {
    let body = std::mem::take(&mut answered.answer.body);
    let body = futures_util::stream::once(std::future::ready(Ok(body)));
    let stream = ByteStream::new(Box::pin(body));
    Ok(answered.with(stream))
}

/// What an error that is found after the call must still tell of it.
pub(crate) struct CallContext {
    operation: &'static str,
    attempts: u32,
    credential: Arc<Credential>,
    secret_fields: &'static [&'static str],
    /// The body of the request, which may have secrets.
    sent: Option<Body>,
    span: Span,
}

impl CallContext {
    /// Reads the body of an answer.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<T, Error> {
        read(body).map_err(|failure| {
            let error = self.undecoded(failure, status, headers, body);
            trace::failed(&self.span, &error);
            error
        })
    }

    /// The error of an answer whose body is not what is promised.
    #[cold]
    fn undecoded(
        &self,
        (message, path): (String, Option<String>),
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Error {
        let hidden = hidden(&self.credential, self.secret_fields, self.sent.as_ref());
        Error::new(ErrorKind::Decode)
            .with_operation(self.operation)
            .with_attempts(self.attempts)
            .with_status(status)
            .with_outcome(Outcome::Applied)
            .with_message(message)
            .with_path(path.map(|path| shown(&path, &hidden)))
            .with_content_type(content_type(headers).map(|text| shown(text, &hidden)))
            .with_body(kept(body))
    }
}

impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallContext")
            .field("operation", &self.operation)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// Reads JSON, or says what is wrong with it and where.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, (String, Option<String>)> {
    if body.is_empty() {
        return Err(("a body is due, and there is none".to_owned(), None));
    }
    serde_json::from_slice(body).map_err(|error| (told(&error), place(body, &error)))
}

/// What serde_json says, without the values of the body that it repeats.
fn told(error: &serde_json::Error) -> String {
    use serde_json::error::Category;

    let place = format!("line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("the JSON ends too early ({place})"),
        Category::Syntax => format!("it is not JSON ({place})"),
        Category::Io => "the body could not be read".to_owned(),
        Category::Data => {
            let text = error.to_string();
            // The names of missing fields are the document's, not the body's.
            if let Some(field) = text.strip_prefix("missing field `") {
                let field = field.split('`').next().unwrap_or_default();
                return format!("the field `{field}` is missing");
            }
            let found = [
                "null",
                "boolean",
                "integer",
                "floating point",
                "string",
                "map",
                "sequence",
            ]
            .into_iter()
            .find(|kind| text.starts_with(&format!("invalid type: {kind}")));
            match found {
                Some(kind) => format!("a value has another type than promised: {kind} ({place})"),
                None => format!("a value is not what is promised ({place})"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::read;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Page {
        results: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Item {
        id: i64,
    }

    #[test]
    fn errors_name_the_place_and_never_the_value() {
        for (body, message, path) in [
            ("", "a body is due", None),
            ("<html>canary", "not JSON", None),
            ("{}", "`results` is missing", None),
            (
                r#"{"results":[{"id":1},{"id":"canary"}]}"#,
                "string",
                Some("results[1].id"),
            ),
            (
                r#"{"results":[{"id":1},{}]}"#,
                "`id` is missing",
                Some("results[1]"),
            ),
            (r#"{"results":[{"id":1}"#, "ends too early", Some("results")),
            (r#"{"results":[]} canary"#, "not JSON", None),
            (r#"{"results":{"canary":1}}"#, "map", Some("results")),
            (
                r#"{"results":[{"id":99999999999999999999}]}"#,
                "floating point",
                Some("results[0].id"),
            ),
        ] {
            let (text, place) = read::<Page>(body.as_bytes()).unwrap_err();
            assert!(text.contains(message), "{body}: {text}");
            assert!(!text.contains("canary"), "{text}");
            assert_eq!(place.as_deref(), path, "{body}: {text}");
        }
    }
}
