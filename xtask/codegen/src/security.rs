//! Determines whether an operation needs a credential.

use serde_json::Value;

/// Returns whether no credential is sent for an operation according to the document: `security` is
/// empty or contains only the empty requirement. If `security` is absent, a credential is sent.
pub fn is_anonymous(doc: &Value, operation: &Value) -> bool {
    let own = operation.get("security").or_else(|| doc.get("security"));
    let Some(requirements) = own.and_then(Value::as_array) else {
        return false;
    };
    requirements
        .iter()
        .all(|one| one.as_object().is_some_and(|one| one.is_empty()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_anonymous;

    #[test]
    fn the_operation_goes_before_the_document() {
        let key = json!([{"key": []}]);
        for (document, operation, expected) in [
            (json!({}), json!({}), false),
            (json!({"security": key}), json!({}), false),
            (json!({"security": key}), json!({"security": []}), true),
            (json!({"security": key}), json!({"security": [{}]}), true),
            (json!({"security": []}), json!({}), true),
            (json!({"security": []}), json!({"security": key}), false),
            // An optional credential is sent.
            (json!({}), json!({"security": [{}, {"key": []}]}), false),
            (json!({}), json!({"security": "none"}), false),
        ] {
            assert_eq!(
                is_anonymous(&document, &operation),
                expected,
                "{document} {operation}"
            );
        }
    }
}
