//! A transport that responds with the result of a function, and a stopwatch.

use std::fmt;
use std::time::{Duration, Instant};

use http::Response;
use reqwest::Body;

use crate::time::{Clock as _, TokioClock};
use crate::transport::{Transport, TransportError, TransportFuture};

/// The response to a request, or the error.
pub(crate) type TransportResult = Result<Response<Body>, TransportError>;

/// Responds to each request with the result of the function.
pub(crate) struct Responder<F>(pub(crate) F);

impl<F, A> Transport for Responder<F>
where
    F: Fn(http::Request<Body>) -> A + Send + Sync + 'static,
    A: Future<Output = TransportResult> + Send + 'static,
{
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        Box::pin((self.0)(request))
    }
}

impl<F> fmt::Debug for Responder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Responder")
    }
}

/// Returns a response.
pub(crate) fn response(
    status: u16,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> TransportResult {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Ok(response.body(body.into()).unwrap())
}

/// Measures time on Tokio's clock, which may be paused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(TokioClock.now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        TokioClock.now() - self.0
    }
}
