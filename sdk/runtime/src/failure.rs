//! What a failed attempt means: its error, whether the request was applied, and whether the cause is
//! transient.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use secrecy::SecretString;

use crate::attempt::{AttemptError, AttemptFailure, MAX_ERROR_BODY};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Outcome};
use crate::error_body::read_error_body;
use crate::error_details::ErrorDetails;
use crate::operation::OperationRef;
use crate::response::BufferedResponse;
use crate::retry_after::retry_after;

/// A failed attempt.
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) outcome: Outcome,
    /// Whether the cause is transient.
    pub(crate) is_transient: bool,
    /// Whether the service asked for fewer requests.
    pub(crate) is_throttled: bool,
}

impl Failure {
    /// Returns the failure of an attempt that was not sent.
    pub(crate) fn unsent(error: Error) -> Self {
        Self {
            is_transient: error.is_retryable(),
            outcome: Outcome::NotSent,
            is_throttled: false,
            error,
        }
    }
}

/// The call that a failed attempt belongs to.
#[derive(Clone, Copy)]
pub(crate) struct FailureContext<'a> {
    pub(crate) client: &'a Client,
    pub(crate) operation: &'a OperationRef,
    pub(crate) secrets: &'a [SecretString],
    /// The remaining time of the whole call at the start of the attempt.
    pub(crate) remaining: Duration,
}

impl FailureContext<'_> {
    /// Returns the failure of an attempt with an error status.
    #[cold]
    pub(crate) fn error_response(
        self,
        response: &BufferedResponse,
        incomplete: Option<AttemptFailure>,
    ) -> Failure {
        let status = response.status();
        let redactor = self.client.redactor(self.secrets);
        let sanitize = |text: String| redactor.sanitize(&text);
        let now = self.client.clock().system_time();
        let details = read_error_body(response.bytes(), self.client.service().read_error);
        let is_unknown = details == ErrorDetails::default();
        let rejections = self.client.service().rejections;
        let is_rejection = details
            .code
            .as_deref()
            .is_some_and(|code| rejections.contains(&(status.as_u16(), code)));
        let from_header = || response.request_id().map(ToOwned::to_owned);
        let mut error = Error::new(ErrorKind::Api)
            .with_status(status)
            .with_code(details.code.map(sanitize))
            .with_request_id(details.request_id.or_else(from_header).map(sanitize))
            .with_retry_after(retry_after(response.headers(), now))
            .with_media_type(response.content_type())
            .with_body(truncate(response.bytes()));
        if self.operation.withholds_errors() {
            error = error.with_message(
                "message withheld because it may contain secrets; see `Error::body()`",
            );
        } else if let Some(message) = details.message {
            error = error.with_message(sanitize(message));
        } else if is_unknown {
            let content_type = response.content_type();
            error = error
                .with_message("the body contains no message")
                .with_content_type(content_type.map(|text| redactor.sanitize(text)));
        }
        if let Some(failure) = incomplete {
            error = match failure {
                AttemptFailure::Transport(source) => error.with_source(source),
                AttemptFailure::Encoding(source) => error.with_source(source),
                _ => error,
            };
        }
        Failure {
            error,
            outcome: if is_rejection {
                Outcome::Refused
            } else {
                outcome_of(status)
            },
            is_transient: is_transient(status),
            is_throttled: matches!(status.as_u16(), 429 | 503),
        }
    }

    /// Returns the failure of an attempt without a usable response.
    #[cold]
    pub(crate) fn attempt_error(self, attempt: AttemptError) -> Failure {
        let options = self.client.options();
        let (error, is_transient) = match attempt.cause {
            AttemptFailure::Connect(source) => {
                (Error::new(ErrorKind::Connect).with_source(source), true)
            }
            AttemptFailure::ConnectTimeout(source) => {
                let message = format!(
                    "no connection within {} s; if the client is used in several Tokio runtimes, keep \
                     the first one running",
                    self.client.connect_timeout().as_secs_f64(),
                );
                let error = Error::new(ErrorKind::Timeout).with_message(message);
                let error = match source {
                    Some(source) => error.with_source(source),
                    None => error,
                };
                (error, true)
            }
            AttemptFailure::Transport(error) => {
                let message = match attempt.status {
                    Some(_) => "the response is incomplete",
                    None => "no response",
                };
                let transport = Error::new(ErrorKind::Transport);
                (transport.with_message(message).with_source(error), true)
            }
            AttemptFailure::Encoding(error) => (
                Error::new(ErrorKind::Decode)
                    .with_message("the body cannot be decompressed")
                    .with_source(error),
                false,
            ),
            AttemptFailure::TooLarge => {
                let message = format!(
                    "more than {} bytes; raise the limit with `max_response_bytes`",
                    options.max_body_or_default(),
                );
                let error = Error::new(ErrorKind::TooLarge);
                (error.with_message(message), false)
            }
            AttemptFailure::Redirect => (Error::new(ErrorKind::Redirect), false),
            AttemptFailure::FollowedRedirect => {
                let message = "the HTTP client followed a redirect; build it without redirects";
                let error = Error::new(ErrorKind::Redirect).with_message(message);
                (error, false)
            }
            AttemptFailure::Timeout => {
                let attempt_limit = options.attempt_timeout_or_default();
                let (limit, scope) = if self.remaining < attempt_limit {
                    (options.timeout_or_default(), "call")
                } else {
                    (attempt_limit, "attempt")
                };
                let message = format!(
                    "no response within {} s, the timeout of the {scope}",
                    limit.as_secs_f64(),
                );
                (Error::new(ErrorKind::Timeout).with_message(message), true)
            }
        };
        let (error, outcome) = match attempt.status {
            Some(status) if self.operation.is_success(status.as_u16()) => {
                (error.with_status(status), Outcome::Applied)
            }
            Some(status) => (error.with_status(status), outcome_of(status)),
            None if attempt.is_unsent => (error, Outcome::NotSent),
            None => (error, Outcome::Unknown),
        };
        Failure {
            error,
            outcome,
            is_transient,
            is_throttled: false,
        }
    }
}

