//! Records the values of a `discriminator` in its alternatives.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::fields::remove_unknown;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::{join, schema_name};
use crate::walk;

/// Maximum number of references that are followed to find the values of a property.
const DEPTH: usize = 16;
/// Keywords with alternatives.
const UNION: [&str; 2] = ["oneOf", "anyOf"];

/// Rewrites every discriminator. Must run before schemas are renamed.
pub(super) fn rewrite_discriminators(doc: &mut Value, report: &mut Report) {
    let original = doc.clone();
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            if let Some(map) = schema.as_object_mut() {
                spread_one(&original, map, at, report);
            }
        });
    });
    inherit(doc);
}

/// Marks each schema that extends a base and is extended itself: its values may be of the schemas that extend
/// it.
fn inherit(doc: &mut Value) {
    let mut extending: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut bases = Vec::new();
    for (name, schema) in components::schemas(doc) {
        for base in components::merged(schema) {
            extending.entry(base).or_default().push(name.clone());
        }
        if let Some(property) = schema.get(extension_keys::BASE) {
            bases.push((name.clone(), property.clone()));
        }
    }
    let Some(schemas) = components::schemas_mut(doc) else {
        return;
    };
    while let Some((base, property)) = bases.pop() {
        for name in extending.get(&base).into_iter().flatten() {
            if extending.contains_key(name)
                && let Some(Value::Object(schema)) = schemas.get_mut(name)
                && !UNION.iter().any(|keyword| schema.contains_key(*keyword))
                && !schema.contains_key(extension_keys::BASE)
            {
                schema.insert(extension_keys::BASE.to_owned(), property.clone());
                bases.push((name.clone(), property.clone()));
            }
        }
    }
}

fn spread_one(doc: &Value, map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(discriminator) = map.shift_remove("discriminator") else {
        return;
    };
    let at = join(at, "discriminator");
    let mut discriminator = discriminator;
    if let Some(map) = discriminator.as_object_mut() {
        remove_unknown(
            map,
            &at,
            &["propertyName", "mapping", "defaultMapping"],
            report,
        );
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
    let Some(keyword) = UNION.into_iter().find(|k| map.contains_key(*k)) else {
        map.insert(extension_keys::BASE.to_owned(), json!(property));
        return;
    };
    let default = discriminator.get("defaultMapping").and_then(Value::as_str);
    let default = default.map(|to| schema_name(to).unwrap_or(to.to_owned()));
    let mut is_default_found = default.is_none();
    let tags = tags(doc, map, &discriminator, property, 0);
    let alternatives = map.get_mut(keyword).and_then(Value::as_array_mut);
    for (alternative, tags) in alternatives.into_iter().flatten().zip(tags) {
        let name = alternative.get("$ref").and_then(Value::as_str);
        let is_default = default.is_some() && default == name.and_then(schema_name);
        is_default_found |= is_default;
        if tags.is_empty() {
            continue;
        }
        if alternative.get("$ref").is_some() {
            *alternative = json!({"allOf": [alternative.clone()]});
        }
        if let Some(alternative) = alternative.as_object_mut() {
            alternative.insert(extension_keys::TAGS.to_owned(), json!(tags));
            if is_default {
                alternative.insert(extension_keys::DEFAULT.to_owned(), json!(true));
            }
        }
    }
    if !is_default_found {
        report.unsupported(
            "discriminator",
            &join(&at, "defaultMapping"),
            "not one of the alternatives: an absent or unknown value is read by its shape",
            "List the schema among the alternatives, or remove the keyword, in an overlay.",
        );
    }
    map.insert(extension_keys::TAG.to_owned(), json!(property));
    report.note(
        "discriminator",
        &at,
        "alternatives are selected by the value of this property",
    );
}

/// Returns the values of `property` that select each alternative.
fn tags(
    doc: &Value,
    union: &Map<String, Value>,
    discriminator: &Value,
    property: &str,
    depth: usize,
) -> Vec<Vec<Value>> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapping: Vec<(&String, String)> = mapping
        .into_iter()
        .flatten()
        .filter_map(|(tag, to)| {
            let to = to.as_str()?;
            // A component name means the component.
            Some((tag, schema_name(to).unwrap_or(to.to_owned())))
        })
        .collect();
    let list = UNION.into_iter().find_map(|keyword| union.get(keyword));
    let list = list
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let kinds: Vec<TagType> = list
        .iter()
        .map(|alternative| kind(doc, alternative, property, depth))
        .collect();
    let common = kinds.iter().copied().find(|kind| *kind != TagType::Unknown);
    let tags = list.iter().zip(kinds).map(|(alternative, own)| {
        let kind = match own {
            TagType::Unknown => common.unwrap_or(TagType::Text),
            own => own,
        };
        let reference = alternative.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(schema_name);
        let mapped = mapping.iter().filter(|(_, to)| Some(to) == name.as_ref());
        let mut tags: Vec<Value> = mapped.map(|(tag, _)| kind.constant(tag)).collect();
        if tags.is_empty() {
            tags = constants(doc, alternative, property, depth + 1);
        }
        if tags.is_empty() {
            tags.extend(name.map(Value::String));
        }
        tags
    });
    tags.collect()
}

