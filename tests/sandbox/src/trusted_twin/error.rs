//! Errors in the vendor's own body.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::random;
use crate::response;

/// What a handler gives.
pub(super) type TwinResult = Result<Response, TwinError>;

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct TwinError {
    status: StatusCode,
    subcode: &'static str,
    description: String,
}

impl TwinError {
    pub(super) fn new(
        status: StatusCode,
        subcode: &'static str,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            subcode,
            description: description.into(),
        }
    }

    /// The vendor's subcode for a body that breaks the document is not known; this one is made up
    /// after the rule that its first digits are the status.
    pub(super) fn invalid(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "400000", description)
    }

    /// What was asked for has been done already.
    pub(super) fn done_already(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "400358", description)
    }

    /// The sandbox has not got it. The subcode is made up; the vendor's list of statuses has no 501,
    /// and a 500 would be tried again.
    pub(super) fn not_in_the_sandbox(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "400501", description)
    }

    pub(super) fn unauthorized(description: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "401000", description)
    }

    pub(super) fn forbidden(description: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "403535", description)
    }

    pub(super) fn not_found(description: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "404653", description)
    }

    pub(super) fn internal(description: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "500000", description)
    }
}

impl IntoResponse for TwinError {
    fn into_response(self) -> Response {
        let body = json!({
            "subcode": self.subcode,
            "description": self.description,
            "trace": random::uuid(),
        });
        response::json(self.status, &body)
    }
}
