//! Moves `nullable` from a component to the references to it: null belongs to the field, not to the
//! type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::openapi::is_annotation;
use crate::pointer::{schema_at, schema_name};
use crate::walk;

pub(super) fn push_out(doc: &mut Value, report: &mut Report) {
    let nullable = nullable(doc);
    if nullable.is_empty() {
        return;
    }
    let own = components::schemas(doc).keys();
    for name in own.filter(|name| nullable.contains(*name)) {
        report.note(
            "nullable-component",
            &schema_at(name),
            "`nullable` moved to the references to this component",
        );
    }
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, _| {
            let refers = schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(schema_name)
                .is_some_and(|name| nullable.contains(&name));
            if refers {
                *schema = json!({"allOf": [schema.clone()], "nullable": true});
            } else if let Some(inner) = wrapped(schema) {
                // An `allOf` that contains only the wrapper added above.
                schema["allOf"] = json!([inner]);
                schema["nullable"] = json!(true);
            }
            lift(schema);
        });
    });
    let schemas = components::schemas_mut(doc).into_iter().flatten();
    for (_, schema) in schemas.filter(|(name, _)| nullable.contains(*name)) {
        if let Some(schema) = schema.as_object_mut() {
            schema.shift_remove("nullable");
        }
    }
}

/// Returns the components of which null is a value.
fn nullable(doc: &Value) -> BTreeSet<String> {
    let schemas = components::schemas(doc);
    let mut users: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (name, schema) in schemas {
        for target in composed_of(schema) {
            users.entry(target).or_default().push(name);
        }
    }
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&String> = schemas.keys().collect();
    while let Some(name) = waiting.pop() {
        if !found.contains(name) && accepts_null(&schemas[name], &found) {
            found.insert(name.clone());
            waiting.extend(users.get(name).into_iter().flatten());
        }
    }
    found
}

/// Returns the components of which a schema is composed.
fn composed_of(schema: &Value) -> Vec<String> {
    let own = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(schema_name);
    let parts = ["allOf", "oneOf"].into_iter();
    let parts = parts
        .filter_map(|key| schema.get(key)?.as_array())
        .flatten();
    own.into_iter().chain(parts.flat_map(composed_of)).collect()
}

/// Returns whether null is a value of a schema. `components` are those of which it is one.
fn accepts_null(schema: &Value, components: &BTreeSet<String>) -> bool {
    let part = |part: &Value| accepts_null(part, components);
    if schema.get("nullable") == Some(&json!(true)) {
        return true;
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let rules = schema.as_object().into_iter().flatten();
        let rules = rules.filter(|(keyword, _)| !is_annotation(keyword));
        return rules.count() == 1 && parts.iter().all(part);
    }
    if let Some(alternatives) = schema.get("oneOf").and_then(Value::as_array) {
        return alternatives.iter().any(part);
    }
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(schema_name);
    target.is_some_and(|name| components.contains(&name))
}

/// Moves `nullable` from the alternatives of a union, and from all parts of `allOf`, to the schema.
fn lift(schema: &mut Value) {
    if !accepts_null(schema, &BTreeSet::new()) {
        return;
    }
    let alternatives = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    let alternatives = alternatives.into_iter().flatten();
    for alternative in alternatives.filter_map(Value::as_object_mut) {
        alternative.shift_remove("nullable");
    }
    schema["nullable"] = json!(true);
}

/// Returns the reference inside `allOf: [{allOf: [$ref], nullable: true}]`.
fn wrapped(schema: &Value) -> Option<Value> {
    let [part] = schema.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    let part = part.as_object()?;
    let [inner] = part.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    (part.len() == 2 && part.contains_key("nullable")).then(|| inner.clone())
}
