//! From the answer of a call to the value that a generated method gives.

use std::fmt;
use std::sync::Arc;

use progenitor_client::ResponseValue;
use reqwest::{Response, ResponseBuilderExt, StatusCode};
use serde::de::DeserializeOwned;
use tracing::Span;

use crate::runtime::attempt::Answer;
use crate::runtime::credential::Credential;
use crate::runtime::error::{Error, ErrorKind, Outcome};
use crate::runtime::operation::Operation;
use crate::runtime::trace;
use crate::runtime::vendor::{kept, shown};

/// What an error that is found after the call must still tell of it.
#[derive(Clone)]
pub(crate) struct CallContext {
    operation: String,
    attempts: u32,
    credential: Credential,
    span: Span,
}

impl CallContext {
    pub(crate) fn new(
        operation: &Operation<'_>,
        attempts: u32,
        credential: Credential,
        span: Span,
    ) -> Self {
        Self {
            operation: operation.id.to_owned(),
            attempts,
            credential,
            span,
        }
    }

    /// Reads the body of an answer.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        status: StatusCode,
        content_type: Option<&str>,
        body: &bytes::Bytes,
    ) -> Result<T, Error> {
        let (message, path) = match read(body) {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let error = Error::new(ErrorKind::Decode)
            .with_operation(&self.operation)
            .with_attempts(self.attempts)
            .with_status(status)
            .with_outcome(Outcome::Applied)
            .with_message(message)
            .with_path(path.map(|path| shown(&path, &self.credential)))
            .with_content_type(content_type.map(|text| shown(text, &self.credential)))
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
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        (told(error.inner()), (path != ".").then_some(path))
    })?;
    deserializer.end().map_err(|error| (told(&error), None))?;
    Ok(value)
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

/// An error on its way through reqwest's types, which have no place for it.
#[derive(Clone)]
struct Failure(Arc<std::sync::Mutex<Option<Error>>>);

/// The answer as reqwest's type, with what [`decode`] needs.
pub(crate) fn answered(answer: Answer, context: CallContext) -> Response {
    let mut response = http::Response::new(reqwest::Body::from(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    let (parts, body) = response.into_parts();
    let builder = http::Response::builder()
        .status(parts.status)
        .extension(context)
        .url(answer.url);
    match builder.body(body) {
        Ok(mut response) => {
            *response.headers_mut() = parts.headers;
            response.into()
        }
        Err(error) => failed(
            Error::new(ErrorKind::Decode)
                .with_outcome(Outcome::Applied)
                .with_source(error),
        ),
    }
}

/// The error of a call as reqwest's type, for [`unexpected`] to take out again: a hook of a
/// generated client can give back an answer or reqwest's own error, which nobody else can make.
pub(crate) fn failed(error: Error) -> Response {
    let mut response = http::Response::new(reqwest::Body::default());
    // No service sends it, and no operation documents it.
    *response.status_mut() = StatusCode::LOOP_DETECTED;
    let failure = Failure(Arc::new(std::sync::Mutex::new(Some(error))));
    response.extensions_mut().insert(failure);
    response.into()
}

/// Decodes the answer of an operation.
pub(crate) async fn decode<T: DeserializeOwned>(
    mut response: Response,
) -> Result<ResponseValue<T>, Error> {
    let Some(context) = response.extensions_mut().remove::<CallContext>() else {
        return Err(unexpected(response));
    };
    let status = response.status();
    let headers = response.headers().clone();
    // It is in memory.
    let body = response.bytes().await?;
    let content_type = headers
        .get(reqwest::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let value = context.decode(status, content_type, &body)?;
    Ok(ResponseValue::new(value, status, headers))
}

/// The error that a response stands for.
pub(crate) fn unexpected(mut response: Response) -> Error {
    let status = response.status();
    response
        .extensions_mut()
        .remove::<Failure>()
        .and_then(|failure| failure.0.lock().ok()?.take())
        .unwrap_or_else(|| {
            Error::new(ErrorKind::Api)
                .with_status(status)
                .with_outcome(Outcome::Unknown)
        })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{failed, read, unexpected};
    use crate::runtime::error::{Error, ErrorKind, Outcome};

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

    #[test]
    fn an_error_passes_through_reqwests_types_whole() {
        let error = Error::new(ErrorKind::TooLarge)
            .with_outcome(Outcome::Applied)
            .with_attempts(2);
        let error = unexpected(failed(error));
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert_eq!(error.outcome(), Outcome::Applied);
        assert_eq!(error.attempts(), 2);
    }
}
