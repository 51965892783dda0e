//! Moves `nullable` from a component to the references to it: null belongs to the field, not to the
//! type.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::pointer::{schema_at, schema_name};
use crate::walk;

pub(super) fn push_out(doc: &mut Value, report: &mut Report) {
    let Some(schemas) = components::schemas_mut(doc) else {
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
                "`nullable` moved to the references to this component",
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
                // An `allOf` that contains only the wrapper added above.
                schema["allOf"] = json!([inner]);
                schema["nullable"] = json!(true);
            }
        });
    });
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
