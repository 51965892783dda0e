//! Finds how alternatives are distinguished, and names their variants.
//!
//! The generated code would select the first alternative that fits. `postprocess` replaces it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components;
use crate::extension_keys;
use crate::ir::{Union, UnionVariant};
use crate::names::{pascal, unique_name};
use crate::pointer::schema_name;

/// Finds the components that are unions. Must run after every inline schema has a name.
pub(super) fn find(doc: &mut Value) -> Vec<Union> {
    let original = components::schemas(doc).clone();
    let mut out = Vec::new();
    let schemas = components::schemas_mut(doc);
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(map) = schema.as_object_mut() else {
            continue;
        };
        if !map.contains_key("oneOf") {
            continue;
        }
        let tag = map
            .get(extension_keys::TAG)
            .and_then(Value::as_str)
            .map(str::to_owned);
        let Some(Value::Array(alternatives)) = map.get_mut("oneOf") else {
            continue;
        };
        // Null is one value, whatever number of alternatives it is; the generator panics on two.
        let mut has_null = false;
        let is_null = |schema: &Value| schema.get("enum") == Some(&json!([null]));
        alternatives.retain(|schema| !is_null(schema) || !std::mem::replace(&mut has_null, true));
        if let [only] = alternatives.as_mut_slice()
            && is_null(only)
        {
            *schema = only.take();
            continue;
        }
        let mut union = Union {
            component: name.clone(),
            tag: None,
            variants: Vec::new(),
        };
        if are_distinct_scalars(alternatives) {
            // The generator distinguishes these correctly.
            for alternative in alternatives.iter_mut() {
                let title = alternative.get(extension_keys::TITLE).cloned();
                reduce(alternative);
                if let (Some(title), Some(alternative)) = (title, alternative.as_object_mut()) {
                    alternative.insert("title".to_owned(), title);
                }
            }
            continue;
        }
        let mut used_names = BTreeSet::from(["Unknown".to_owned()]);
        for alternative in alternatives.iter() {
            union.variants.push(UnionVariant {
                name: unique_name(&variant_name(alternative, name), &mut used_names),
                tags: tags(alternative),
                holds_tag: true,
            });
        }
        distinguish(&mut union, tag, alternatives, &original);
        for alternative in alternatives.iter_mut() {
            reduce(alternative);
        }
        map.shift_remove("default");
        out.push(union);
    }
    out
}

/// Returns whether the alternatives are scalars with distinct JSON representations.
fn are_distinct_scalars(alternatives: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    alternatives.iter().all(|alternative| {
        let kind = match alternative.get("type").and_then(Value::as_str) {
            Some("integer" | "number") => "number",
            Some(kind @ ("boolean" | "string")) => kind,
            _ => return false,
        };
        let ruled = ["enum", "format", "pattern", "minLength", "maxLength"];
        !ruled.iter().any(|rule| alternative.get(*rule).is_some()) && seen.insert(kind)
    })
}

/// Finds the property that distinguishes the alternatives, and records its values.
fn distinguish(
    union: &mut Union,
    tag: Option<String>,
    alternatives: &[Value],
    schemas: &Map<String, Value>,
) {
    let tag = tag.or_else(|| {
        let found = common_tag(alternatives, schemas)?;
        for (variant, alternative) in union.variants.iter_mut().zip(alternatives) {
            variant.tags = constants(alternative, &found, schemas);
        }
        Some(found)
    });
    let Some(tag) = tag else { return };
    // A value of two alternatives does not identify one.
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for variant in &mut union.variants {
        variant.tags.retain(|t| seen.insert(t.clone()));
    }
    if seen.is_empty() {
        return;
    }
    for (variant, alternative) in union.variants.iter_mut().zip(alternatives) {
        let target = target(alternative, schemas);
        let has = target
            .and_then(|t| t.get("properties")?.get(&tag))
            .is_some();
        let needs = target
            .and_then(|t| t.get("required")?.as_array())
            .is_some_and(|list| list.iter().any(|name| *name == tag));
        variant.holds_tag = has && needs;
    }
    union.tag = Some(tag);
}

