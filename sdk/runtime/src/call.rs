//! A call: attempts, waits between them, and what is to be said of the end.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use reqwest::{Request, StatusCode};
use tracing::{Instrument, Span};

use crate::Runtime;
use crate::attempt::{Answer, Expired, Fault, Kept, Progress, attempt};
use crate::budget::{FAULT_COST, THROTTLE_COST, Withdrawal};
use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::Operation;
use crate::response::Answered;
use crate::retry_after::retry_after;
use crate::trace;
use crate::vendor::{VendorError, kept, shown};

/// What an attempt came to, where it did not succeed.
struct Failure {
    error: Error,
    outcome: Outcome,
    /// Whether the cause is of passing nature.
    transient: bool,
    /// Whether the service asked for fewer requests.
    throttled: bool,
}

/// A call so far.
struct Course<'a> {
    runtime: &'a Runtime,
    operation: &'a Operation<'a>,
    span: &'a Span,
    started: Instant,
    /// What is left of the time for the whole call.
    left: Duration,
    /// How many attempts failed.
    failed: u32,
    outcome: Outcome,
    /// What the attempt under way was paid with, if it is not the first.
    paid: Option<Withdrawal>,
}

impl<'a> Course<'a> {
    fn new(runtime: &'a Runtime, operation: &'a Operation<'a>, span: &'a Span) -> Self {
        Self {
            runtime,
            operation,
            span,
            started: runtime.clock().now(),
            left: runtime.options().timeout_or_default(),
            failed: 0,
            outcome: Outcome::NotSent,
            paid: None,
        }
    }

    /// An attempt succeeded. Says how many there were.
    fn succeeded(&mut self) -> u32 {
        match self.paid.take() {
            Some(withdrawal) => drop(withdrawal),
            None => self.runtime.budget().reward(),
        }
        self.failed + 1
    }

    /// An attempt failed. Gives the wait before the next, or what to say where there is none.
    // Apart from the rest, and out of its way: what seldom happens would take room in every call.
    #[cold]
    #[inline(never)]
    fn failed(
        &mut self,
        end: Result<(), Fault>,
        answer: &Answer,
        kept: &Kept<'_>,
    ) -> Result<Duration, Error> {
        let (runtime, operation) = (self.runtime, self.operation);
        let failure = match end {
            Ok(()) => runtime.refused(answer, operation, &runtime.hidden(kept.body())),
            Err(fault) => runtime.broken(fault),
        };
        if let Some(withdrawal) = self.paid.take() {
            withdrawal.spend();
        }
        self.failed += 1;
        // A deletion that is repeated and finds nothing was done by an attempt before.
        let deleted = operation.method == "DELETE"
            && failure.error.status() == Some(StatusCode::NOT_FOUND)
            && self.outcome >= Outcome::Unknown;
        self.outcome = if deleted {
            Outcome::Applied
        } else {
            self.outcome.max(failure.outcome)
        };
        let harmless = operation.is_repeatable() || self.outcome <= Outcome::Refused;
        let error = failure
            .error
            .with_operation(operation.id)
            .with_attempts(self.failed)
            .with_outcome(self.outcome)
            .with_retryable(failure.transient && harmless);
        let policy = runtime.options().retry_or_default();
        let last = self.failed >= policy.max_attempts || !kept.is_whole();
        if !(failure.transient && harmless) || last {
            return Err(error);
        }
        let asked = error.retry_after().unwrap_or(Duration::ZERO);
        let wait = policy.backoff(self.failed, runtime.jitter()).max(asked);
        self.update();
        if asked > policy.max_wait || wait >= self.left {
            return Err(error);
        }
        let cost = if failure.throttled {
            THROTTLE_COST
        } else {
            FAULT_COST
        };
        let Some(withdrawal) = runtime.budget().withdraw(cost) else {
            return Err(error);
        };
        self.paid = Some(withdrawal);
        trace::retrying(self.span, &error, wait);
        Ok(wait)
    }

