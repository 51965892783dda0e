//! Calls: attempts, retries and deadlines, and the errors of calls.

use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use reqwest::{Method, Request, StatusCode, Url};
use secrecy::SecretString;
use tokio::runtime::Handle;

use crate::attempt::{
    AttemptError, AttemptFailure, AttemptLimits, AttemptResponse, BodyMode, Deadline, Redirect,
    StreamedResponse, attempt,
};
use crate::call_report::{CallReport, is_read};
use crate::call_request::CallRequest;
use crate::client::{Alternative, Client};
use crate::credentials::Credential;
use crate::error::{Error, Outcome, Result};
use crate::failure::{Failure, FailureContext};
use crate::operation::OperationRef;
use crate::preparation::{Preparation, needs_preparation, prepare, refresh};
use crate::response::{BufferedResponse, request_id};
use crate::response_context::ResponseContext;
use crate::token_bucket::{FAILURE_COST, RetryPermit, THROTTLE_COST};
use crate::trace;

/// Maximum number of redirects that a read follows.
const MAX_REDIRECTS: usize = 5;

/// A request that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) client: Client,
    pub(crate) operation: OperationRef,
    pub(crate) request: Result<CallRequest>,
    /// Secrets of the request, which are redacted in messages.
    pub(crate) secrets: Vec<SecretString>,
    pub(crate) body: BodyMode,
}

/// A successful call.
#[derive(Debug)]
pub(crate) struct CallResponse {
    pub(crate) response: Success,
    pub(crate) context: ResponseContext,
}

/// A response with a status of success.
#[derive(Debug)]
pub(crate) enum Success {
    Buffered(BufferedResponse),
    Streamed(Box<StreamedResponse>),
}

impl Success {
    fn status(&self) -> StatusCode {
        match self {
            Self::Buffered(response) => response.status(),
            Self::Streamed(streamed) => streamed.response.status(),
        }
    }

    /// Returns the size of the body that is in memory.
    fn bytes(&self) -> usize {
        match self {
            Self::Buffered(response) => response.bytes().len(),
            Self::Streamed(_) => 0,
        }
    }

    fn request_id(&self) -> Option<&str> {
        match self {
            Self::Buffered(response) => response.request_id(),
            Self::Streamed(streamed) => request_id(streamed.response.headers()),
        }
    }
}

/// Sends the request of a call, and retries it if that is allowed.
///
/// The future is boxed, so that the futures of generated methods and their callers stay small.
pub(crate) fn execute(call: Call) -> Pin<Box<dyn Future<Output = Result<CallResponse>> + Send>> {
    let Call {
        client,
        operation,
        request,
        secrets,
        body,
    } = call;
    let checked = request.and_then(|request| {
        let alternative = client.check(request.url(), &operation)?;
        Ok((request, alternative))
    });
    let (mut request, alternative) = match checked {
        Ok(checked) => checked,
        Err(error) => return Box::pin(ready(Err(error.with_operation(operation.id())))),
    };
    // Avoids a local variable: it would be stored twice in the future.
    Box::pin(async move {
        let method = request.method().clone();
        let mut report = CallReport::new(client, operation, method);
        let result = {
            let mut state = CallState::new(&report, &mut request, alternative, &secrets);
            let mut run = pin!(state.run(body));
            poll_fn(|context| report.span.in_scope(|| run.as_mut().poll(context))).await
        };
        let (response, attempts) = match result {
            Ok(success) => success,
            Err(error) => {
                report.fail(&error);
                return Err(error);
            }
        };
        if !report.span.is_disabled() {
            let redactor = report.client.redactor(&secrets);
            let id = response.request_id().map(|id| redactor.sanitize(id));
            trace::succeeded(&report.span, response.status(), id.as_deref(), attempts);
        }
        report.succeed(response.status(), response.bytes());
        Ok(CallResponse {
            response,
            context: ResponseContext {
                report,
                attempts,
                secrets,
            },
        })
    })
}

/// Returns the request to the target of a redirect, if it may be followed: by a read, to a URL below
/// the base URL.
fn redirected(request: &mut CallRequest, client: &Client, target: &Url) -> Option<Request> {
    if !request.is_complete() || request.method() != Method::GET || !client.base().covers(target) {
        return None;
    }
    let mut request = request.next();
    target.clone_into(request.url_mut());
    Some(request)
}

/// A URL that contains a credential.
struct ExposedUrl {
    url: Url,
    /// The secrets of the request, with the credential.
    secrets: Vec<SecretString>,
}

/// A failed attempt, and what it was prepared with.
struct FailedAttempt {
    failure: Failure,
    preparation: Preparation,
}

impl FailedAttempt {
    #[cold]
    fn new(failure: Failure, preparation: Preparation) -> Box<Self> {
        Box::new(Self {
            failure,
            preparation,
        })
    }
}