/// The type of the property in JSON. The mapping of a discriminator has text in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TagType {
    Unknown,
    Text,
    Integer,
    Boolean,
    /// Null, beside text.
    Null,
}

impl TagType {
    /// Returns the constant for a key of the mapping.
    fn constant(self, key: &str) -> Value {
        let found = match self {
            Self::Integer => key.parse::<i64>().ok().map(Value::from),
            Self::Boolean => key.parse::<bool>().ok().map(Value::from),
            Self::Null => (key == "null").then_some(Value::Null),
            Self::Unknown | Self::Text => None,
        };
        found.unwrap_or_else(|| Value::from(key))
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Integer,
            Value::Null => Self::Null,
            Value::String(_) => Self::Text,
            _ => Self::Unknown,
        }
    }
}

/// Returns the type of `property`.
fn kind(doc: &Value, schema: &Value, property: &str, depth: usize) -> TagType {
    let mut found = TagType::Unknown;
    fields(doc, schema, property, depth, &mut |field| {
        let listed = field.get("type").and_then(Value::as_array);
        let one = field.get("type").filter(|name| name.is_string());
        let mut names = one.into_iter().chain(listed.into_iter().flatten());
        let own = names.clone().find(|name| *name != "null").or(names.next());
        found = match (own.and_then(Value::as_str), constants_of(field).first()) {
            (Some("integer" | "number"), _) => TagType::Integer,
            (Some("boolean"), _) => TagType::Boolean,
            (Some("null"), _) => TagType::Null,
            (Some(_), _) => TagType::Text,
            (None, Some(value)) => TagType::of(value),
            (None, None) => TagType::Unknown,
        };
        found != TagType::Unknown
    });
    found
}

/// Returns the values that `schema` lists for `property`; those of all alternatives if it is a union.
fn constants(doc: &Value, schema: &Value, property: &str, depth: usize) -> Vec<Value> {
    if depth > DEPTH {
        return Vec::new();
    }
    let target = resolve(doc, schema).unwrap_or(schema);
    let list = UNION.into_iter().find_map(|keyword| target.get(keyword));
    if let (Some(map), Some(list)) = (target.as_object(), list.and_then(Value::as_array)) {
        return match target.get("discriminator") {
            Some(inner)
                if inner
                    .get("propertyName")
                    .is_some_and(|name| name == property) =>
            {
                tags(doc, map, inner, property, depth + 1).concat()
            }
            _ => {
                let found = list
                    .iter()
                    .map(|part| constants(doc, part, property, depth + 1));
                found.collect::<Vec<_>>().concat()
            }
        };
    }
    let mut found = Vec::new();
    fields(doc, schema, property, depth, &mut |field| {
        found = constants_of(field);
        !found.is_empty()
    });
    found
}

/// Calls `f` on the schemas of `property` in `schema`, until it returns true. Returns whether it did.
fn fields(
    doc: &Value,
    schema: &Value,
    property: &str,
    depth: usize,
    f: &mut dyn FnMut(&Value) -> bool,
) -> bool {
    let own = schema.get("properties").and_then(|p| p.get(property));
    own.is_some_and(|own| whole(doc, own, depth, f))
        || parts(doc, schema, depth).any(|part| fields(doc, part, property, depth + 1, f))
}

/// Calls `f` on a schema and those that it is equal to.
fn whole(doc: &Value, schema: &Value, depth: usize, f: &mut dyn FnMut(&Value) -> bool) -> bool {
    f(schema) || parts(doc, schema, depth).any(|part| whole(doc, part, depth + 1, f))
}

/// Returns the schemas that hold for each value of `schema`.
fn parts<'a>(doc: &'a Value, schema: &'a Value, depth: usize) -> impl Iterator<Item = &'a Value> {
    let all = schema.get("allOf").and_then(Value::as_array);
    let all = all.into_iter().flatten();
    resolve(doc, schema)
        .into_iter()
        .chain(all)
        .filter(move |_| depth < DEPTH)
}

fn constants_of(field: &Value) -> Vec<Value> {
    let listed = field.get("enum").and_then(Value::as_array);
    let values = field
        .get("const")
        .into_iter()
        .chain(listed.into_iter().flatten());
    values
        .filter(|value| !(value.is_array() || value.is_object() || value.is_f64()))
        .cloned()
        .collect()
}
fn resolve<'a>(doc: &'a Value, schema: &Value) -> Option<&'a Value> {
    let name = schema_name(schema.get("$ref")?.as_str()?)?;
    components::schemas(doc).get(&name)
}
