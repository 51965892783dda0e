//! One span a call and one event a retry, with OpenTelemetry's names for HTTP clients.

use std::time::Duration;

use reqwest::StatusCode;
use tracing::Span;
use tracing::field::Empty;

use crate::Runtime;
use crate::error::Error;
use crate::operation::Operation;

/// The span of a call. Nothing in it is from a body, a header or a URL that was filled in.
pub(crate) fn span(runtime: &Runtime, operation: &Operation<'_>) -> Span {
    tracing::info_span!(
        target: "rolekit",
        "rolekit.call",
        "otel.kind" = "client",
        "rolekit.service" = runtime.service().name,
        "rolekit.operation" = operation.id,
        "rolekit.request_id" = Empty,
        "http.request.method" = operation.method,
        "url.template" = operation.path,
        "server.address" = runtime.base().host(),
        "server.port" = runtime.base().port(),
        "http.response.status_code" = Empty,
        "http.request.resend_count" = Empty,
        "error.type" = Empty,
    )
}

/// The call was answered with success.
pub(crate) fn answered(span: &Span, status: StatusCode, request_id: Option<&str>, attempts: u32) {
    span.record("http.response.status_code", status.as_u16());
    if let Some(id) = request_id {
        span.record("rolekit.request_id", id);
    }
    resent(span, attempts);
}

/// The call failed.
pub(crate) fn failed(span: &Span, error: &Error) {
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Some(id) = error.request_id() {
        span.record("rolekit.request_id", id);
    }
    span.record("error.type", error_type(error).as_str());
    resent(span, error.attempts());
}

/// The call is about to be tried again.
pub(crate) fn retrying(span: &Span, error: &Error, wait: Duration) {
    tracing::event!(
        target: "rolekit",
        parent: span,
        tracing::Level::WARN,
        "http.request.resend_count" = error.attempts(),
        "http.response.status_code" = error.status().map(|status| status.as_u16()),
        "error.type" = error_type(error),
        "rolekit.wait_seconds" = wait.as_secs_f64(),
        "trying again",
    );
}

/// As OpenTelemetry asks: the status where there is an error status, else a short name.
fn error_type(error: &Error) -> String {
    match error.status() {
        Some(status) if !status.is_success() => status.as_u16().to_string(),
        _ => error.kind().as_str().to_owned(),
    }
}

fn resent(span: &Span, attempts: u32) {
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
}
