//! Reads the error bodies of Gcore's IAM.

use serde_json::Value;

use rolekit_runtime::{ErrorDetails, reasons, string_field};

/// Reads the body of an error. IAM has many formats: `message`; `detail` and `code` for an invalid
/// credential; `errors` with a list of strings, or a string or further fields for each field; a
/// plain list of strings or of such objects.
pub(crate) fn read_error(body: &Value) -> ErrorDetails {
    let errors = match body {
        Value::Array(_) => Some(body),
        _ => body.get("errors"),
    };
    let message = string_field(body, "message").or_else(|| string_field(body, "detail"));
    ErrorDetails {
        code: string_field(body, "code").or_else(|| string_field(body, "exception_class")),
        message: match (message, errors.and_then(reasons)) {
            (Some(message), Some(reasons)) => Some(format!("{message} ({reasons})")),
            (message, reasons) => message.or(reasons),
        },
        request_id: string_field(body, "request_id"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read_error;
    use rolekit_runtime::ErrorDetails;

    #[test]
    fn reads_messages_of_all_shapes() {
        for (body, message) in [
            (json!({"message": "No"}), "No"),
            (
                json!({"errors": {"client_user": {"role": ["Too high"]}}}),
                "client_user.role: Too high",
            ),
            (json!({"errors": {"groups": "None"}}), "groups: None"),
            (json!(["Invited before"]), "Invited before"),
            (
                json!([{"errors": {"new_email": "The same"}}]),
                "new_email: The same",
            ),
            (
                json!({"message": "No", "errors": {"old": ["Wrong"]}}),
                "No (old: Wrong)",
            ),
        ] {
            let read = read_error(&body);
            assert_eq!(read.message.as_deref(), Some(message), "{body}");
            assert_eq!(read.code, None);
        }
        let read = read_error(&json!({
            "detail": "No", "code": "token_not_valid", "request_id": "r-1",
        }));
        assert_eq!(read.message.as_deref(), Some("No"));
        assert_eq!(read.code.as_deref(), Some("token_not_valid"));
        assert_eq!(read.request_id.as_deref(), Some("r-1"));
    }

    #[test]
    fn bodies_without_messages_are_empty() {
        for empty in [
            json!({}),
            json!([]),
            json!("text"),
            json!(null),
            json!({"message": {}, "errors": [{}, "", 1, null]}),
        ] {
            assert_eq!(read_error(&empty), ErrorDetails::default(), "{empty}");
        }
    }
}