/// Finds a property that every alternative requires, with different values in each.
fn common_tag(alternatives: &[Value], schemas: &Map<String, Value>) -> Option<String> {
    let first = target(alternatives.first()?, schemas)?;
    let names = first.get("properties")?.as_object()?.keys();
    let mut names: Vec<&String> = names.collect();
    // Common names first.
    names.sort_by_key(|name| !["type", "kind", "object"].contains(&name.as_str()));
    names
        .into_iter()
        .find(|name| {
            let mut seen = BTreeSet::new();
            alternatives.iter().all(|alternative| {
                let values = constants(alternative, name, schemas);
                let required = target(alternative, schemas)
                    .and_then(|t| t.get("required")?.as_array())
                    .is_some_and(|list| list.iter().any(|r| r == *name));
                required && !values.is_empty() && values.into_iter().all(|v| seen.insert(v))
            })
        })
        .cloned()
}

/// Returns the strings that `property` may be in this alternative.
fn constants(alternative: &Value, property: &str, schemas: &Map<String, Value>) -> Vec<String> {
    let found = target(alternative, schemas)
        .and_then(|t| t.get("properties")?.get(property))
        .and_then(|p| target(p, schemas))
        .and_then(|p| p.get("enum")?.as_array());
    let Some(values) = found else {
        return Vec::new();
    };
    let texts: Vec<String> = values
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if texts.len() == values.len() {
        texts
    } else {
        Vec::new()
    }
}

/// Resolves references.
fn target<'a>(schema: &'a Value, schemas: &'a Map<String, Value>) -> Option<&'a Value> {
    let mut schema = schema;
    for _ in 0..16 {
        match reference(schema).and_then(|name| schemas.get(&name)) {
            Some(next) => schema = next,
            None => return Some(schema),
        }
    }
    None
}

fn reference(schema: &Value) -> Option<String> {
    let own = schema
        .get("$ref")
        .or_else(|| match schema.get("allOf")?.as_array()?.as_slice() {
            [alternative] => alternative.get("$ref"),
            _ => None,
        });
    schema_name(own?.as_str()?)
}

fn tags(alternative: &Value) -> Vec<String> {
    let list = alternative
        .get(extension_keys::TAGS)
        .and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|tag| tag.as_str().map(str::to_owned))
        .collect()
}

/// Returns the name of the variant of an alternative.
fn variant_name(alternative: &Value, parent: &str) -> String {
    if let Some(name) = reference(alternative) {
        let (name, parent) = (pascal(&name), pascal(parent));
        // A name derived from the parent's repeats it.
        return match name.strip_prefix(&parent) {
            Some(rest) if rest.starts_with(char::is_uppercase) => rest.to_owned(),
            _ => name,
        };
    }
    if let Some(title) = alternative
        .get(extension_keys::TITLE)
        .and_then(Value::as_str)
        && title.chars().any(char::is_alphanumeric)
    {
        return pascal(title);
    }
    let format = alternative.get("format").and_then(Value::as_str);
    match (alternative.get("type").and_then(Value::as_str), format) {
        (_, Some(format)) => pascal(format),
        (Some("array"), _) => "List".to_owned(),
        (Some("object"), _) => "Map".to_owned(),
        (Some(kind), _) => pascal(kind),
        (None, _) => "Any".to_owned(),
    }
}

/// Reduces an alternative to what the generator needs, so that each is one value of one type.
fn reduce(alternative: &mut Value) {
    if let Some(name) = reference(alternative) {
        *alternative = json!({"$ref": crate::pointer::schema_ref(&name)});
    } else if let Some(map) = alternative.as_object_mut() {
        map.shift_remove("default");
        map.shift_remove("nullable");
        // The generator has no type for an object without fields.
        if map.get("additionalProperties") == Some(&json!(false)) {
            map.shift_remove("additionalProperties");
        }
    }
}
