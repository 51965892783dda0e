//! Reports the attempts and the end of a call, to `tracing` and to the observer of the client.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use tracing::Span;

use crate::client::Client;
use crate::error::{Error, Outcome};
use crate::observe::{AttemptEvent, CallEvent, CallFailure, CallTarget};
use crate::operation::OperationRef;
use crate::trace;

/// Reports a call. If nothing was reported when it is dropped, the call has succeeded if there was
/// a response, or else was cancelled.
pub(crate) struct CallReport {
    pub(crate) client: Client,
    pub(crate) operation: OperationRef,
    pub(crate) span: Span,
    method: Method,
    started: Instant,
    /// The number of attempts that have ended.
    attempts: AtomicU32,
    /// The status of the successful response.
    status: Option<StatusCode>,
    bytes: u64,
    is_reported: AtomicBool,
}

impl CallReport {
    /// Starts the report of a call.
    pub(crate) fn new(client: Client, operation: OperationRef, method: Method) -> Self {
        Self {
            span: trace::span(&client, &operation, method.as_str()),
            started: client.clock().now(),
            client,
            operation,
            method,
            attempts: AtomicU32::new(0),
            status: None,
            bytes: 0,
            is_reported: AtomicBool::new(false),
        }
    }

    /// Adds to the error of an attempt, whose outcome is set, which call it belongs to.
    #[cold]
    pub(crate) fn identify(&self, error: Error) -> Error {
        error
            .with_operation(self.operation.id())
            .with_server(self.client.base().host_and_port(), self.client.proxy())
            .with_read(self.is_read())
    }

    /// Returns whether the call changes nothing.
    pub(crate) fn is_read(&self) -> bool {
        is_read(&self.method)
    }

    /// Returns the start of an attempt, if it is observed.
    pub(crate) fn start_attempt(&self) -> Option<Instant> {
        self.is_observed().then(|| self.client.clock().now())
    }

    /// Reports an attempt that succeeded.
    pub(crate) fn attempt_succeeded(
        &self,
        started: Option<Instant>,
        attempt: u32,
        status: StatusCode,
        bytes: usize,
    ) {
        self.attempts.store(attempt, Ordering::Relaxed);
        self.attempt_ended(started, |target, duration| AttemptEvent {
            target,
            attempt,
            status: Some(status),
            failure: None,
            wait: None,
            duration,
            bytes: bytes as u64,
        });
    }

    /// Reports an attempt that failed with `error`, which contains its number.
    pub(crate) fn attempt_failed(
        &self,
        started: Option<Instant>,
        error: &Error,
        wait: Option<Duration>,
    ) {
        self.attempts.store(error.attempts(), Ordering::Relaxed);
        if started.is_none() {
            return;
        }
        let error_type = trace::error_type(error);
        self.attempt_ended(started, |target, duration| AttemptEvent {
            target,
            attempt: error.attempts(),
            status: error.status(),
            failure: Some(failure(error, &error_type)),
            wait,
            duration,
            bytes: error.body().len() as u64,
        });
    }

    fn attempt_ended<'a>(
        &'a self,
        started: Option<Instant>,
        event: impl FnOnce(CallTarget<'a>, Duration) -> AttemptEvent<'a>,
    ) {
        let Some(started) = started else { return };
        let event = event(self.target(), self.since(started));
        trace::attempt(&self.span, &event);
        if let Some(observer) = self.client.observer() {
            observer.attempt(&event);
        }
    }

    /// Records the response of a call, which is reported when its body is decoded or read.
    pub(crate) fn succeed(&mut self, status: StatusCode, bytes: usize) {
        self.status = Some(status);
        self.bytes = bytes as u64;
    }

    /// Records a chunk of a streamed body.
    pub(crate) fn receive(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    /// Reports a call that failed.
    #[cold]
    pub(crate) fn fail(&self, error: &Error) {
        trace::failed(&self.span, error);
        if self.is_observed() {
            let error_type = trace::error_type(error);
            let bytes = self.bytes.max(error.body().len() as u64);
            self.end(error.status(), Some(failure(error, &error_type)), bytes);
        }
    }

    /// Reports a call that succeeded.
    pub(crate) fn finish(&self) {
        if self.is_observed() {
            self.end(self.status, None, self.bytes);
        }
    }

    fn end(&self, status: Option<StatusCode>, failure: Option<CallFailure<'_>>, bytes: u64) {
        if self.is_reported.swap(true, Ordering::Relaxed) {
            return;
        }
        let event = CallEvent {
            target: self.target(),
            attempts: self.attempts.load(Ordering::Relaxed),
            status,
            failure,
            duration: self.since(self.started),
            bytes,
        };
        trace::call(&self.span, &event);
        if let Some(observer) = self.client.observer() {
            observer.call(&event);
        }
    }

    fn is_observed(&self) -> bool {
        self.client.observer().is_some() || trace::is_enabled()
    }

    fn target(&self) -> CallTarget<'_> {
        CallTarget {
            service: self.client.service().name,
            operation: self.operation.id(),
            method: &self.method,
            template: self.operation.template(),
            host: self.client.base().host(),
        }
    }

    fn since(&self, started: Instant) -> Duration {
        let now = self.client.clock().now();
        now.saturating_duration_since(started)
    }
}

impl Drop for CallReport {
    fn drop(&mut self) {
        if self.status.is_some() {
            self.finish();
        } else if self.is_observed() {
            let cancelled = CallFailure {
                error_type: "cancelled",
                kind: None,
                outcome: Outcome::Unknown,
            };
            self.end(None, Some(cancelled), 0);
        }
    }
}

/// Returns whether requests with this method change nothing.
pub(crate) fn is_read(method: &Method) -> bool {
    matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS" | "QUERY")
}

fn failure<'a>(error: &Error, error_type: &'a str) -> CallFailure<'a> {
    CallFailure {
        error_type,
        kind: Some(error.kind()),
        outcome: error.outcome(),
    }
}

impl fmt::Debug for CallReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallReport")
            .field("client", &self.client)
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}