/// Copies the beginning of a body, so that the rest can be freed.
pub(crate) fn truncate(body: &Bytes) -> Bytes {
    Bytes::copy_from_slice(&body[..body.len().min(MAX_ERROR_BODY)])
}

/// Returns the outcome that a status implies.
fn outcome_of(status: StatusCode) -> Outcome {
    match status.as_u16() {
        200..=299 => Outcome::Applied,
        // Redirected before any processing.
        307 | 308 => Outcome::Refused,
        // A proxy may have lost the rest of a request that the service has begun to process.
        408 => Outcome::Unknown,
        // The service does not support the method.
        400..=499 | 501 => Outcome::Refused,
        // 503 too: a proxy that loses the service's response returns it.
        _ => Outcome::Unknown,
    }
}

/// Returns whether an error status has a transient cause.
fn is_transient(status: StatusCode) -> bool {
    match status.as_u16() {
        // Missing support for the method or the version of HTTP is permanent.
        501 | 505 => false,
        408 | 421 | 425 | 429 => true,
        _ => status.is_server_error(),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::{Outcome, is_transient, outcome_of};

    #[test]
    fn some_error_statuses_are_transient() {
        for status in 400..600 {
            let expected = matches!(status, 408 | 421 | 425 | 429 | 500 | 502..=504 | 506..);
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(is_transient(status), expected, "{status}");
        }
    }

    #[test]
    fn the_outcome_follows_from_the_status() {
        for (status, outcome) in [
            (200, Outcome::Applied),
            (204, Outcome::Applied),
            (301, Outcome::Unknown),
            (303, Outcome::Unknown),
            (307, Outcome::Refused),
            (400, Outcome::Refused),
            (404, Outcome::Refused),
            (408, Outcome::Unknown),
            (409, Outcome::Refused),
            (421, Outcome::Refused),
            (425, Outcome::Refused),
            (429, Outcome::Refused),
            (500, Outcome::Unknown),
            (501, Outcome::Refused),
            (502, Outcome::Unknown),
            (503, Outcome::Unknown),
            (504, Outcome::Unknown),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(outcome_of(status), outcome, "{status}");
        }
    }
}
