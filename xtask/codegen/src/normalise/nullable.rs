//! A component that may be null becomes one that may not, and every place that refers to it says
//! that it may: null is a matter of the field, not of the type.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::pointer::{schema_at, schema_name};
use crate::walk;

pub(super) fn push_out(doc: &mut Value, report: &mut Report) {
    let Some(schemas) = doc
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    let mut nullable = BTreeSet::new();
    for (name, schema) in schemas {
        if schema.get("nullable") == Some(&Value::Bool(true)) {
            if let Some(schema) = schema.as_object_mut() {
                schema.shift_remove("nullable");
            }
            report.note(
                "nullable-component",
                &schema_at(name),
                "null moved to the places that refer to it",
            );
            nullable.insert(name.clone());
        }
    }
    if nullable.is_empty() {
        return;
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
                // `allOf` of the one wrapper that was just made.
                schema["allOf"] = json!([inner]);
                schema["nullable"] = json!(true);
            }
        });
    });
}

/// The reference inside `allOf: [{allOf: [$ref], nullable: true}]`.
fn wrapped(schema: &Value) -> Option<Value> {
    let [arm] = schema.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    let arm = arm.as_object()?;
    let [inner] = arm.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    (arm.len() == 2 && arm.contains_key("nullable")).then(|| inner.clone())
}
