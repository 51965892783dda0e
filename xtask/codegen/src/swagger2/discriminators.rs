//! Converts discriminators. In Swagger 2.0 they name a property, whose value is the name of the schema
//! or of one that extends it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::components;
use crate::pointer::schema_ref;
use crate::walk;

/// Extensions that give the value of a schema.
const VALUES: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Converts the discriminators of component schemas, whose references are converted already.
pub(super) fn convert(doc: &mut Value) {
    let schemas = components::schemas(doc);
    let mut extending: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    let mut values = BTreeMap::new();
    for (name, schema) in schemas {
        for base in components::merged(schema) {
            extending.entry(base).or_default().push(name);
        }
        values.insert(name, value(schema).unwrap_or(name).to_owned());
    }
    let mut mappings = BTreeMap::new();
    for (name, schema) in schemas {
        walk::deep(schema, "", &mut |schema, _| {
            if schema.get("discriminator").is_some_and(Value::is_string) {
                let mut family = vec![name];
                let mut seen = BTreeSet::from([name]);
                let mut next = 0;
                while let Some(name) = family.get(next).copied() {
                    let below = extending.get(name).into_iter().flatten();
                    family.extend(below.copied().filter(|name| seen.insert(*name)));
                    next += 1;
                }
                let mapping: Map<String, Value> = family
                    .into_iter()
                    .map(|name| (values[name].clone(), json!(schema_ref(name))))
                    .collect();
                mappings.insert(name.clone(), mapping);
            }
        });
    }
    for (name, schema) in components::schemas_mut(doc).into_iter().flatten() {
        let mapping = mappings.get(name);
        walk::deep_mut(schema, "", &mut |schema, _| {
            if let Some(discriminator) = schema.get_mut("discriminator")
                && discriminator.is_string()
            {
                let property = discriminator.take();
                *discriminator = json!({"propertyName": property, "mapping": mapping});
            }
        });
    }
}

/// Returns the value that selects a schema, if an extension gives it.
fn value(schema: &Value) -> Option<&str> {
    let parts = schema.get("allOf").and_then(Value::as_array);
    std::iter::once(schema)
        .chain(parts.into_iter().flatten())
        .find_map(|part| VALUES.iter().find_map(|key| part.get(key)?.as_str()))
}
