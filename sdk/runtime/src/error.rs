//! The one error type of the crate.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;

/// What went wrong, in a call or in setting up a client.
///
/// It is one pointer wide. Its text, its `Debug` and its [source](StdError::source) chain hold no
/// key, no header and nothing of a body but the service's own message, shortened; what the service
/// answered is to be had from [`Error::body`], for those who ask.
///
/// # What to do with it
/// ```
/// # use rolekit_runtime::{Error, Outcome};
/// fn advice(error: &Error) -> &'static str {
///     match error.outcome() {
///         Outcome::NotSent | Outcome::Refused if error.is_retryable() => "try again later",
///         Outcome::NotSent | Outcome::Refused => "nothing happened: mend the request",
///         Outcome::Applied => "it is done: do not repeat it",
///         _ => "look whether it is done before repeating it",
///     }
/// }
/// ```
pub struct Error(Box<Inner>);

/// A `Result` whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    operation: Option<String>,
    message: Option<String>,
    status: Option<StatusCode>,
    code: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    retryable: bool,
    content_type: Option<String>,
    path: Option<String>,
    body: Bytes,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be set up: a key, a base URL or an option is missing or wrong.
    Config,
    /// The request is not one that the service could take, and was not sent.
    InvalidRequest,
    /// No connection: refused, no such host, or TLS failed.
    Connect,
    /// Time ran out: for connecting, for an attempt, or for the whole call.
    Timeout,
    /// The connection broke while the request was sent or the answer read.
    Transport,
    /// The service answered with an error status.
    Api,
    /// The service answered with success, but not with what the document promises.
    Decode,
    /// The answer is larger than the limit.
    TooLarge,
    /// The service redirected a call that may not follow: one that writes, or to another host.
    Redirect,
}

impl ErrorKind {
    /// A short name of the kind, as it stands in traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::InvalidRequest => "invalid_request",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Api => "api",
            Self::Decode => "decode",
            Self::TooLarge => "too_large",
            Self::Redirect => "redirect",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What became of the request at the service, all attempts of the call taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No attempt reached the service.
    NotSent,
    /// The service refused it: nothing was changed.
    Refused,
    /// It may have been applied, or may not have been.
    Unknown,
    /// The service said that it was applied; the answer itself is lost or unusable.
    Applied,
}

