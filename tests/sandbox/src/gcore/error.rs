//! Error responses in the vendor's format.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::document::Violation;
use crate::{random, response};

/// The result of a handler.
pub(super) type CloudResult = Result<Response, CloudError>;

#[derive(Debug)]
pub(super) struct CloudError {
    status: StatusCode,
    body: Value,
}

impl CloudError {
    pub(super) fn new(status: StatusCode, class: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            body: json!({ "exception_class": class, "message": message }),
        }
    }

    /// Returns the error with the class that the vendor uses for a status.
    pub(super) fn of_status(status: StatusCode, message: &str) -> Self {
        let class = match status {
            StatusCode::BAD_REQUEST => "ValidationError",
            StatusCode::UNAUTHORIZED => "token_not_valid",
            StatusCode::FORBIDDEN => "ForbiddenError",
            StatusCode::NOT_FOUND => "NotFoundError",
            StatusCode::CONFLICT => "ConflictError",
            status if status.is_server_error() => "InternalServerError",
            _ => "HTTPError",
        };
        Self::new(status, class, message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFoundError", message)
    }

    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "ConflictError", message)
    }

    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "ForbiddenError", message)
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ValidationError", message)
    }

    pub(super) fn invalid_fields(violations: Vec<Violation>) -> Self {
        let mut error = Self::invalid("Invalid request.");
        let mut fields = Map::new();
        for Violation { field, message } in violations {
            let messages = fields.entry(field).or_insert_with(|| json!([]));
            if let Value::Array(messages) = messages {
                messages.push(message.into());
            }
        }
        if !fields.is_empty() {
            error.body["invalid_fields"] = fields.into();
        }
        error
    }

    pub(super) fn invalid_field(field: &str, message: &str) -> Self {
        Self::invalid_fields(vec![Violation {
            field: field.to_owned(),
            message: message.to_owned(),
        }])
    }

    /// A quota is exhausted.
    pub(super) fn quota_exceeded(attribute: &str, limit: i64, usage: i64) -> Self {
        let message = format!("The quota {attribute} is exhausted.");
        let mut error = Self::new(StatusCode::FORBIDDEN, "QuotaLimitExceed", message);
        error.body["info"] = json!({
            "attribute": attribute,
            "limit": limit,
            "current_usage": usage,
            "requested_usage": usage.saturating_add(1),
        });
        error
    }
}

impl IntoResponse for CloudError {
    fn into_response(mut self) -> Response {
        self.body["request_id"] = random::uuid().into();
        response::json(self.status, &self.body)
    }
}
