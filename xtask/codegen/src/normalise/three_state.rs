//! Finds the fields of request bodies that are optional and nullable, so that they have three states.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::components;
use crate::ir::ThreeStateField;

pub(super) fn find(doc: &Value, body: &BTreeSet<String>) -> Vec<ThreeStateField> {
    // The fields of `allOf` were merged into the component itself.
    let mut found = Vec::new();
    for component in body {
        let Some(schema) = components::schemas(doc).get(component) else {
            continue;
        };
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|r| r == name));
        let properties = schema.get("properties").and_then(Value::as_object);
        for (property, schema) in properties.into_iter().flatten() {
            if schema.get("nullable") == Some(&Value::Bool(true)) && !is_required(property) {
                found.push(ThreeStateField {
                    component: component.clone(),
                    property: property.clone(),
                });
            }
        }
    }
    found
}
