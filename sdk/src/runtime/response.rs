//! From the answer of a call to the value that a generated method gives.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::HeaderMap;
use reqwest::{Body, StatusCode};
use serde::de::DeserializeOwned;
use tracing::Span;

use crate::runtime::Runtime;
use crate::runtime::attempt::{Answer, content_type};
use crate::runtime::credential::{Credential, hidden};
use crate::runtime::error::{Error, ErrorKind, Outcome};
use crate::runtime::operation::Operation;
use crate::runtime::place::place;
use crate::runtime::trace;
use crate::runtime::vendor::{kept, shown};

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
    pub(crate) fn new(
        runtime: &Runtime,
        operation: &Operation<'_>,
        sent: Option<Body>,
        attempts: u32,
        span: Span,
    ) -> Self {
        Self {
            operation: operation.id,
            attempts,
            credential: runtime.credential.clone(),
            secret_fields: runtime.service().secret_fields,
            sent,
            span,
        }
    }

    /// Reads the body of an answer.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<T, Error> {
        let (message, path) = match read(body) {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let hidden = hidden(&self.credential, self.secret_fields, self.sent.as_ref());
        let error = Error::new(ErrorKind::Decode)
            .with_operation(self.operation)
            .with_attempts(self.attempts)
            .with_status(status)
            .with_outcome(Outcome::Applied)
            .with_message(message)
            .with_path(path.map(|path| shown(&path, &hidden)))
            .with_content_type(content_type(headers).map(|text| shown(text, &hidden)))
            .with_body(kept(body));
        trace::failed(&self.span, &error);
        Err(error)
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

/// The answer of a call that succeeded, and what an error of its decoding has to tell.
pub(crate) struct Answered {
    pub(crate) answer: Answer,
    pub(crate) context: CallContext,
}

impl Answered {
    /// With the value that the body is.
    pub(crate) fn decode<T: DeserializeOwned>(self) -> Result<ResponseValue<T>, Error> {
        let Self { answer, context } = self;
        let value = context.decode(answer.status, &answer.headers, &answer.body)?;
        Ok(ResponseValue::new(value, answer.status, answer.headers))
    }

    /// With no value, whatever the body is.
    #[allow(clippy::unnecessary_wraps, reason = "all answers are read alike")]
    pub(crate) fn empty(self) -> Result<ResponseValue<()>, Error> {
        let Answer {
            status, headers, ..
        } = self.answer;
        Ok(ResponseValue::new((), status, headers))
    }

    /// With the body as a stream.
    #[allow(clippy::unnecessary_wraps, reason = "all answers are read alike")]
    pub(crate) fn stream(self) -> Result<ResponseValue<ByteStream>, Error> {
        let Answer {
            status,
            headers,
            body,
        } = self.answer;
        let body = futures_util::stream::once(std::future::ready(Ok(body)));
        let stream = ByteStream::new(Box::pin(body));
        Ok(ResponseValue::new(stream, status, headers))
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