/// The state of a call between its attempts.
struct CallState<'a> {
    client: &'a Client,
    operation: &'a OperationRef,
    report: &'a CallReport,
    request: &'a mut CallRequest,
    /// The credentials of the attempts.
    alternative: Alternative,
    secrets: &'a [SecretString],
    started: Instant,
    /// The remaining time of the whole call.
    remaining: Duration,
    /// The number of failed attempts.
    failed: u32,
    /// The error of the first attempt.
    first: Option<Error>,
    outcome: Outcome,
    /// The permit of the current attempt, if it is a retry.
    permit: Option<RetryPermit>,
    /// Whether the credential was refreshed after a 401.
    is_refreshed: bool,
    /// The start of the current attempt, if it is observed.
    attempt_started: Option<Instant>,
}

impl<'a> CallState<'a> {
    fn new(
        report: &'a CallReport,
        request: &'a mut CallRequest,
        alternative: Alternative,
        secrets: &'a [SecretString],
    ) -> Self {
        let client = &report.client;
        Self {
            client,
            operation: &report.operation,
            report,
            request,
            alternative,
            secrets,
            started: client.clock().now(),
            remaining: client.options().timeout_or_default(),
            failed: 0,
            first: None,
            outcome: Outcome::NotSent,
            permit: None,
            is_refreshed: false,
            attempt_started: None,
        }
    }

    /// Makes attempts until one succeeds or no more are allowed. Returns the response and the
    /// number of attempts.
    async fn run(&mut self, body: BodyMode) -> Result<(Success, u32)> {
        self.client.clock().check().map_err(|reason| {
            Error::config(reason.to_string()).with_operation(self.operation.id())
        })?;
        if self.client.sender().is_http() && Handle::try_current().is_err() {
            return Err(Error::config(
                "there is no Tokio runtime; make the call within one",
            ));
        }
        loop {
            self.attempt_started = self.report.start_attempt();
            // Boxed, because allocators serve two small blocks faster than a large one.
            let failed = match Box::pin(self.attempt(body)).await {
                Ok(success) => {
                    let attempts = self.succeeded(&success);
                    return Ok((success, attempts));
                }
                Err(failed) => failed,
            };
            // Boxed, so that no successful call reserves space for it.
            Box::pin(self.recover(*failed)).await?;
        }
    }

    /// Prepares for the next attempt: obtains another credential, or waits. Returns the error of the
    /// call if no more attempts are allowed.
    async fn recover(&mut self, failed: FailedAttempt) -> Result<()> {
        let FailedAttempt {
            mut failure,
            preparation,
        } = failed;
        if self.is_rejected(&failure, &preparation) {
            match self.refresh(&preparation, failure).await {
                Ok(()) => return Ok(()),
                Err(error) => failure = error,
            }
        }
        drop(preparation);
        let wait = self.failed(failure).inspect_err(|error| {
            self.report
                .attempt_failed(self.attempt_started, error, None);
        })?;
        self.client.clock().sleep(wait).await;
        self.update_remaining();
        Ok(())
    }

    /// Obtains the credentials and the rate limit permit of the next attempt, before the deadline of the call.
    async fn prepare(&mut self) -> Result<Preparation> {
        if !needs_preparation(self.client, self.alternative) {
            return Ok(Preparation::default());
        }
        // Boxed, so that no other call reserves space for it.
        let preparation = Box::pin(prepare(self.client, self.alternative, self.remaining)).await?;
        self.update_remaining();
        self.attempt_started = self.report.start_attempt();
        Ok(preparation)
    }

    /// Returns whether the service rejected a credential, and the request can be sent with
    /// another one.
    fn is_rejected(&self, failure: &Failure, preparation: &Preparation) -> bool {
        failure.error.status() == Some(StatusCode::UNAUTHORIZED)
            && !preparation.credentials.is_empty()
            && !self.is_refreshed
            && self.request.is_complete()
    }

    /// Obtains another credential after the service rejected one. Returns the failure if there is
    /// none.
    async fn refresh(
        &mut self,
        preparation: &Preparation,
        failure: Failure,
    ) -> Result<(), Failure> {
        self.update_remaining();
        match refresh(self.client, self.alternative, preparation, self.remaining).await {
            Ok(true) => {
                self.refreshed(failure);
                Ok(())
            }
            Ok(false) => Err(failure),
            Err(error) => Err(Failure {
                error: failure.error.with_source(error),
                ..failure
            }),
        }
    }

