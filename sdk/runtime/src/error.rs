//! The error type.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::decode::{DecodeError, decode};
use crate::string_enum::UnknownValue;
use crate::transport::BoxError;

/// The error of a call or of a configuration.
///
/// It is one pointer wide. Its text, its `Debug` and its [source](StdError::source) chain contain no
/// credential and no header, and of a body only the service's own message, truncated. The body is
/// available from [`Error::body`].
///
/// # Handling
/// ```
/// # use rolekit_runtime::{Error, Outcome};
/// fn advice(error: &Error) -> &'static str {
///     match error.outcome() {
///         Outcome::NotSent | Outcome::Refused if error.is_retryable() => "retry later",
///         Outcome::NotSent | Outcome::Refused => "nothing happened: correct the request",
///         Outcome::Applied => "it was applied: do not retry",
///         _ => "check whether it was applied before retrying",
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Error(Box<ErrorInner>);

/// A `Result` whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Clone)]
struct ErrorInner {
    kind: ErrorKind,
    outcome: Outcome,
    operation: Option<String>,
    /// The host that was called.
    host: Option<String>,
    /// The proxy of the environment.
    proxy: Option<String>,
    /// Whether the request changes nothing, so that its outcome is not part of the text.
    is_read: bool,
    message: Option<String>,
    status: Option<StatusCode>,
    code: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    retryable: bool,
    content_type: Option<String>,
    /// The media type of an error response, which is not part of the text.
    media_type: Option<String>,
    path: Option<String>,
    body: Bytes,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// The error of the first attempt, if it differs.
    first: Option<Error>,
}

/// The kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration is invalid: a credential, a base URL or an option is missing or malformed.
    Config,
    /// The credential cannot be obtained from its source.
    Credential,
    /// The request is invalid, and was not sent.
    InvalidRequest,
    /// The connection failed: refused, unknown host, or a TLS error.
    Connect,
    /// The timeout of connecting, of an attempt or of the whole call passed.
    Timeout,
    /// The connection broke while the request was sent or the response was read.
    Transport,
    /// The response has an error status.
    Api,
    /// The response is a success, but its body does not match the document.
    Decode,
    /// The response is larger than the limit.
    TooLarge,
    /// A redirect that is not followed: of a request other than GET, to a URL that is not below the base
    /// URL, or after five redirects.
    Redirect,
    /// Others kept changing the resource, so that it did not reach the desired state.
    Contention,
}

impl ErrorKind {
    const ALL: [Self; 11] = [
        Self::Config,
        Self::Credential,
        Self::InvalidRequest,
        Self::Connect,
        Self::Timeout,
        Self::Transport,
        Self::Api,
        Self::Decode,
        Self::TooLarge,
        Self::Redirect,
        Self::Contention,
    ];

    /// Returns the name of the kind in traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Credential => "credential",
            Self::InvalidRequest => "invalid_request",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Api => "api",
            Self::Decode => "decode",
            Self::TooLarge => "too_large",
            Self::Redirect => "redirect",
            Self::Contention => "contention",
        }
    }
}

/// Reads the name that `Display` writes.
impl FromStr for ErrorKind {
    type Err = UnknownValue;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownValue> {
        let found = Self::ALL.into_iter().find(|value| value.as_str() == text);
        found.ok_or_else(|| UnknownValue::new(text, &Self::ALL.map(Self::as_str)))
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the service applied the request, over all attempts of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// No attempt reached the service.
    NotSent,
    /// The service rejected the request: nothing was changed.
    Refused,
    /// The request may have been applied.
    Unknown,
    /// The request was applied, but its response is lost or cannot be used.
    Applied,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::NotSent, Self::Refused, Self::Unknown, Self::Applied];

    /// Returns the name of the outcome in error messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Applied => "applied",
        }
    }
}

