//! Drops keywords that do not apply to the kind of a schema: a reference, alternatives, an enum, one
//! type, or any value.
//!
//! The generator rejects schemas with keywords of several kinds.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::openapi::is_annotation;
use crate::pointer::join;
use crate::walk;

const STRING: [&str; 4] = ["format", "maxLength", "minLength", "pattern"];
const NUMBER: [&str; 5] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maximum",
    "minimum",
];
const ARRAY: [&str; 3] = ["items", "maxItems", "minItems"];
const OBJECT: [&str; 6] = [
    "additionalProperties",
    "maxProperties",
    "minProperties",
    "properties",
    "propertyNames",
    "required",
];

/// Drops inapplicable keywords of every schema. Must run after `allOf` is merged.
pub(super) fn drop_inapplicable(doc: &mut Value, report: &mut Report) {
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            if let Some(map) = schema.as_object_mut() {
                drop_keywords(map, at, report);
            }
        });
    });
}

fn drop_keywords(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    anything(map, at, report);
    let kind = map.get("type").and_then(Value::as_str).unwrap_or("");
    let own: &[&str] = if map.get("enum") == Some(&json!([null])) {
        &["enum"]
    } else if map.contains_key("$ref") {
        &["$ref"]
    } else if map.contains_key("allOf") {
        &["allOf"]
    } else if map.contains_key("oneOf") {
        &["oneOf"]
    } else if map.contains_key("enum") {
        &["enum", "type"]
    } else {
        match kind {
            "string" => &STRING,
            "integer" | "number" => &NUMBER,
            "array" => &ARRAY,
            "object" => &OBJECT,
            _ => &[],
        }
    };
    let typed = own.is_empty() || own.len() > 2;
    let others: Vec<String> = map
        .keys()
        .filter(|k| {
            let fits = own.contains(&k.as_str()) || typed && *k == "type";
            !fits && !is_annotation(k)
        })
        .cloned()
        .collect();
    for keyword in others {
        map.shift_remove(&keyword);
        report.note(
            "other-type",
            &join(at, &keyword),
            "removed: it does not apply to this schema",
        );
    }
    if kind_is_object(map) {
        described(map);
    }
}

/// Replaces a union with an alternative of any value by any value.
fn anything(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let alternatives = map.get("oneOf").and_then(Value::as_array);
    let any = alternatives.into_iter().flatten().any(|alternative| {
        alternative
            .as_object()
            .is_some_and(|alternative| alternative.keys().all(|k| is_annotation(k)))
    });
    if any {
        map.shift_remove("oneOf");
        report.note(
            "union-any",
            &join(at, "oneOf"),
            "removed: one alternative accepts any value",
        );
    }
}

fn kind_is_object(map: &Map<String, Value>) -> bool {
    map.get("type").and_then(Value::as_str) == Some("object")
}

/// Adds required fields that are not described, with any value.
fn described(map: &mut Map<String, Value>) {
    let Some(Value::Array(required)) = map.get("required").cloned() else {
        return;
    };
    let properties = map.entry("properties").or_insert(json!({}));
    if let Some(properties) = properties.as_object_mut() {
        for name in required.iter().filter_map(Value::as_str) {
            properties.entry(name).or_insert(json!({}));
        }
    }
}
