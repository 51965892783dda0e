//! Moves `nullable` from a component to the references to it: null belongs to the field, not to the
//! type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::alternatives::reference;
use crate::components;
use crate::diagnostic::Report;
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
        });
    });
    let schemas = components::schemas_mut(doc).into_iter().flatten();
    for (_, schema) in schemas.filter(|(name, _)| nullable.contains(*name)) {
        if let Some(schema) = schema.as_object_mut() {
            schema.shift_remove("nullable");
        }
    }
}

/// Returns the components of which null is a value. Another name for such a
/// component is one itself.
fn nullable(doc: &Value) -> BTreeSet<String> {
    let schemas = components::schemas(doc);
    let mut aliases: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    let mut found = BTreeSet::new();
    let mut waiting = Vec::new();
    for (name, schema) in schemas {
        if schema.get("nullable") == Some(&Value::Bool(true)) {
            waiting.push(name);
        } else if let Some(target) = reference(schema) {
            aliases.entry(target).or_default().push(name);
        }
    }
    while let Some(name) = waiting.pop() {
        if found.insert(name.clone()) {
            waiting.extend(aliases.get(name).into_iter().flatten());
        }
    }
    found
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
