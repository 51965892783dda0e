//! Compares schemas, and merges two that must both hold.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use crate::extension_keys;
use crate::openapi::is_annotation;
use crate::pointer::schema_name;

pub(super) type SchemaObject = Map<String, Value>;

/// A schema without `allOf`, and the component that it is equal to.
#[derive(Clone)]
pub(super) struct MergedSchema {
    pub schema: SchemaObject,
    pub name: Option<String>,
    pub from: String,
}

/// Returns the intersection of two schemas, merged keyword by keyword.
pub(super) fn intersect(a: &Value, b: &Value) -> Value {
    let says = |v: &Value| {
        v.as_object()
            .is_some_and(|m| m.keys().any(|k| !is_annotation(k)))
    };
    if a == b || !says(b) {
        return a.clone();
    }
    if !says(a) {
        let mut out = b.clone();
        if let (Some(out), Some(a)) = (out.as_object_mut(), a.as_object()) {
            for (k, v) in a {
                out.insert(k.clone(), v.clone());
            }
        }
        return out;
    }
    let mut out = SchemaObject::new();
    for (k, v) in a.as_object().into_iter().chain(b.as_object()).flatten() {
        if is_annotation(k) && k != "nullable" {
            out.entry(k).or_insert(v.clone());
        }
    }
    let nullable = |v: &Value| v.get("nullable") == Some(&json!(true));
    if nullable(a) && nullable(b) {
        out.insert("nullable".to_owned(), json!(true));
    }
    let bare = |v: &Value| -> SchemaObject {
        let map = v.as_object().cloned().unwrap_or_default();
        map.into_iter().filter(|(k, _)| !is_annotation(k)).collect()
    };
    let (a, b) = (bare(a), bare(b));
    if a == b {
        out.extend(a);
    } else {
        out.insert("allOf".to_owned(), json!([a, b]));
    }
    Value::Object(out)
}

/// Returns whether two schemas accept the same values; lists of required names have any order.
pub(super) fn are_same(a: &SchemaObject, b: &SchemaObject) -> bool {
    let bare = |schema: &SchemaObject| -> SchemaObject {
        let own = schema.iter().filter(|(key, _)| !is_annotation(key));
        let mut own: SchemaObject = own.map(|(k, v)| (k.clone(), v.clone())).collect();
        if let Some(Value::Array(names)) = own.get_mut("required") {
            names.sort_by_cached_key(Value::to_string);
        }
        own
    };
    bare(a) == bare(b)
}

/// Removes alternatives that are equal apart from annotations, as where each is merged with null.
pub(super) fn distinct(alternatives: Vec<SchemaObject>) -> Vec<SchemaObject> {
    let structure = |schema: &SchemaObject| -> SchemaObject {
        let keywords = schema.iter().filter(|(keyword, _)| !is_annotation(keyword));
        keywords.map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    let mut seen = HashSet::new();
    let mut is_new =
        |schema: &SchemaObject| seen.insert(Value::Object(structure(schema)).to_string());
    alternatives
        .into_iter()
        .filter(|schema| is_new(schema))
        .collect()
}

/// Returns the name of the component that a schema is equal to, apart from annotations.
pub(super) fn reference(schema: &SchemaObject) -> Option<String> {
    let own = schema.get("$ref").and_then(Value::as_str);
    let wrapped = || match schema.get("allOf")?.as_array()?.as_slice() {
        [part] => part
            .as_object()
            .filter(|a| a.len() == 1)?
            .get("$ref")?
            .as_str(),
        _ => None,
    };
    let structure = schema.keys().filter(|k| !is_annotation(k)).count();
    if structure != 1 {
        return None;
    }
    schema_name(own.or_else(wrapped)?)
}

pub(super) fn needs_merging(map: &SchemaObject) -> bool {
    let structure = map.keys().filter(|k| !is_annotation(k)).count();
    if map.contains_key("allOf") {
        return reference(map).is_none();
    }
    (map.contains_key("oneOf") || map.contains_key("$ref")) && structure > 1
}

pub(super) fn is_object(map: &SchemaObject) -> bool {
    kind(map).as_deref() == Some("object")
}

pub(super) fn kind(map: &SchemaObject) -> Option<String> {
    match map.get("type").and_then(Value::as_str) {
        Some(kind) => Some(kind.to_owned()),
        None if map.contains_key("properties") || map.contains_key("required") => {
            Some("object".to_owned())
        }
        None => None,
    }
}

/// Returns whether `schema` only restricts values of the type of `target`.
pub(super) fn only_rules(schema: &SchemaObject, target: &SchemaObject) -> bool {
    let known: BTreeSet<&str> = ["enum", "items", "oneOf", "properties"].into();
    !schema.keys().any(|k| known.contains(k.as_str()))
        && (kind(schema).is_none() || kind(schema) == kind(target))
}

/// Returns whether a keyword is for one schema only, and not for schemas that are merged with it.
pub(super) fn is_own(keyword: &str) -> bool {
    is_annotation(keyword) && keyword != extension_keys::NAME_PATTERNS
}
