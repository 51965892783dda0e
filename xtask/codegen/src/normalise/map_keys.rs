//! Keeps `propertyNames` where it refers to a type of strings, which becomes the type of the keys of a map,
//! and removes it elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::pointer::{join, schema_name, schema_ref};
use crate::walk;

/// Handles `propertyNames` of every schema. Must run after `allOf` is merged, which can add properties.
pub(super) fn keep(doc: &mut Value, report: &mut Report) {
    let names = string_types(doc);
    let format = |name: &String| components::schemas(doc).get(name)?.get("format")?.as_str();
    let typed = names
        .values()
        .filter(|name| format(name).is_some_and(|own| TYPED.contains(&own)));
    let typed: BTreeSet<String> = typed.cloned().collect();
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            if let Some(map) = schema.as_object_mut() {
                keep_one(map, &names, &typed, at, report);
            }
        });
    });
}

/// Formats of strings with types of their own, which have no order.
const TYPED: [&str; 6] = ["date", "date-time", "ip", "ipv4", "ipv6", "uuid"];

fn keep_one(
    map: &mut Map<String, Value>,
    names: &BTreeMap<String, String>,
    typed: &BTreeSet<String>,
    at: &str,
    report: &mut Report,
) {
    let Some(keys) = map.shift_remove("propertyNames") else {
        return;
    };
    let at = join(at, "propertyNames");
    let name = target(&keys).and_then(|name| names.get(&name));
    let name = name.filter(|_| is_map(map));
    if let Some(name) = name.filter(|name| typed.contains(*name)) {
        report.note(
            "map-keys",
            &at,
            format!("the keys are strings: the type of `{name}` has no order"),
        );
    } else if let Some(name) = name {
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
/// type of another name has no order. A secret cannot be a key.
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
