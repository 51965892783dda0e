//! Errors in the vendor's own body.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::document::Problem;
use crate::{random, server};

#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    class: &'static str,
    message: String,
    invalid_fields: Map<String, Value>,
    info: Option<Value>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, class: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            class,
            message: message.into(),
            invalid_fields: Map::new(),
            info: None,
        }
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

    pub(super) fn invalid_fields(problems: Vec<Problem>) -> Self {
        let mut refusal = Self::invalid("The request is not valid.");
        for Problem { field, message } in problems {
            let messages = refusal
                .invalid_fields
                .entry(field)
                .or_insert_with(|| json!([]));
            if let Value::Array(messages) = messages {
                messages.push(message.into());
            }
        }
        refusal
    }

    pub(super) fn invalid_field(field: &str, message: &str) -> Self {
        Self::invalid_fields(vec![Problem {
            field: field.to_owned(),
            message: message.to_owned(),
        }])
    }

    /// A quota is used up.
    pub(super) fn quota(attribute: &str, limit: i64, usage: i64) -> Self {
        let message = format!("The quota {attribute} is used up.");
        let mut refusal = Self::new(StatusCode::FORBIDDEN, "QuotaLimitExceed", message);
        refusal.info = Some(json!({
            "attribute": attribute,
            "limit": limit,
            "current_usage": usage,
            "requested_usage": usage.saturating_add(1),
        }));
        refusal
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({
            "exception_class": self.class,
            "message": self.message,
            "request_id": random::uuid(),
        });
        if !self.invalid_fields.is_empty() {
            body["invalid_fields"] = self.invalid_fields.into();
        }
        if let Some(info) = self.info {
            body["info"] = info;
        }
        server::json(self.status, &body)
    }
}
