//! Finds the fields of request bodies that are optional and nullable, so that they have three states.
//! An optional field that may be null only has them everywhere: its type has no other value.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::components;
use crate::ir::ThreeStateField;

pub(super) fn find(doc: &Value, body: &BTreeSet<String>) -> Vec<ThreeStateField> {
    // The fields of `allOf` were merged into the component itself.
    let mut found = Vec::new();
    for (component, schema) in components::schemas(doc) {
        let is_sent = body.contains(component);
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|r| r == name));
        let properties = schema.get("properties").and_then(Value::as_object);
        for (property, schema) in properties.into_iter().flatten() {
            let is_nullable = is_sent && schema.get("nullable") == Some(&Value::Bool(true));
            let is_null = schema.get("enum") == Some(&json!([null]));
            if (is_nullable || is_null) && !is_required(property) {
                found.push(ThreeStateField {
                    component: component.clone(),
                    property: property.clone(),
                });
            }
        }
    }
    found
}
