//! Reads the error bodies of Gcore's IAM.

use serde_json::Value;

use rolekit_runtime::{ErrorDetails, string_field};

/// Maximum number of messages in an error; the number in a body is unlimited.
const MAX_MESSAGES: usize = 16;

/// Reads the body of an error. IAM has many formats: `message`; `detail` and `code` for an invalid
/// credential; `errors` with a list of strings, or a string or further fields for each field; a
/// plain list of strings or of such objects.
pub(crate) fn read_error(body: &Value) -> ErrorDetails {
    let mut messages = Vec::new();
    match body {
        Value::Array(_) => collect_messages("", body, &mut messages),
        Value::Object(body) => {
            if let Some(errors) = body.get("errors") {
                collect_messages("", errors, &mut messages);
            }
        }
        _ => {}
    }
    let messages = (!messages.is_empty()).then(|| messages.join("; "));
    let message = string_field(body, "message").or_else(|| string_field(body, "detail"));
    ErrorDetails {
        code: string_field(body, "code").or_else(|| string_field(body, "exception_class")),
        message: match (message, messages) {
            (Some(message), Some(messages)) => Some(format!("{message} ({messages})")),
            (message, messages) => message.or(messages),
        },
        request_id: string_field(body, "request_id"),
    }
}

/// Collects the messages, each with its field.
fn collect_messages(field: &str, value: &Value, messages: &mut Vec<String>) {
    if messages.len() >= MAX_MESSAGES {
        return;
    }
    match value {
        Value::String(text) if text.is_empty() => {}
        Value::String(text) if field.is_empty() => messages.push(text.clone()),
        Value::String(text) => messages.push(format!("{field}: {text}")),
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect_messages(field, value, messages)),
        Value::Object(members) => {
            for (name, value) in members {
                match (field, name.as_str()) {
                    // These fields contain messages that are not about a field.
                    (_, "errors" | "message" | "non_field_errors") => {
                        collect_messages(field, value, messages)
                    }
                    ("", name) => collect_messages(name, value, messages),
                    (field, name) => collect_messages(&format!("{field}.{name}"), value, messages),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MAX_MESSAGES, read_error};
    use rolekit_runtime::ErrorDetails;

    #[test]
    fn reads_messages_of_all_shapes() {
        for (body, message) in [
            (json!({"message": "No"}), "No"),
            (
                json!({"errors": {"email": ["Bad", "Worse"], "name": ["Long"]}}),
                "email: Bad; email: Worse; name: Long",
            ),
            (
                json!({"errors": {"client_user": {"role": ["Too high"]}}}),
                "client_user.role: Too high",
            ),
            (json!({"errors": {"errors": ["Nobody"]}}), "Nobody"),
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

    #[test]
    fn long_lists_are_truncated() {
        let read = read_error(&json!(vec!["No"; 1000]));
        assert_eq!(read.message.unwrap(), vec!["No"; MAX_MESSAGES].join("; "));
    }
}
