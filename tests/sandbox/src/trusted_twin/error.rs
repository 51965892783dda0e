//! Error responses in the vendor's format.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::{random, response};

/// The result of a handler.
pub(super) type TwinResult = Result<Response, TwinError>;

/// An error response.
#[derive(Debug)]
pub(super) struct TwinError {
    status: StatusCode,
    subcode: Cow<'static, str>,
    description: String,
}

impl TwinError {
    pub(super) fn new(
        status: StatusCode,
        subcode: impl Into<Cow<'static, str>>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            subcode: subcode.into(),
            description: description.into(),
        }
    }

    /// Returns the error whose subcode names nothing but the status.
    pub(super) fn of_status(status: StatusCode, description: &str) -> Self {
        Self::new(status, format!("{}000", status.as_u16()), description)
    }

    /// The vendor does not document the subcode for an invalid body. This one follows the rule that
    /// the first digits are the status.
    pub(super) fn invalid(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "400000", description)
    }

    /// The body of the request is too large.
    pub(super) fn too_large() -> Self {
        let description = "The body is larger than 64 kB.";
        Self::new(StatusCode::BAD_REQUEST, "400141", description)
    }

    /// The operation has already been carried out.
    pub(super) fn already_done(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "400358", description)
    }

    /// The sandbox does not support the operation. The subcode is not the vendor's. The vendor's
    /// list of statuses has no 501, and clients would retry a 500.
    pub(super) fn unsupported(description: impl Into<String>) -> Self {
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
