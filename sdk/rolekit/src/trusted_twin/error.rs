//! Reads Trusted Twin's error bodies.

use serde_json::Value;

use rolekit_runtime::{ErrorDetails, string_field};

/// Reads the body of an error. `subcode` is a string in the vendor's documentation and a number in
/// its Python client; both are accepted. `trace` is the id of the failed request, for the vendor's
/// support.
pub(crate) fn read_error(body: &Value) -> ErrorDetails {
    ErrorDetails {
        code: string_field(body, "subcode"),
        message: string_field(body, "description"),
        request_id: string_field(body, "trace"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read_error;
    use rolekit_runtime::ErrorDetails;

    #[test]
    fn reads_known_fields() {
        for subcode in [json!("403535"), json!(403_535)] {
            let read =
                read_error(&json!({"subcode": subcode, "description": "No", "trace": "t-1"}));
            assert_eq!(read.code.as_deref(), Some("403535"));
            assert_eq!(read.message.as_deref(), Some("No"));
            assert_eq!(read.request_id.as_deref(), Some("t-1"));
        }
        for body in [
            json!({}),
            json!([]),
            json!("text"),
            json!(null),
            json!({"trace": {}}),
        ] {
            assert_eq!(read_error(&body), ErrorDetails::default());
        }
    }
}
