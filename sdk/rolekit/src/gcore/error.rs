//! Reads Gcore's error bodies.

use rolekit_runtime::{ErrorDetails, string_field};
use serde_json::Value;

/// Reads the body of an error: `exception_class`, `message`, `request_id`. The invalid fields
/// follow the message. Older operations call the class `code`.
pub(crate) fn read_error(body: &Value) -> ErrorDetails {
    let fields = body
        .get("invalid_fields")
        .and_then(Value::as_object)
        .filter(|fields| !fields.is_empty())
        .map(|fields| {
            let names: Vec<_> = fields.keys().map(String::as_str).collect();
            format!("invalid fields: {}", names.join(", "))
        });
    let message = match (string_field(body, "message"), fields) {
        (Some(message), Some(fields)) => Some(format!("{message} ({fields})")),
        (message, fields) => message.or(fields),
    };
    ErrorDetails {
        code: string_field(body, "exception_class").or_else(|| string_field(body, "code")),
        message,
        request_id: string_field(body, "request_id"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read_error;
    use rolekit_runtime::ErrorDetails;

    #[test]
    fn reads_known_fields() {
        let read = read_error(&json!({
            "exception_class": "ValidationError",
            "message": "No",
            "request_id": "r-1",
            "invalid_fields": {"role": ["unknown"], "user_id": ["missing"]},
        }));
        assert_eq!(read.code.as_deref(), Some("ValidationError"));
        assert_eq!(read.request_id.as_deref(), Some("r-1"));
        let message = read.message.unwrap();
        assert_eq!(message, "No (invalid fields: role, user_id)");
        for body in [
            json!({}),
            json!([]),
            json!("text"),
            json!(null),
            json!({"message": {}}),
        ] {
            assert_eq!(read_error(&body), ErrorDetails::default());
        }
    }
}
