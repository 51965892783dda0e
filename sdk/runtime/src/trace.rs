//! One span per call and one event per retry, with the names of OpenTelemetry for HTTP clients.

use std::time::Duration;

use reqwest::StatusCode;
use tracing::Span;
use tracing::field::Empty;

use crate::client::Client;
use crate::error::Error;
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

/// Emits the event of a retry.
pub(crate) fn retrying(span: &Span, error: &Error, wait: Duration) {
    tracing::event!(
        target: "rolekit",
        parent: span,
        tracing::Level::WARN,
        "http.request.resend_count" = error.attempts(),
        "http.response.status_code" = error.status().map(|status| status.as_u16()),
        "error.type" = error_type(error),
        "rolekit.wait_seconds" = wait.as_secs_f64(),
        "retrying",
    );
}

/// Returns the error status if there is one, else the kind, as OpenTelemetry specifies.
fn error_type(error: &Error) -> String {
    match error.status() {
        Some(status) if !status.is_success() => status.as_u16().to_string(),
        _ => error.kind().as_str().to_owned(),
    }
}

fn record_retries(span: &Span, attempts: u32) {
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
}
