//! Fields of request bodies that may be left out and may be null: three things, not two.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::plan::ThreeState;
use crate::pointer::schema_name;

pub(super) fn find(doc: &Value, body: &BTreeSet<String>) -> Vec<ThreeState> {
    let mut found = Vec::new();
    for component in body {
        let Some(schema) = doc
            .pointer("/components/schemas")
            .and_then(|s| s.get(component))
        else {
            continue;
        };
        let mut fields = Fields::default();
        fields.collect(doc, schema, 0);
        for (property, nullable) in fields.nullable {
            if nullable && !fields.required.contains(&property) {
                found.push(ThreeState {
                    component: component.clone(),
                    property,
                });
            }
        }
    }
    found
}

/// The fields of a schema, those that `allOf` brings in among them.
#[derive(Default)]
struct Fields {
    nullable: BTreeMap<String, bool>,
    required: BTreeSet<String>,
}

impl Fields {
    fn collect(&mut self, doc: &Value, schema: &Value, depth: usize) {
        if depth > 32 {
            return;
        }
        let required = schema.get("required").and_then(Value::as_array);
        self.required.extend(
            required
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned),
        );
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let nullable = property.get("nullable") == Some(&Value::Bool(true));
            *self.nullable.entry(name.clone()).or_default() |= nullable;
        }
        let arms = schema.get("allOf").and_then(Value::as_array);
        for arm in arms.into_iter().flatten() {
            self.collect(doc, arm, depth + 1);
        }
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name)
            .and_then(|name| doc.pointer("/components/schemas")?.get(&name));
        if let Some(target) = target {
            self.collect(doc, target, depth + 1);
        }
    }
}
