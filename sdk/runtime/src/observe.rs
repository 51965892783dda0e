//! Events of attempts and calls, for metrics.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::error::{ErrorKind, Outcome};

/// Receives an event for each attempt and each call of a client, for metrics.
///
/// The methods are called by the task that makes the call, so they must not block. Events contain
/// no data from bodies or headers and no values from URLs. The same events go to `tracing`, with
/// the names of OpenTelemetry.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use std::sync::Arc;
/// use rolekit_runtime::{AttemptEvent, ClientBuilder, Observer, Result, ServiceClient};
///
/// /// Counts 429s.
/// #[derive(Clone, Debug, Default)]
/// struct Throttled(Arc<AtomicU64>);
///
/// impl Observer for Throttled {
///     fn attempt(&self, event: &AttemptEvent<'_>) {
///         if event.status.is_some_and(|status| status == 429) {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// fn build<S: ServiceClient>(builder: ClientBuilder<S>, throttled: &Throttled) -> Result<S> {
///     builder.observer(throttled.clone()).build()
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Called at the end of each attempt.
    fn attempt(&self, event: &AttemptEvent<'_>) {
        let _ = event;
    }

    /// Called at the end of each call: when its response is decoded, its stream is read or dropped, or
    /// it has failed or was cancelled. Not called if the request is invalid and no attempt was made.
    fn call(&self, event: &CallEvent<'_>) {
        let _ = event;
    }
}

/// The operation and the service of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallTarget<'a> {
    /// The name of the service.
    pub service: &'static str,
    /// The name of the operation: its `operationId` in snake case, or `raw_request` for a raw request.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// The path, with the names of its parameters in braces.
    pub template: &'a str,
    /// The host of the base URL.
    pub host: &'a str,
}

/// An attempt that has ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptEvent<'a> {
    /// The operation and the service.
    pub target: CallTarget<'a>,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The status, if there was a response.
    pub status: Option<StatusCode>,
    /// The failure, or `None` for a success.
    pub failure: Option<CallFailure<'a>>,
    /// The wait before the next attempt, or `None` if this was the last.
    pub wait: Option<Duration>,
    /// The time from sending to the last byte of the body, or to the headers of a streamed
    /// response. If nothing was sent, because there was no credential or no time, the time until
    /// the failure.
    pub duration: Duration,
    /// The size of the body in bytes, decompressed. Zero for a streamed response.
    pub bytes: u64,
}

/// A call that has ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallEvent<'a> {
    /// The operation and the service.
    pub target: CallTarget<'a>,
    /// The number of attempts that have ended.
    pub attempts: u32,
    /// The status of the last response.
    pub status: Option<StatusCode>,
    /// The failure, or `None` for a success.
    pub failure: Option<CallFailure<'a>>,
    /// The time of all attempts and waits, decoding, and the reading of a stream.
    pub duration: Duration,
    /// The size of the last body in bytes, decompressed; for a stream the size of the part that was
    /// read.
    pub bytes: u64,
}

/// The failure of an attempt or of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallFailure<'a> {
    /// The status of an error response, the name of the [`ErrorKind`], or `cancelled`: a label with few
    /// values, as OpenTelemetry specifies for `error.type`.
    pub error_type: &'a str,
    /// The kind of the error, or `None` if the call was cancelled: its future was dropped.
    pub kind: Option<ErrorKind>,
    /// Whether the request was applied, as far as known. *Unknown* for a cancelled call.
    pub outcome: Outcome,
}