    /// Looks how much time is left.
    fn update(&mut self) {
        let passed = self
            .runtime
            .clock()
            .now()
            .saturating_duration_since(self.started);
        let limit = self.runtime.options().timeout_or_default();
        self.left = limit.saturating_sub(passed);
    }
}

impl Runtime {
    /// Makes a call: sends the request, again where that may be, and has the answer read by `read`.
    #[expect(
        clippy::manual_async_fn,
        reason = "a block has room for the request once, an `async fn` twice"
    )]
    pub(crate) fn exec<'a, T>(
        &'a self,
        http: &'a reqwest::Client,
        mut request: Result<Request, Error>,
        operation: &'a Operation<'a>,
        read: fn(Answered<'_>) -> Result<T, Error>,
    ) -> impl Future<Output = Result<T, Error>> + Send {
        async move {
            let request = match request {
                Ok(ref mut request) => request,
                Err(error) => return Err(error.with_operation(operation.id)),
            };
            if let Err(error) = self.check(request, operation) {
                return Err(error.with_operation(operation.id));
            }
            let span = trace::span(self, operation);
            let mut answer = Answer::default();
            let end = {
                // Pinned here, it need not be moved into what the span is put around.
                let attempts = self.attempts(http, request, operation, &span, &mut answer);
                pin!(attempts).instrument(span.clone()).await
            };
            let answered = end.and_then(|attempts| {
                let answered = Answered {
                    runtime: self,
                    operation,
                    request,
                    answer: &mut answer,
                    attempts,
                    span: &span,
                };
                answered.trace();
                read(answered)
            });
            if let Err(error) = &answered {
                trace::failed(&span, error);
            }
            answered
        }
    }

    /// Gives the number of attempts. The answer to the last is in `answer`.
    async fn attempts(
        &self,
        http: &reqwest::Client,
        request: &mut Request,
        operation: &Operation<'_>,
        span: &Span,
        answer: &mut Answer,
    ) -> Result<u32, Error> {
        let options = self.options();
        let limit_bytes = options.max_body_or_default();
        let mut kept = Kept::new(self, operation, request);
        let mut course = Course::new(self, operation, span);
        loop {
            let (limit, expired) = if course.left < options.attempt_timeout_or_default() {
                (course.left, Expired::Call)
            } else {
                (options.attempt_timeout_or_default(), Expired::Attempt)
            };
            let end = {
                let progress = Progress::default();
                let mut attempt = pin!(attempt(http, &mut kept, limit_bytes, &progress, answer));
                let mut expiry = self.clock().sleep(limit);
                // Rather than `select!`, which keeps account of branches that there may be.
                poll_fn(|context| match attempt.as_mut().poll(context) {
                    Poll::Ready(end) => Poll::Ready(end),
                    Poll::Pending => {
                        let over = |()| Err(Fault::Timeout(expired, progress.status()));
                        expiry.as_mut().poll(context).map(over)
                    }
                })
                .await
            };
            if end.is_ok() && answer.status.is_success() {
                return Ok(course.succeeded());
            }
            let wait = course.failed(end, answer, &kept)?;
            self.clock().sleep(wait).await;
            course.update();
        }
    }

    /// The service answered with something else than success.
    fn refused(&self, answer: &Answer, operation: &Operation<'_>, hidden: &Credential) -> Failure {
        let status = answer.status;
        let wait = retry_after(&answer.headers, self.clock().system_time());
        let vendor = serde_json::from_slice(&answer.body)
            .map(|body| (self.service().read_error)(&body))
            .unwrap_or_else(|_| VendorError::default());
        let from_header = || answer.request_id().map(ToOwned::to_owned);
        let shown = |text: String| shown(&text, hidden);
        let unread = vendor == VendorError::default();
        let mut error = Error::new(ErrorKind::Api)
            .with_status(status)
            .with_code(vendor.code.map(shown))
            .with_request_id(vendor.request_id.or_else(from_header).map(shown))
            .with_retry_after(wait)
            .with_body(kept(&answer.body));
        if !operation.may_be_quoted() {
            error = error.with_message("the body says why");
        } else if let Some(message) = vendor.message {
            error = error.with_message(shown(message));
        } else if unread {
            error = error
                .with_message("the body is not the error that the service documents")
                .with_content_type(answer.content_type().map(|text| shown(text.to_owned())));
        }
        Failure {
            error,
            outcome: outcome_of(status),
            transient: status.is_server_error() || matches!(status.as_u16(), 408 | 429),
            throttled: matches!(status.as_u16(), 429 | 503),
        }
    }

    /// No answer to work with.
    fn broken(&self, fault: Fault) -> Failure {
        let (error, outcome, transient) = match fault {
            Fault::Connect(error) if error.is_timeout() => (
                Error::new(ErrorKind::Timeout)
                    .with_message("no connection came about in time")
                    .with_source(error),
                Outcome::NotSent,
                true,
            ),
            Fault::Connect(error) => (
                Error::new(ErrorKind::Connect).with_source(error),
                Outcome::NotSent,
                true,
            ),
            Fault::Transport(None, error) => (
                Error::new(ErrorKind::Transport)
                    .with_message("no answer came")
                    .with_source(error),
                Outcome::Unknown,
                true,
            ),
            Fault::Transport(Some(status), error) => (
                Error::new(ErrorKind::Transport)
                    .with_status(status)
                    .with_message("the answer is cut off")
                    .with_source(error),
                outcome_of(status),
                true,
            ),
            Fault::Encoding(status, error) => (
                Error::new(ErrorKind::Decode)
                    .with_status(status)
                    .with_message("the body is compressed in a way that cannot be read")
                    .with_source(error),
                outcome_of(status),
                false,
            ),
            Fault::TooLarge(status) => (
                Error::new(ErrorKind::TooLarge)
                    .with_status(status)
                    .with_message(format!(
                        "more than {} bytes; `max_response_bytes` sets the limit",
                        self.options().max_body_or_default(),
                    )),
                outcome_of(status),
                false,
            ),
            Fault::Redirect(status) => (
                Error::new(ErrorKind::Redirect).with_status(status),
                outcome_of(status),
                false,
            ),
            Fault::Timeout(expired, status) => {
                let options = self.options();
                let (limit, of) = match expired {
                    Expired::Attempt => (options.attempt_timeout_or_default(), "an attempt"),
                    Expired::Call => (options.timeout_or_default(), "the whole call"),
                };
                let error = Error::new(ErrorKind::Timeout).with_message(format!(
                    "no answer within the {} s of {of}",
                    limit.as_secs_f64(),
                ));
                match status {
                    Some(status) => (error.with_status(status), outcome_of(status), true),
                    None => (error, Outcome::Unknown, true),
                }
            }
        };
        Failure {
            error,
            outcome,
            transient,
            throttled: false,
        }
    }
}

/// What a status says of the request's fate.
fn outcome_of(status: StatusCode) -> Outcome {
    match status.as_u16() {
        200..=299 => Outcome::Applied,
        // Sent elsewhere before anything was done.
        307 | 308 => Outcome::Refused,
        // The service did not get the whole request, or something between us and it says so.
        408 => Outcome::Unknown,
        // The service does not know the method at all, or is not open.
        400..=499 | 501 | 503 => Outcome::Refused,
        _ => Outcome::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::{Outcome, outcome_of};

    #[test]
    fn a_status_tells_what_became_of_the_request() {
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
            (429, Outcome::Refused),
            (500, Outcome::Unknown),
            (501, Outcome::Refused),
            (502, Outcome::Unknown),
            (503, Outcome::Refused),
            (504, Outcome::Unknown),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(outcome_of(status), outcome, "{status}");
        }
    }
}