/// Reads the name that `Display` writes.
impl FromStr for Outcome {
    type Err = UnknownValue;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownValue> {
        let found = Self::ALL.into_iter().find(|value| value.as_str() == text);
        found.ok_or_else(|| UnknownValue::new(text, &Self::ALL.map(Self::as_str)))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    /// Creates an error of a request that was not sent.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(ErrorInner {
            kind,
            outcome: Outcome::NotSent,
            operation: None,
            host: None,
            proxy: None,
            is_read: false,
            message: None,
            status: None,
            code: None,
            request_id: None,
            retry_after: None,
            attempts: 0,
            retryable: false,
            content_type: None,
            media_type: None,
            path: None,
            body: Bytes::new(),
            source: None,
            first: None,
        }))
    }

    /// Creates an error of kind [`ErrorKind::Config`].
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config).with_message(message)
    }

    /// Creates an error of kind [`ErrorKind::InvalidRequest`] from the error of a value in the request, whose
    /// text becomes the message and must contain no secret.
    ///
    /// With `map_err(Error::invalid_request)?`, a function that also sends requests has one type of error.
    pub fn invalid_request(source: impl Into<BoxError>) -> Self {
        let source = source.into();
        Self::new(ErrorKind::InvalidRequest)
            .with_message(source.to_string())
            .with_source(source)
    }

    /// Sets the outcome.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self.0.is_read = false;
        self
    }

    /// Sets whether the request changes nothing. A later [outcome](Self::with_outcome) is that of
    /// a call that does.
    #[must_use]
    pub(crate) fn with_read(mut self, is_read: bool) -> Self {
        self.0.is_read = is_read;
        self
    }

    /// Sets the host that was called, and the proxy in between.
    #[must_use]
    pub(crate) fn with_server(mut self, host: String, proxy: Option<&str>) -> Self {
        self.0.host = Some(host);
        self.0.proxy = proxy.map(str::to_owned);
        self
    }

    /// Sets the name of the operation.
    #[must_use]
    pub fn with_operation(mut self, operation: &str) -> Self {
        self.0.operation = Some(operation.to_owned());
        self
    }

    /// Sets the message, which must contain no secret.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = Some(message.into());
        self
    }

    /// Sets the status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Sets the service's code.
    #[must_use]
    pub fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    /// Sets the id of the request.
    #[must_use]
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    /// Sets the wait that the service asks for.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// Sets the number of attempts.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Sets whether the call can be retried.
    #[must_use]
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Sets the media type of an error response, which is not part of the text.
    pub(crate) fn with_media_type(mut self, media_type: Option<&str>) -> Self {
        self.0.media_type = media_type.map(str::to_owned);
        self
    }

    /// Sets the media type of the response.
    #[must_use]
    pub fn with_content_type(mut self, content_type: Option<String>) -> Self {
        self.0.content_type = content_type;
        self
    }

    /// Sets the JSON path.
    #[must_use]
    pub fn with_path(mut self, path: Option<String>) -> Self {
        self.0.path = path;
        self
    }

    /// Sets the body of the response.
    #[must_use]
    pub fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = body;
        self
    }

    /// Sets the source.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// Sets the error of the first attempt, which becomes part of the chain of sources.
    #[must_use]
    pub(crate) fn with_first(mut self, first: Error) -> Self {
        match self.0.source.take() {
            // A chain of sources has one end, so the causes of the source are appended to its text.
            Some(source) => {
                self.0.source = Some(Arc::new(Sources {
                    text: join_sources(&*source),
                    first,
                }));
            }
            None => self.0.first = Some(first),
        }
        self
    }

    /// Returns the kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns whether the service applied the request, over all attempts.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the status of the last response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the service's code for the error.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the id of the request for the vendor's support: from the body of the response, or from
    /// its header `X-Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the message of the service or of this crate; at most 300 characters.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Returns the name of the operation: its `operationId` in snake case.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// Returns the host that was called, with its port if that is not the default one.
    pub fn host(&self) -> Option<&str> {
        self.0.host.as_deref()
    }

    /// Returns host and port of the proxy of the environment through which the request was sent.
    /// `None` if there is none, or if the client was built with
    /// [`configure_http`](crate::ClientBuilder::configure_http),
    /// [`http_client`](crate::ClientBuilder::http_client) or
    /// [`transport`](crate::ClientBuilder::transport), whose proxies are not known.
    pub fn proxy(&self) -> Option<&str> {
        self.0.proxy.as_deref()
    }

    /// Returns whether the request changes nothing.
    pub(crate) fn is_read(&self) -> bool {
        self.0.is_read
    }

    /// Returns the wait before the next attempt that the service requested, or the minimum wait
    /// that the [rate limit](crate::RateLimit) of the client requires.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the number of attempts, including those that ended before anything was sent. Zero if the
    /// request or the configuration is invalid.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns whether the same call may succeed later and can be retried safely: the cause is
    /// transient, and the operation is idempotent or was not applied.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns whether a timeout passed: of connecting, of an attempt, or of the whole call.
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns whether the connection failed.
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Returns whether the resource does not exist (404). For a retried deletion, an earlier attempt
    /// may have deleted it: see [`outcome`](Self::outcome).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the request conflicts with the current state (409), usually because the
    /// resource exists already.
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(StatusCode::CONFLICT)
    }

    /// Returns whether the credential is invalid (401).
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the credential lacks the permission (403).
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Returns whether the service requires fewer requests (429). See
    /// [`retry_after`](Self::retry_after).
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether the service, or a proxy before it, failed (5xx).
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error())
    }

    /// Returns whether a retried deletion found nothing after an attempt that may have been applied.
    pub fn is_already_deleted(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND) && self.outcome() == Outcome::Applied
    }

    /// Returns the media type of a response that could not be decoded.
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type.as_deref()
    }

    /// Returns whether this is the media type of the error response, without its parameters.
    pub fn has_media_type(&self, media_type: &str) -> bool {
        let own = self.0.media_type.as_deref();
        let own = own.map(|own| own.split(';').next().unwrap_or_default().trim());
        own.is_some_and(|own| own.eq_ignore_ascii_case(media_type))
    }

    /// Returns the JSON path of the value that could not be decoded, like `results[3].role`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns the body of the response, up to 1 MiB. It may contain secrets; consider that before
    /// you log it.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// Decodes the [body](Self::body) as JSON.
    ///
    /// # Errors
    /// Fails if the body is not JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode(&self.0.body)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = &inner.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(match inner.kind {
            ErrorKind::Config => "invalid client configuration",
            ErrorKind::Credential => "cannot obtain the credential",
            ErrorKind::InvalidRequest => "invalid request",
            ErrorKind::Connect => "connection failed",
            ErrorKind::Timeout => "timed out",
            ErrorKind::Transport => "connection broken",
            ErrorKind::Api => "the API returned an error",
            ErrorKind::Decode => "the response does not match the document",
            ErrorKind::TooLarge => "the response is larger than the limit",
            ErrorKind::Redirect => "redirect not followed",
            ErrorKind::Contention => "others changed the resource at the same time",
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
        if matches!(
            inner.kind,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport
        ) {
            notes.extend(inner.host.as_ref().map(|host| format!("host {host}")));
            notes.extend(inner.proxy.as_ref().map(|proxy| format!("proxy {proxy}")));
        }
        if let Some(path) = &inner.path {
            notes.push(format!("at {path}"));
        }
        if let Some(content_type) = &inner.content_type {
            notes.push(format!("content type {content_type}"));
        }
        if let Some(wait) = inner.retry_after {
            notes.push(format!("retry after {} s", wait.as_secs_f64()));
        }
        if let Some(id) = &inner.request_id {
            notes.push(format!("request id {id}"));
        }
        if inner.attempts > 0 {
            let outcome = match inner.is_read {
                true => String::new(),
                false => format!(", outcome {}", inner.outcome),
            };
            notes.push(format!("attempts {}{outcome}", inner.attempts));
        }
        if !notes.is_empty() {
            write!(f, " ({})", notes.join("; "))?;
        }
        Ok(())
    }
}

