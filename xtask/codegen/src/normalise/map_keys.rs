//! Keeps `propertyNames` where it refers to a type of strings, which becomes the type of the keys of a map,
//! and removes it elsewhere.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::pointer::{join, schema_name, schema_ref};
use crate::walk;

/// Handles `propertyNames` of every schema. Must run after `allOf` is merged, which can add properties.
pub(super) fn keep(doc: &mut Value, report: &mut Report) {
    let names = string_types(doc);
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            if let Some(map) = schema.as_object_mut() {
                keep_one(map, &names, at, report);
            }
        });
    });
}

fn keep_one(
    map: &mut Map<String, Value>,
    names: &BTreeMap<String, String>,
    at: &str,
    report: &mut Report,
) {
    let Some(keys) = map.shift_remove("propertyNames") else {
        return;
    };
    let at = join(at, "propertyNames");
    let name = target(&keys).and_then(|name| names.get(&name));
    if let Some(name) = name.filter(|_| is_map(map)) {
        map.insert(
            "propertyNames".to_owned(),
            json!({"$ref": schema_ref(name)}),
        );
        report.note(
            "map-keys",
            &at,
            format!("the keys are of the type `{name}`"),
        );
    } else {
        report.unsupported(
            "unchecked",
            &at,
            "`propertyNames` is not checked by the client",
            "Let it refer to a component of strings, in an object that has `additionalProperties` only; or \
             remove it in an overlay; the service checks it.",
        );
    }
}

/// Returns whether each field of an object may have any name.
fn is_map(map: &Map<String, Value>) -> bool {
    let properties = map.get("properties").and_then(Value::as_object);
    properties.is_none_or(Map::is_empty)
        && map.get("type") == Some(&json!("object"))
        && map.get("additionalProperties") != Some(&json!(false))
        && !["$ref", "allOf", "oneOf", "enum"]
            .iter()
            .any(|other| map.contains_key(*other))
}

/// Returns the component that a schema refers to, with or without annotations beside the reference.
fn target(schema: &Value) -> Option<String> {
    let reference = schema.get("$ref").or(schema.pointer("/allOf/0/$ref"))?;
    reference.as_str().and_then(schema_name)
}

/// Returns the components whose types are strings, each with the one that it is another name for: the
/// type of another name has no order. That of a secret has none either, so it is no key.
fn string_types(doc: &Value) -> BTreeMap<String, String> {
    let schemas = components::schemas(doc);
    let resolve = |name: &String| {
        let mut name = name.clone();
        // Bounded, because references may form a cycle.
        for _ in 0..schemas.len() {
            let schema = schemas.get(&name)?;
            match target(schema) {
                Some(next) => name = next,
                None => {
                    let is_string = schema.get("type") == Some(&json!("string"))
                        && schema.get("format") != Some(&json!("password"));
                    return is_string.then_some(name);
                }
            }
        }
        None
    };
    let names = schemas.keys();
    names
        .filter_map(|name| Some((name.clone(), resolve(name)?)))
        .collect()
}
