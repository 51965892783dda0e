//! What distinguishes one service from another.

use serde_json::Value;

use crate::credentials::Scheme;

/// Describes a service to the runtime.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "generated crates define one as a constant"
)]
pub struct ServiceInfo {
    /// The name of the service in traces.
    pub name: &'static str,
    /// The header `User-Agent`.
    pub user_agent: &'static str,
    /// The base URL, unless the caller has to set it.
    pub base_url: Option<&'static str>,
    /// The environment variable that overrides the base URL.
    pub base_url_variable: Option<&'static str>,
    /// The credential in the header `Authorization`. Without it no credential is required, and that
    /// header can be set like any other.
    pub credential: Option<CredentialInfo>,
    /// The fields of request bodies that contain secrets. Their values are redacted in errors.
    pub secret_fields: &'static [&'static str],
    /// Reads the body of an error response.
    pub read_error: fn(&Value) -> ErrorDetails,
    /// The status and the service's code of errors with which the service rejects a request before it
    /// acts on it, although the status alone does not prove that, like a 503 for maintenance.
    pub rejections: &'static [(u16, &'static str)],
}

impl ServiceInfo {
    /// Describes a service without a credential whose errors have the usual members.
    pub const fn new(name: &'static str, user_agent: &'static str) -> Self {
        Self {
            name,
            user_agent,
            base_url: None,
            base_url_variable: None,
            credential: None,
            secret_fields: &[],
            read_error: ErrorDetails::from_json,
            rejections: &[],
        }
    }
}

/// Describes the credential of a service.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "generated crates define one as a constant"
)]
pub struct CredentialInfo {
    /// What the credential is called in errors, like `the API key`.
    pub name: &'static str,
    /// The environment variable that contains it.
    pub variable: &'static str,
    /// How it is written into the header.
    pub scheme: Scheme,
}

/// The details of an error response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the layers above the runtime construct it"
)]
pub struct ErrorDetails {
    /// The service's code for the error.
    pub code: Option<String>,
    /// The message.
    pub message: Option<String>,
    /// The id of the request at the service.
    pub request_id: Option<String>,
}

impl ErrorDetails {
    /// Reads the members that most services use, among them those of RFC 9457, at the top or in the
    /// member `error`.
    pub fn from_json(body: &Value) -> Self {
        let body = match body.get("error") {
            Some(error @ Value::Object(_)) => error,
            _ => body,
        };
        let first = |members: &[&str]| members.iter().find_map(|member| text_member(body, member));
        Self {
            code: first(&["code", "type"]),
            message: first(&["message", "detail", "error_description", "title", "error"]),
            request_id: first(&["request_id", "requestId", "trace_id"]),
        }
    }
}

/// Returns a member of an object as text, if it is a non-empty string or a number.
pub fn text_member(body: &Value, member: &str) -> Option<String> {
    match body.get(member)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ErrorDetails;

    #[test]
    fn the_usual_members_of_errors_are_read() {
        for (body, code, message) in [
            (json!({"code": 7, "message": "no"}), Some("7"), Some("no")),
            (
                json!({"type": "about:blank", "title": "t", "detail": "d"}),
                Some("about:blank"),
                Some("d"),
            ),
            (json!({"error": "denied"}), None, Some("denied")),
            (
                json!({"error": {"code": "c", "message": "m"}}),
                Some("c"),
                Some("m"),
            ),
            (json!([1]), None, None),
            (json!({"message": {}}), None, None),
        ] {
            let details = ErrorDetails::from_json(&body);
            assert_eq!(details.code.as_deref(), code, "{body}");
            assert_eq!(details.message.as_deref(), message, "{body}");
        }
    }
}
