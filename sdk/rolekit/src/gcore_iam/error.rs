//! The error bodies of Gcore's IAM.

use serde_json::Value;

use crate::runtime::{ErrorDetails, text_member};

/// How many things that are wrong are told; a body may list any number.
const TOLD: usize = 16;

/// Reads the body of an error. IAM has many shapes: `message`, or `detail` and `code` where the
/// credential is at fault; `errors` with a list of texts, a text or more fields for each field; a bare
/// list of texts, or of such objects.
pub(crate) fn read_error(body: &Value) -> ErrorDetails {
    let mut told = Vec::new();
    match body {
        Value::Array(_) => tell("", body, &mut told),
        Value::Object(body) => {
            if let Some(errors) = body.get("errors") {
                tell("", errors, &mut told);
            }
        }
        _ => {}
    }
    let told = (!told.is_empty()).then(|| told.join("; "));
    let message = text_member(body, "message").or_else(|| text_member(body, "detail"));
    ErrorDetails {
        code: text_member(body, "code").or_else(|| text_member(body, "exception_class")),
        message: match (message, told) {
            (Some(message), Some(told)) => Some(format!("{message} ({told})")),
            (message, told) => message.or(told),
        },
        request_id: text_member(body, "request_id"),
    }
}

/// Gathers the texts, each with the field that it is about.
fn tell(field: &str, value: &Value, told: &mut Vec<String>) {
    if told.len() >= TOLD {
        return;
    }
    match value {
        Value::String(text) if text.is_empty() => {}
        Value::String(text) if field.is_empty() => told.push(text.clone()),
        Value::String(text) => told.push(format!("{field}: {text}")),
        Value::Array(values) => values.iter().for_each(|value| tell(field, value, told)),
        Value::Object(members) => {
            for (name, value) in members {
                match (field, name.as_str()) {
                    // What is about no field stands under these names.
                    (_, "errors" | "message" | "non_field_errors") => tell(field, value, told),
                    ("", name) => tell(name, value, told),
                    (field, name) => tell(&format!("{field}.{name}"), value, told),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{TOLD, read_error};
    use crate::runtime::ErrorDetails;

    #[test]
    fn every_shape_has_a_message() {
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
    fn what_says_nothing_is_nothing() {
        for nothing in [
            json!({}),
            json!([]),
            json!("text"),
            json!(null),
            json!({"message": {}, "errors": [{}, "", 1, null]}),
        ] {
            assert_eq!(read_error(&nothing), ErrorDetails::default(), "{nothing}");
        }
    }

    #[test]
    fn a_long_list_is_cut() {
        let read = read_error(&json!(vec!["No"; 1000]));
        assert_eq!(read.message.unwrap(), vec!["No"; TOLD].join("; "));
    }
}