impl Outcome {
    /// A short name of the outcome, as it stands in error texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Applied => "applied",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    /// An error of this kind, of a request that was not sent.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome: Outcome::NotSent,
            operation: None,
            message: None,
            status: None,
            code: None,
            request_id: None,
            retry_after: None,
            attempts: 0,
            retryable: false,
            content_type: None,
            path: None,
            body: Bytes::new(),
            source: None,
        }))
    }

    /// An error in the configuration.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config).with_message(message)
    }

    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    pub fn with_operation(mut self, operation: &str) -> Self {
        self.0.operation = Some(operation.to_owned());
        self
    }

    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = Some(message.into());
        self
    }

    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    pub fn with_content_type(mut self, content_type: Option<String>) -> Self {
        self.0.content_type = content_type;
        self
    }

    pub fn with_path(mut self, path: Option<String>) -> Self {
        self.0.path = path;
        self
    }

    pub fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = body;
        self
    }

    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What became of the request at the service, all attempts taken together.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The HTTP status of the last answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The service's own code for the error: Gcore's `exception_class`, Trusted Twin's `subcode`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The id to name to the vendor's support: Gcore's `request_id`, Trusted Twin's `trace`, or what
    /// the header `X-Request-Id` of the answer held.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What went wrong, in the service's words or ours; 300 characters at most.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The operation that was called, by its name in the generated client.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// How long the service asked to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many attempts were made. Zero if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same call may succeed later, and may be made again without harm: what failed is
    /// of passing nature, and the request either changes nothing when repeated or did not reach the
    /// service's state.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether the service says that there is no such thing (404). For a deletion that was repeated
    /// it may mean that an attempt before did it: see [`outcome`](Self::outcome).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the service says that the request does not go with what is there (409), as a rule
    /// because there is such a thing already.
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(StatusCode::CONFLICT)
    }

    /// Whether the service does not know the credential (401).
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the service knows the credential and does not permit this to it (403).
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Whether a deletion that was repeated found nothing, after an attempt that may have got through.
    pub fn is_already_deleted(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND) && self.outcome() == Outcome::Applied
    }

    /// The media type of the answer that could not be decoded.
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type.as_deref()
    }

    /// The place in the answer that could not be decoded, like `results[3].role`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The first 4 KiB of the answer's body. It is the service's, and may hold anything: think
    /// before it goes into a log.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = &inner.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(match inner.kind {
            ErrorKind::Config => "the client is not set up rightly",
            ErrorKind::InvalidRequest => "the request cannot be sent",
            ErrorKind::Connect => "no connection",
            ErrorKind::Timeout => "time ran out",
            ErrorKind::Transport => "the connection broke",
            ErrorKind::Api => "the service refused or failed",
            ErrorKind::Decode => "the answer is not what the document promises",
            ErrorKind::TooLarge => "the answer is larger than the limit",
            ErrorKind::Redirect => "the service redirected a call that may not follow",
        })?;
        if let Some(status) = inner.status {
            write!(f, ", status {}", status.as_u16())?;
        }
        if let Some(code) = &inner.code {
            write!(f, ", code {code}")?;
        }
        if let Some(message) = &inner.message {
            write!(f, ": {message}")?;
        }
        let mut notes = Vec::new();
        if let Some(path) = &inner.path {
            notes.push(format!("at {path}"));
        }
        if let Some(content_type) = &inner.content_type {
            notes.push(format!("content type {content_type}"));
        }
        if let Some(wait) = inner.retry_after {
            notes.push(format!("asked to wait {} s", wait.as_secs_f64()));
        }
        if let Some(id) = &inner.request_id {
            notes.push(format!("request id {id}"));
        }
        if inner.attempts > 0 {
            notes.push(format!(
                "attempts {}, outcome {}",
                inner.attempts, inner.outcome
            ));
        }
        if !notes.is_empty() {
            write!(f, " ({})", notes.join("; "))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("outcome", &inner.outcome)
            .field("operation", &inner.operation)
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("request_id", &inner.request_id)
            .field("retry_after", &inner.retry_after)
            .field("attempts", &inner.attempts)
            .field("content_type", &inner.content_type)
            .field("path", &inner.path)
            .field("body", &format_args!("{} bytes", inner.body.len()))
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| {
            let source: &(dyn StdError + 'static) = source.as_ref();
            source
        })
    }
}

/// A parameter of a generated method that goes into a header. Its value is not told.
impl From<reqwest::header::InvalidHeaderValue> for Error {
    fn from(error: reqwest::header::InvalidHeaderValue) -> Self {
        Self::new(ErrorKind::InvalidRequest)
            .with_message("the value of a header has a character that no header can have")
            .with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, ErrorKind, Outcome};

    #[test]
    fn is_one_pointer_wide_and_may_cross_threads() {
        fn check<T: Send + Sync + std::error::Error + 'static>() {}
        check::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn outcomes_are_ordered_by_what_is_known_of_the_harm() {
        assert!(Outcome::NotSent < Outcome::Refused);
        assert!(Outcome::Refused < Outcome::Unknown);
        assert!(Outcome::Unknown < Outcome::Applied);
    }

    #[test]
    fn a_value_that_no_header_can_have_was_not_sent_and_is_not_told() {
        let value = reqwest::header::HeaderValue::try_from("canary\n");
        let error = Error::from(value.unwrap_err());
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(!format!("{error} {error:?} {error:#?}").contains("canary"));
    }

    #[test]
    fn neither_text_shows_the_body() {
        let error = Error::new(ErrorKind::Api)
            .with_status(reqwest::StatusCode::FORBIDDEN)
            .with_body("canary".into());
        assert!(!format!("{error} {error:?} {error:#?}").contains("canary"));
        assert_eq!(error.body(), b"canary");
    }
}