    /// Makes an attempt.
    async fn attempt(&mut self, body: BodyMode) -> Result<Success, Box<FailedAttempt>> {
        let mut preparation = match self.prepare().await {
            Ok(preparation) => preparation,
            Err(error) => {
                return Err(FailedAttempt::new(
                    Failure::unsent(error),
                    Preparation::default(),
                ));
            }
        };
        let connect = self.client.connect_timeout();
        let mut deadline = Deadline::start(self.client.clock(), connect, self.attempt_limit());
        let (request, exposed) = self.next_request(&preparation);
        let (url, secrets) = match &exposed {
            None => (self.request.url(), self.known_secrets()),
            Some(exposed) => (&exposed.url, exposed.secrets.as_slice()),
        };
        let limits = AttemptLimits {
            operation: self.operation,
            body,
            max_bytes: self.client.options().max_body_or_default(),
            secrets,
        };
        let redirect =
            match attempt(self.client.sender(), request, url, &mut deadline, limits).await {
                Ok(AttemptResponse::Redirect(redirect)) => redirect,
                received => {
                    let result = self.classify(received);
                    return result.map_err(|failure| FailedAttempt::new(failure, preparation));
                }
            };
        // Boxed, so that no other call reserves space for it.
        let followed = Box::pin(self.follow(redirect, &mut deadline, limits, &mut preparation));
        let result = followed.await;
        result.map_err(|failure| FailedAttempt::new(failure, preparation))
    }

    /// Returns the request of the next attempt, and its URL if that contains a credential.
    // Not a part of `attempt`, so that the future has no space for the request.
    fn next_request(&mut self, preparation: &Preparation) -> (Request, Option<Box<ExposedUrl>>) {
        let mut request = self.request.next();
        let credentials = self.credentials(preparation);
        let is_url_secret = self.client.apply(&mut request, credentials);
        let exposed = is_url_secret.then(|| self.expose(&request, preparation));
        (request, exposed)
    }

