//! Error responses of IAM.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::document::Violation;
use crate::response;

pub(super) type IamResult = Result<Response, IamError>;

/// An error response in one of the vendor's formats.
#[derive(Debug)]
pub(super) struct IamError {
    status: StatusCode,
    body: Value,
}

impl IamError {
    /// `{message}`.
    pub(super) fn new(status: StatusCode, message: &str) -> Self {
        Self {
            status,
            body: json!({ "message": message }),
        }
    }

    pub(super) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Permission denied.")
    }

    pub(super) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 400 with `{errors: {field: [..]}}`.
    pub(super) fn field(field: &str, message: &str) -> Self {
        Self::errors(json!({ field: [message] }))
    }

    /// 400 with `{errors}`.
    pub(super) fn errors(errors: Value) -> Self {
        Self::body(json!({ "errors": errors }))
    }

    /// 400 with any body.
    pub(super) fn body(body: Value) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            body,
        }
    }

    pub(super) fn violations(violations: Vec<Violation>) -> Self {
        let mut errors = Map::new();
        for Violation { field, message } in violations {
            if let Value::Array(messages) = errors.entry(field).or_insert_with(|| json!([])) {
                messages.push(message.into());
            }
        }
        Self::errors(errors.into())
    }

    /// Converts a 400 to the form of the one operation whose error is a list, with one message for
    /// each field: `[{errors: {field: ".."}}]` or `[{message}]`.
    pub(super) fn into_list_format(mut self) -> Self {
        if self.status != StatusCode::BAD_REQUEST {
            return self;
        }
        if let Some(Value::Object(errors)) = self.body.get_mut("errors") {
            for messages in errors.values_mut() {
                if let Some(first) = messages.get_mut(0) {
                    *messages = first.take();
                }
            }
        }
        self.body = json!([self.body]);
        self
    }
}

impl IntoResponse for IamError {
    fn into_response(self) -> Response {
        response::json(self.status, &self.body)
    }
}

/// Returns an error response with this message.
pub(crate) fn error(status: StatusCode, message: &str) -> Response {
    IamError::new(status, message).into_response()
}
