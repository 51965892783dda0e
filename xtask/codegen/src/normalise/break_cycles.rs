//! Removes the references by which a schema is equal to itself.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::pointer::{schema_at, schema_name};

/// Breaks every cycle. Must run after `allOf` is merged.
pub(super) fn break_cycles(doc: &mut Value, report: &mut Report) {
    let Some(schemas) = components::schemas_mut(doc) else {
        return;
    };
    let names: Vec<String> = schemas.keys().cloned().collect();
    for name in names {
        // The components that this one is equal to, directly or through others.
        let mut seen = BTreeSet::new();
        let mut waiting = schemas.get(&name).map(parts).unwrap_or_default();
        while let Some(next) = waiting.pop() {
            if seen.insert(next.clone()) {
                waiting.extend(schemas.get(&next).map(parts).unwrap_or_default());
            }
        }
        if !seen.contains(&name) {
            continue;
        }
        // The direct references through which the cycle runs.
        let back: BTreeSet<String> = schemas
            .get(&name)
            .map(parts)
            .unwrap_or_default()
            .into_iter()
            .filter(|next| leads(schemas, next, &name))
            .collect();
        if let Some(schema) = schemas.get_mut(&name) {
            without(schema, &back);
        }
        report.unsupported(
            "circular",
            &schema_at(&name),
            "the schema refers to itself: the reference is removed",
            "Break the cycle in an overlay.",
        );
    }
}

fn leads(schemas: &Map<String, Value>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(next) = waiting.pop() {
        if next == to {
            return true;
        }
        if seen.insert(next.clone()) {
            waiting.extend(schemas.get(&next).map(parts).unwrap_or_default());
        }
    }
    false
}

/// Returns the components that a schema is, or may be, equal to, as opposed to those that it contains.
fn parts(schema: &Value) -> Vec<String> {
    let own = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(schema_name);
    let all = ["allOf", "oneOf"]
        .into_iter()
        .filter_map(|key| schema.get(key)?.as_array())
        .flatten()
        .flat_map(parts);
    own.into_iter().chain(all).collect()
}

/// Removes the references to these components from `schema`.
fn without(schema: &mut Value, names: &BTreeSet<String>) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    let own = map
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(schema_name);
    if own.is_some_and(|name| names.contains(&name)) {
        map.shift_remove("$ref");
    }
    for key in ["allOf", "oneOf"] {
        let Some(Value::Array(mut all)) = map.shift_remove(key) else {
            continue;
        };
        all.retain_mut(|part| {
            let before = parts(part).len();
            without(part, names);
            // An alternative that was only such a reference is removed.
            before == 0 || !parts(part).is_empty() || part.get("oneOf").is_some()
        });
        match all.as_slice() {
            [] => {}
            [one] if key == "oneOf" => {
                if one.get("$ref").is_some() {
                    map.insert("allOf".to_owned(), json!([one]));
                } else if let Value::Object(one) = one.clone() {
                    map.extend(one);
                }
            }
            _ => {
                map.insert(key.to_owned(), Value::Array(all));
            }
        }
    }
}