    /// Returns the credentials of an attempt.
    fn credentials<'b>(
        &'b self,
        preparation: &'b Preparation,
    ) -> impl Iterator<Item = &'b Credential> {
        self.client
            .credentials(self.alternative, &preparation.credentials)
    }

    /// Returns the secrets of the request that are known to be secret.
    fn known_secrets(&self) -> &'a [SecretString] {
        match self.operation {
            OperationRef::Described(_) => self.secrets,
            // Those of a raw request are guesses.
            OperationRef::Raw(_) => &[],
        }
    }

    /// Returns the URL of a request that contains a credential, and the secrets with the credential.
    #[cold]
    fn expose(&self, request: &Request, preparation: &Preparation) -> Box<ExposedUrl> {
        let in_url = self
            .credentials(preparation)
            .filter(|credential| credential.is_in_url());
        let in_url = in_url.flat_map(Credential::secrets);
        Box::new(ExposedUrl {
            url: request.url().clone(),
            secrets: self.known_secrets().iter().chain(in_url).cloned().collect(),
        })
    }

    /// Follows redirects.
    async fn follow(
        &mut self,
        mut redirect: Box<Redirect>,
        deadline: &mut Deadline<'_>,
        limits: AttemptLimits<'_>,
        preparation: &mut Preparation,
    ) -> Result<Success, Failure> {
        for _ in 0..MAX_REDIRECTS {
            let request = redirect
                .target
                .and_then(|target| redirected(self.request, self.client, &target));
            let Some(mut request) = request else { break };
            self.acquire_permit(redirect.status, deadline, preparation)
                .await?;
            let credentials = self.credentials(preparation);
            self.client.apply(&mut request, credentials);
            let target = request.url().clone();
            match attempt(self.client.sender(), request, &target, deadline, limits).await {
                Ok(AttemptResponse::Redirect(next)) => redirect = next,
                received => return self.classify(received),
            }
        }
        Err(self
            .failure_context()
            .attempt_error(AttemptError::redirect(redirect.status)))
    }

    /// Waits for the rate limit permit of the request to the target of a redirect, before the deadline of the
    /// attempt.
    async fn acquire_permit(
        &self,
        redirected: StatusCode,
        deadline: &mut Deadline<'_>,
        preparation: &mut Preparation,
    ) -> Result<(), Failure> {
        let permit = pin!(preparation.acquire_permit(self.client, self.time_left()));
        let failure = match deadline.limit(permit, || true).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => Failure::unsent(error.with_status(redirected)),
            Err(_) => {
                let mut error = AttemptError::redirect(redirected);
                error.cause = AttemptFailure::Timeout;
                self.failure_context().attempt_error(error)
            }
        };
        // The redirect says nothing about the request before it.
        Err(Failure {
            outcome: Outcome::Unknown,
            ..failure
        })
    }

    fn failure_context(&self) -> FailureContext<'a> {
        FailureContext {
            client: self.client,
            operation: self.operation,
            secrets: self.secrets,
            remaining: self.remaining,
        }
    }

    /// Returns the success or the failure of an attempt.
    fn classify(
        &self,
        received: Result<AttemptResponse, AttemptError>,
    ) -> Result<Success, Failure> {
        match received {
            Ok(AttemptResponse::Buffered(response)) => Ok(Success::Buffered(response)),
            Ok(AttemptResponse::Streamed(response)) => Ok(Success::Streamed(response)),
            Ok(AttemptResponse::Error {
                response,
                incomplete,
            }) => Err(self.failure_context().error_response(&response, incomplete)),
            Ok(AttemptResponse::Redirect(redirect)) => Err(self
                .failure_context()
                .attempt_error(AttemptError::redirect(redirect.status))),
            Err(error) => Err(self.failure_context().attempt_error(error)),
        }
    }

    /// Records the success of an attempt, and returns the number of attempts.
    fn succeeded(&mut self, success: &Success) -> u32 {
        match self.permit.take() {
            Some(permit) => drop(permit),
            None => self.client.tokens().reward(),
        }
        let attempts = self.failed + 1;
        let (status, bytes) = (success.status(), success.bytes());
        self.report
            .attempt_succeeded(self.attempt_started, attempts, status, bytes);
        attempts
    }

    /// Records the failure of an attempt. Returns the wait before the next one, or the error of the
    /// call if no more are allowed.
    // Not inlined, because it would take space in the future of every call.
    #[cold]
    #[inline(never)]
    fn failed(&mut self, failure: Failure) -> Result<Duration, Error> {
        if failure.error.status() == Some(StatusCode::TOO_MANY_REQUESTS)
            && let Some(rate_limiter) = self.client.rate_limiter()
        {
            rate_limiter.throttle(failure.error.retry_after());
        }
        let method = self.request.method();
        if let Some(permit) = self.permit.take() {
            permit.consume();
        }
        self.failed += 1;
        // A retried deletion with a 404: an earlier attempt was applied.
        let is_deleted = method == Method::DELETE
            && failure.error.status() == Some(StatusCode::NOT_FOUND)
            && self.outcome >= Outcome::Unknown;
        self.outcome = if is_deleted {
            Outcome::Applied
        } else {
            self.outcome.max(failure.outcome)
        };
        let is_repeatable =
            is_read(method) || self.operation.is_idempotent() || self.outcome <= Outcome::Refused;
        let is_retryable = failure.is_transient && is_repeatable;
        let error = failure
            .error
            .with_attempts(self.failed)
            .with_outcome(self.outcome)
            .with_retryable(is_retryable);
        let error = self.report.identify(error);
        let policy = self.client.options().retry_or_default();
        // The policy does not count the attempt whose credential was rejected.
        let failed = self.failed - u32::from(self.is_refreshed);
        if !is_retryable || failed >= policy.max_attempts || !self.request.is_complete() {
            return Err(self.with_first(error));
        }
        let requested = error.retry_after().unwrap_or(Duration::ZERO);
        let backoff = policy.backoff(failed, self.client.jitter());
        let wait = backoff.max(requested);
        self.update_remaining();
        if requested > policy.max_retry_after || wait >= self.remaining {
            return Err(self.with_first(error));
        }
        let cost = if failure.is_throttled {
            THROTTLE_COST
        } else {
            FAILURE_COST
        };
        let Some(permit) = self.client.tokens().acquire(cost) else {
            return Err(self.with_first(error));
        };
        self.permit = Some(permit);
        self.report
            .attempt_failed(self.attempt_started, &error, Some(wait));
        self.first.get_or_insert(error);
        Ok(wait)
    }

    /// Records that the credential was rejected and another one obtained.
    #[cold]
    fn refreshed(&mut self, failure: Failure) {
        // The service works, so its tokens are returned.
        self.permit = None;
        self.is_refreshed = true;
        self.failed += 1;
        self.outcome = self.outcome.max(failure.outcome);
        let error = failure
            .error
            .with_attempts(self.failed)
            .with_outcome(self.outcome);
        let error = self.report.identify(error);
        self.report
            .attempt_failed(self.attempt_started, &error, Some(Duration::ZERO));
        self.first.get_or_insert(error);
        self.update_remaining();
    }

    /// Adds the error of the first attempt to that of the call.
    fn with_first(&mut self, error: Error) -> Error {
        match self.first.take() {
            Some(first) => error.with_first(first),
            None => error,
        }
    }

    /// Returns the time limit of the next attempt.
    fn attempt_limit(&self) -> Duration {
        let limit = self.client.options().attempt_timeout_or_default();
        limit.min(self.remaining)
    }

    fn update_remaining(&mut self) {
        self.remaining = self.time_left();
    }

    /// Returns the remaining time of the whole call.
    fn time_left(&self) -> Duration {
        let now = self.client.clock().now();
        let elapsed = now.saturating_duration_since(self.started);
        let limit = self.client.options().timeout_or_default();
        limit.saturating_sub(elapsed)
    }
}