/// Prints the text of the error and of its sources, so that the error of `main` can be read; `{:#?}`
/// prints the fields.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if !f.alternate() {
            write!(f, "{self}")?;
            let mut source = StdError::source(self);
            while let Some(error) = source {
                write!(f, "\n  caused by: {error}")?;
                source = error.source();
            }
            return Ok(());
        }
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("outcome", &inner.outcome)
            .field("operation", &inner.operation)
            .field("host", &inner.host)
            .field("proxy", &inner.proxy)
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
        match (&self.0.source, &self.0.first) {
            (Some(source), _) => Some(&**source),
            (None, Some(first)) => Some(first),
            (None, None) => None,
        }
    }
}

/// The sources of an error, and after them the error of the first attempt.
#[derive(Debug)]
struct Sources {
    text: String,
    first: Error,
}

impl fmt::Display for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Sources {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.first)
    }
}

fn join_sources(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{Error, ErrorKind, Outcome};

    #[test]
    fn is_one_pointer_wide_and_can_be_sent() {
        fn check<T: Send + Sync + std::error::Error + 'static>() {}
        check::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn kinds_and_outcomes_are_read_from_their_names() {
        for kind in ErrorKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for outcome in Outcome::ALL {
            assert_eq!(outcome.to_string().parse(), Ok(outcome));
            let json = serde_json::to_value(outcome).unwrap();
            assert_eq!(serde_json::from_value::<Outcome>(json).unwrap(), outcome);
        }
        let error = "time_out".parse::<ErrorKind>().unwrap_err();
        let expected = "unknown value \"time_out\"; did you mean \"timeout\"?";
        assert_eq!(error.to_string(), expected);
        "not_sent".parse::<Outcome>().unwrap_err();
    }

    #[test]
    fn outcomes_are_ordered() {
        assert!(Outcome::NotSent < Outcome::Refused);
        assert!(Outcome::Refused < Outcome::Unknown);
        assert!(Outcome::Unknown < Outcome::Applied);
    }

    #[test]
    fn an_invalid_request_has_the_text_of_its_source() {
        let source = "x".parse::<u8>().unwrap_err();
        let text = source.to_string();
        let error = Error::invalid_request(source);
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::InvalidRequest, Outcome::NotSent)
        );
        assert_eq!(error.message(), Some(text.as_str()));
        assert_eq!(error.to_string(), format!("invalid request: {text}"));
        assert!(error.source().unwrap().is::<std::num::ParseIntError>());
    }

    #[test]
    fn the_text_names_the_proxy() {
        let error = Error::new(ErrorKind::Connect)
            .with_server("api.example:8443".to_owned(), Some("proxy.example:3128"));
        let expected = "connection failed (host api.example:8443; proxy proxy.example:3128)";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn questions_about_the_status_have_methods() {
        let error = |status| {
            let status = reqwest::StatusCode::from_u16(status).unwrap();
            Error::new(ErrorKind::Api).with_status(status)
        };
        assert!(error(429).is_rate_limited() && !error(503).is_rate_limited());
        assert!(error(503).is_server_error() && !error(429).is_server_error());
        assert!(!Error::new(ErrorKind::Connect).is_server_error());
    }

    #[test]
    fn neither_text_contains_the_body() {
        let error = Error::new(ErrorKind::Api)
            .with_status(reqwest::StatusCode::FORBIDDEN)
            .with_body("canary".into());
        assert!(!format!("{error} {error:?} {error:#?}").contains("canary"));
        assert_eq!(error.body(), b"canary");
    }
}
