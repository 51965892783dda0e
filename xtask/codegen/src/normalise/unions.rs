//! Finds how alternatives are distinguished, and names their variants.
//!
//! The generated code would select the first alternative that fits. `postprocess` replaces it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::alternatives::{DEPTH, Schemas, constants, named, reference, requires};
use super::shapes;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::ir::{TypeHints, Union, UnionVariant};
use crate::names::{pascal, unique_name};
use crate::pointer::schema_at;
use crate::shape::Shape;

/// Finds the components that are unions. Must run after every inline schema has a name.
pub(super) fn find(doc: &mut Value, hints: &mut TypeHints, report: &mut Report) {
    let original = components::schemas(doc).clone();
    let schemas = components::schemas_mut(doc);
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(map) = schema.as_object_mut() else {
            continue;
        };
        let tag = map.get(extension_keys::TAG).and_then(Value::as_str);
        let tag = tag.map(str::to_owned);
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
        let union = union(name, tag, alternatives, &original);
        if let Some(tag) = &union.tag {
            let is_optional = |v: &&UnionVariant| {
                !v.holds_tag && !drops_property(&alternatives[v.alternative], tag, &original)
            };
            let optional = union.variants.iter().filter(is_optional);
            let names: Vec<String> = optional.map(|v| format!("`{}`", v.name)).collect();
            if !names.is_empty() {
                let names = names.join(", ");
                report.note(
                    "optional-tag",
                    &schema_at(name),
                    format!("`{tag}` is optional, and is always written in the variants {names}"),
                );
            }
        }
        hints.unions.push(union);
        for alternative in alternatives.iter_mut() {
            reduce(alternative);
        }
        // The generator replaces a union of one by its alternative.
        if alternatives.len() == 1 {
            alternatives.push(json!({"type": "boolean"}));
        }
        map.shift_remove("default");
    }
    hints.shapes = shapes::find(&mut hints.unions, &original);
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
        let ruled = [
            "enum",
            "format",
            "pattern",
            "minLength",
            "maxLength",
            extension_keys::VALUES,
        ];
        !ruled.iter().any(|rule| alternative.get(*rule).is_some()) && seen.insert(kind)
    })
}

fn union(name: &str, tag: Option<String>, alternatives: &[Value], schemas: &Schemas) -> Union {
    let found = |alternative| match &tag {
        Some(_) => tags(alternative),
        None => Vec::new(),
    };
    let mut tags: Vec<Vec<Value>> = alternatives.iter().map(found).collect();
    let tag = tag.or_else(|| {
        let tag = common_tag(alternatives, schemas)?;
        tags = alternatives
            .iter()
            .map(|alternative| constants(alternative, &tag, schemas, 0))
            .collect();
        Some(tag)
    });
    let tag = tag.filter(|_| tags.iter().any(|tags| !tags.is_empty()));
    let mut used_names = BTreeSet::from(["Unknown".to_owned()]);
    let mut variants = Vec::new();
    for (index, (alternative, tags)) in alternatives.iter().zip(tags).enumerate() {
        let base = variant_name(alternative, name);
        let variant = |tags: Vec<Value>, name| UnionVariant {
            name,
            alternative: index,
            is_default: alternative.get(extension_keys::DEFAULT).is_some(),
            // An absent tag selects the default, which is written as it is.
            holds_tag: alternative.get(extension_keys::DEFAULT).is_some()
                || tag
                    .as_ref()
                    .is_none_or(|tag| requires(alternative, tag, schemas, 0)),
            by_tag_only: tag.as_ref().is_some_and(|tag| {
                let constants = constants(alternative, tag, schemas, 0);
                !constants.is_empty()
                    && constants.iter().all(|constant| tags.contains(constant))
                    && requires(alternative, tag, schemas, 0)
            }),
            tags,
            shape: Shape::Any,
        };
        let first = unique_name(&base, &mut used_names);
        match &tag {
            // The type has no room for the tag, so that there is a variant for each.
            Some(tag) if tags.len() > 1 && drops_property(alternative, tag, schemas) => {
                let mut name = Some(first);
                for tag in tags {
                    let own = || format!("{base}{}", pascal(&text(&tag)));
                    let name = name
                        .take()
                        .unwrap_or_else(|| unique_name(&own(), &mut used_names));
                    variants.push(variant(vec![tag], name));
                }
            }
            _ => variants.push(variant(tags, first)),
        }
    }
    Union {
        component: name.to_owned(),
        tag,
        variants,
        alternatives: alternatives.len(),
    }
}

/// Returns a constant as it is in the mapping of a discriminator.
fn text(constant: &Value) -> String {
    match constant {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Finds a property with different constants in each alternative that is an object.
fn common_tag(alternatives: &[Value], schemas: &Schemas) -> Option<String> {
    let objects: Vec<&Value> = alternatives
        .iter()
        .filter(|alternative| may_be_object(alternative, schemas))
        .collect();
    let [first, _, ..] = objects.as_slice() else {
        return None;
    };
    let mut names = Vec::new();
    property_names(first, schemas, &mut names, 0);
    // Common names first.
    names.sort_by_key(|name| !["type", "kind", "object"].contains(&name.as_str()));
    names.into_iter().find(|name| {
        let mut seen: Vec<Value> = Vec::new();
        objects.iter().all(|alternative| {
            let values = constants(alternative, name, schemas, 0);
            let is_new = !values.is_empty() && values.iter().all(|value| !seen.contains(value));
            seen.extend(values);
            is_new
        })
    })
}

fn may_be_object(alternative: &Value, schemas: &Schemas) -> bool {
    let Some(target) = named(alternative, schemas) else {
        return true;
    };
    let kind = target.get("type").and_then(Value::as_str);
    kind.is_none_or(|kind| kind == "object") && target.get("enum").is_none()
}

fn property_names(schema: &Value, schemas: &Schemas, into: &mut Vec<String>, depth: usize) {
    let Some(target) = named(schema, schemas).filter(|_| depth < DEPTH) else {
        return;
    };
    let fields = target.get("properties").and_then(Value::as_object);
    into.extend(fields.into_iter().flatten().map(|(name, _)| name.clone()));
    let first = target.pointer("/oneOf/0");
    if let Some(first) = first {
        property_names(first, schemas, into, depth + 1);
    }
}

/// Returns whether the schema is an object whose type does not keep the property.
fn drops_property(schema: &Value, property: &str, schemas: &Schemas) -> bool {
    named(schema, schemas).is_some_and(|target| {
        let fields = target.get("properties").and_then(Value::as_object);
        fields.is_some_and(|fields| !fields.is_empty() && !fields.contains_key(property))
            && !target
                .get("additionalProperties")
                .is_some_and(Value::is_object)
            && target.get("oneOf").is_none()
    })
}

fn tags(alternative: &Value) -> Vec<Value> {
    let list = alternative.get(extension_keys::TAGS);
    list.and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Returns the name of the variant of an alternative.
pub(super) fn variant_name(alternative: &Value, parent: &str) -> String {
    let variant = alternative.get(extension_keys::VARIANT);
    if let Some(name) = variant.and_then(Value::as_str) {
        return name.to_owned();
    }
    if let Some(name) = reference(alternative) {
        let (name, parent) = (pascal(&name), pascal(parent));
        // A name derived from the parent's repeats it.
        return match name.strip_prefix(&parent) {
            Some(rest) if rest.starts_with(char::is_uppercase) => pascal(rest),
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
