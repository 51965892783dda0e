//! Records the values of a `discriminator` in its alternatives.

use serde_json::{Map, Value, json};

use super::fields::remove_unknown;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::{join, schema_name};
use crate::walk;

/// Maximum number of references that are followed to find the values of a property.
const DEPTH: usize = 16;

/// Rewrites every discriminator. Must run before schemas are renamed.
pub(super) fn spread(doc: &mut Value, report: &mut Report) {
    let original = doc.clone();
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            if let Some(map) = schema.as_object_mut() {
                spread_one(&original, map, at, report);
            }
        });
    });
}

fn spread_one(doc: &Value, map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(discriminator) = map.shift_remove("discriminator") else {
        return;
    };
    let at = join(at, "discriminator");
    let mut discriminator = discriminator;
    if let Some(map) = discriminator.as_object_mut() {
        remove_unknown(map, &at, &["propertyName", "mapping"], report);
    }
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
        report.unsupported(
            "discriminator",
            &at,
            "the discriminator has no `propertyName`",
            "Add it in an overlay.",
        );
        return;
    };
    let mapping: Vec<(String, String)> = discriminator
        .get("mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(tag, to)| {
            let to = to.as_str()?;
            // A component name means the component.
            Some((tag.clone(), schema_name(to).unwrap_or(to.to_owned())))
        })
        .collect();
    let Some(keyword) = ["oneOf", "anyOf"]
        .into_iter()
        .find(|k| map.contains_key(*k))
    else {
        map.insert(extension_keys::BASE.to_owned(), json!(property));
        return;
    };
    let alternatives = map.get_mut(keyword).and_then(Value::as_array_mut);
    for alternative in alternatives.into_iter().flatten() {
        let name = alternative
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name);
        let mut tags: Vec<String> = mapping
            .iter()
            .filter(|(_, to)| Some(to) == name.as_ref())
            .map(|(tag, _)| tag.clone())
            .collect();
        if tags.is_empty() {
            tags = constants(doc, alternative, property, 0);
        }
        if tags.is_empty() {
            tags.extend(name);
        }
        if tags.is_empty() {
            continue;
        }
        if alternative.get("$ref").is_some() {
            *alternative = json!({"allOf": [alternative.clone()]});
        }
        if let Some(alternative) = alternative.as_object_mut() {
            alternative.insert(extension_keys::TAGS.to_owned(), json!(tags));
        }
    }
    map.insert(extension_keys::TAG.to_owned(), json!(property));
    report.note(
        "discriminator",
        &at,
        "alternatives are selected by the value of this property",
    );
}

/// Returns the values that `schema` lists for `property`.
fn constants(doc: &Value, schema: &Value, property: &str, depth: usize) -> Vec<String> {
    if depth > DEPTH {
        return Vec::new();
    }
    if let Some(own) = schema.get("properties").and_then(|p| p.get(property)) {
        let found = listed_strings(doc, own, depth);
        if !found.is_empty() {
            return found;
        }
    }
    let parts = schema.get("allOf").and_then(Value::as_array);
    let target = resolve(doc, schema);
    target
        .into_iter()
        .chain(parts.into_iter().flatten())
        .map(|part| constants(doc, part, property, depth + 1))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn listed_strings(doc: &Value, schema: &Value, depth: usize) -> Vec<String> {
    if depth > DEPTH {
        return Vec::new();
    }
    if let Some(value) = schema.get("const") {
        return value.as_str().map(str::to_owned).into_iter().collect();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
    }
    match resolve(doc, schema) {
        Some(target) => listed_strings(doc, target, depth + 1),
        None => Vec::new(),
    }
}

fn resolve<'a>(doc: &'a Value, schema: &Value) -> Option<&'a Value> {
    let name = schema_name(schema.get("$ref")?.as_str()?)?;
    components::schemas(doc).get(&name)
}
