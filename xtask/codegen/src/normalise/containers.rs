//! Makes optional lists and maps in requests optional types, so that absent and empty are different.
//!
//! The generator writes a plain list and does not send an empty one. For a nullable list it writes an
//! optional list, so that the property is made nullable. Null is never sent for it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::reachability::Reachability;
use crate::components;
use crate::diagnostic::Report;
use crate::pointer::schema_name;
use crate::walk::{self, RootKind};

/// Marks the lists and maps as nullable. Must run after three-state fields are found.
pub(super) fn optional(doc: &mut Value, reach: &Reachability, report: &mut Report) {
    let required = required(doc);
    walk::roots_mut(doc, &mut |kind, schema, at| {
        let Some(name) = schema_name(&format!("#{at}")).filter(|_| kind == RootKind::Component)
        else {
            return;
        };
        if !reach.body.contains(&name) {
            return;
        }
        walk::deep_mut(schema, at, &mut |schema, at| {
            let own = names(schema);
            let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
            for (property, schema) in properties.into_iter().flatten() {
                let is_needed = own.contains(property)
                    || required.get(&name).is_some_and(|r| r.contains(property));
                if is_needed || !is_container(schema) || schema.get("nullable").is_some() {
                    continue;
                }
                schema["nullable"] = json!(true);
                report.note(
                    "optional-container",
                    &crate::pointer::join(&format!("{at}/properties"), property),
                    "optional, so that absent and empty are different",
                );
            }
        });
    });
}

fn is_container(schema: &Value) -> bool {
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => true,
        Some("object") => schema
            .get("properties")
            .and_then(Value::as_object)
            .is_none_or(|p| p.is_empty()),
        _ => false,
    }
}

fn names(schema: &Value) -> BTreeSet<String> {
    let list = schema.get("required").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Returns, by component, the properties that it or a schema that it is merged into requires.
fn required(doc: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let schemas = components::schemas(doc);
    for (name, schema) in schemas {
        let (mut parts, mut needed) = (BTreeSet::from([name.clone()]), BTreeSet::new());
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            needed.extend(names(schema));
            let target = schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(schema_name);
            if let Some(target) = target
                && parts.insert(target.clone())
            {
                waiting.extend(schemas.get(&target));
            }
            let all = schema.get("allOf").and_then(Value::as_array);
            waiting.extend(all.into_iter().flatten());
        }
        for part in parts {
            out.entry(part).or_default().extend(needed.iter().cloned());
        }
    }
    out
}
