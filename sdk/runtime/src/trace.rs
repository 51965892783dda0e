//! One span per call, and one event per attempt and call, with the names of OpenTelemetry for HTTP
//! clients.

use reqwest::StatusCode;
use tracing::Span;
use tracing::field::Empty;

use crate::client::Client;
use crate::error::Error;
use crate::observe::{AttemptEvent, CallEvent};
use crate::operation::OperationRef;

/// Creates the span of a call. It contains no body, no header and no values from the URL.
pub(crate) fn span(client: &Client, operation: &OperationRef, method: &str) -> Span {
    tracing::info_span!(
        target: "rolekit",
        "rolekit.call",
        "otel.kind" = "client",
        "rolekit.service" = client.service().name,
        "rolekit.operation" = operation.id(),
        "rolekit.request_id" = Empty,
        "http.request.method" = method,
        "url.template" = operation.template(),
        "server.address" = client.base().host(),
        "server.port" = client.base().port(),
        "http.response.status_code" = Empty,
        "http.request.resend_count" = Empty,
        "error.type" = Empty,
    )
}

/// Records the success of a call.
pub(crate) fn succeeded(span: &Span, status: StatusCode, request_id: Option<&str>, attempts: u32) {
    span.record("http.response.status_code", status.as_u16());
    if let Some(id) = request_id {
        span.record("rolekit.request_id", id);
    }
    record_retries(span, attempts);
}

/// Records the failure of a call.
pub(crate) fn failed(span: &Span, error: &Error) {
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Some(id) = error.request_id() {
        span.record("rolekit.request_id", id);
    }
    span.record("error.type", error_type(error).as_str());
    record_retries(span, error.attempts());
}

/// Returns whether anything of the events below is recorded.
pub(crate) fn is_enabled() -> bool {
    tracing::enabled!(target: "rolekit", tracing::Level::WARN)
}

/// Emits the event of an attempt: a warning if the call is retried.
pub(crate) fn attempt(span: &Span, event: &AttemptEvent<'_>) {
    macro_rules! emit {
        ($level:ident, $message:literal) => {
            tracing::event!(
                name: "rolekit.attempt",
                target: "rolekit",
                parent: span,
                tracing::Level::$level,
                "rolekit.operation" = event.target.operation,
                "server.address" = event.target.host,
                "http.response.status_code" = event.status.map(|status| status.as_u16()),
                "http.request.resend_count" = resend_count(event.attempt),
                "error.type" = event.failure.as_ref().map(|failure| failure.error_type),
                "rolekit.outcome" = event.failure.as_ref().map(|failure| failure.outcome.as_str()),
                "rolekit.duration_seconds" = event.duration.as_secs_f64(),
                "rolekit.wait_seconds" = event.wait.map(|wait| wait.as_secs_f64()),
                "rolekit.response_bytes" = event.bytes,
                $message,
            )
        };
    }
    match (&event.failure, event.wait) {
        (None, _) => emit!(DEBUG, "attempt succeeded"),
        (Some(_), Some(_)) => emit!(WARN, "retrying"),
        (Some(_), None) => emit!(DEBUG, "attempt failed"),
    }
}

/// Emits the event of a call.
pub(crate) fn call(span: &Span, event: &CallEvent<'_>) {
    macro_rules! emit {
        ($message:literal) => {
            tracing::event!(
                name: "rolekit.call",
                target: "rolekit",
                parent: span,
                tracing::Level::DEBUG,
                "rolekit.operation" = event.target.operation,
                "server.address" = event.target.host,
                "http.response.status_code" = event.status.map(|status| status.as_u16()),
                "http.request.resend_count" = resend_count(event.attempts),
                "error.type" = event.failure.as_ref().map(|failure| failure.error_type),
                "rolekit.outcome" = event.failure.as_ref().map(|failure| failure.outcome.as_str()),
                "rolekit.duration_seconds" = event.duration.as_secs_f64(),
                "rolekit.response_bytes" = event.bytes,
                $message,
            )
        };
    }
    match event.failure {
        None => emit!("call succeeded"),
        Some(_) => emit!("call failed"),
    }
}

/// Returns the error status if there is one, else the kind, as OpenTelemetry specifies.
pub(crate) fn error_type(error: &Error) -> String {
    match error.status() {
        Some(status) if !status.is_success() => status.as_u16().to_string(),
        _ => error.kind().as_str().to_owned(),
    }
}

fn record_retries(span: &Span, attempts: u32) {
    if let Some(count) = resend_count(attempts) {
        span.record("http.request.resend_count", count);
    }
}

/// Returns how often a request was sent again before an attempt, if it was.
fn resend_count(attempt: u32) -> Option<u32> {
    attempt.checked_sub(1).filter(|count| *count > 0)
}
