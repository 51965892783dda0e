//! Makes requests strict: a field that the document does not describe is a mistake in a value that people
//! write, such as the desired state of a resource.

use serde_json::{Value, json};

use super::reachability::Reachability;
use crate::components;

/// Forbids other fields in objects that are only sent, unless their schema allows them.
pub(super) fn close(doc: &mut Value, reach: &Reachability) {
    for (name, schema) in components::schemas_mut(doc).into_iter().flatten() {
        let Some(map) = schema.as_object_mut() else {
            continue;
        };
        let has_fields = |value: &Value| value.as_object().is_some_and(|fields| !fields.is_empty());
        let is_object = map.get("properties").is_some_and(has_fields)
            && ["allOf", "anyOf", "oneOf", "additionalProperties"]
                .iter()
                .all(|keyword| !map.contains_key(*keyword));
        if is_object && reach.sent_only.contains(name) {
            map.insert("additionalProperties".to_owned(), json!(false));
        }
    }
}
