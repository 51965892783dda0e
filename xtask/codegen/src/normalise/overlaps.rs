//! Lets a value of `anyOf` be several alternatives at once.
//!
//! Alternatives without names become one struct with the fields of all. Named ones stay, and a further
//! variant has the fields of several. Neither is needed if no value has fields of two alternatives that are
//! not all in one of them.

use serde_json::{Map, Value, json};

use super::all_of::is_annotation;
use super::alternatives::{Schemas, constants, named, reference};
use super::reachability::Reachability;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::schema_name;
use crate::walk::{self, RootKind};

/// The name of the variant with the fields of several.
const SEVERAL: &str = "Several";

/// Rewrites every `anyOf` whose alternatives overlap. Must run after `allOf` is merged.
pub(super) fn merge(doc: &mut Value, report: &mut Report) {
    let schemas = components::schemas(doc).clone();
    let mut structs = Vec::new();
    walk::roots_mut(doc, &mut |kind, schema, root| {
        walk::deep_mut(schema, root, &mut |schema, at| {
            if let Some(map) = schema.as_object_mut()
                && map.shift_remove(extension_keys::ANY_OF) == Some(json!(true))
                && !map.contains_key(extension_keys::TAG)
                && merge_one(map, &schemas, at, report)
            {
                structs.push((kind, root.to_owned(), at.to_owned()));
            }
        });
    });
    if structs.is_empty() {
        return;
    }
    let reach = Reachability::of(doc);
    for (kind, root, at) in structs {
        let name = schema_name(&format!("#{root}"));
        let is_sent = match kind {
            RootKind::Component => name.is_some_and(|name| reach.sent.contains(&name)),
            RootKind::Parameter | RootKind::Request => true,
            RootKind::Response => false,
        };
        if is_sent {
            report.unsupported(
                "required-either",
                &at,
                "which fields are required together is not checked by the client",
                "Give each alternative a `title` in an overlay: they become the variants of an enum.",
            );
        }
    }
}

/// Rewrites one `anyOf`. Returns whether it became one struct of alternatives with required fields.
fn merge_one(map: &mut Schemas, schemas: &Schemas, at: &str, report: &mut Report) -> bool {
    let Some(Value::Array(alternatives)) = map.get_mut("oneOf") else {
        return false;
    };
    let objects: Vec<Vec<&Value>> = alternatives
        .iter()
        .map(|alternative| objects(alternative, schemas, 0))
        .collect();
    let mut overlapping: Vec<&Value> = Vec::new();
    let mut are_apart = false;
    for (i, ours) in objects.iter().enumerate() {
        for theirs in objects.iter().skip(i + 1) {
            for (a, b) in ours
                .iter()
                .flat_map(|a| theirs.iter().map(move |b| (*a, *b)))
            {
                if apart(a, b, schemas) {
                    are_apart = true;
                } else if !(contains(a, b) || contains(b, a)) {
                    for part in [a, b] {
                        if !overlapping.iter().any(|known| std::ptr::eq(*known, part)) {
                            overlapping.push(part);
                        }
                    }
                }
            }
        }
    }
    if overlapping.is_empty() {
        return false;
    }
    let merged = union_of(overlapping.into_iter(), schemas);
    let is_anonymous = |alternative: &Value| {
        reference(alternative).is_none() && alternative.get(extension_keys::TITLE).is_none()
    };
    let is_one_object = |alternative| named(alternative, schemas).is_some_and(is_object);
    let one_struct = !are_apart && alternatives.iter().all(is_one_object);
    if one_struct && alternatives.iter().all(is_anonymous) {
        report.note(
            "any-of",
            at,
            "the alternatives have no names: one object with the fields of all, each of them optional",
        );
        // With the fields of those that others contain.
        let whole = union_of(objects.iter().flatten().copied(), schemas);
        let needed = whole.get("required").cloned().unwrap_or(json!([]));
        let requires = |part: &Value| required(part).iter().any(|name| !has_name(&needed, name));
        let some_require = objects.iter().flatten().any(|part| requires(part));
        map.shift_remove("oneOf");
        map.extend(whole);
        some_require
    } else {
        report.note(
            "any-of",
            at,
            format!("the variant `{SEVERAL}` has the fields of several alternatives"),
        );
        let mut merged = merged;
        merged.insert(extension_keys::TITLE.to_owned(), json!(SEVERAL));
        merged.insert(extension_keys::SEVERAL.to_owned(), json!(true));
        alternatives.push(Value::Object(merged));
        false
    }
}

fn has_name(list: &Value, name: &str) -> bool {
    let names = list.as_array();
    names.is_some_and(|names| names.iter().any(|other| other == name))
}

/// Returns the objects that a value of an alternative may be: itself, or if it is a union those in it.
fn objects<'a>(alternative: &'a Value, schemas: &'a Schemas, depth: usize) -> Vec<&'a Value> {
    /// Unions in unions.
    const DEPTH: usize = 8;
    let Some(target) = named(alternative, schemas) else {
        return Vec::new();
    };
    if is_object(target) {
        return vec![target];
    }
    let inner = target.get("oneOf").and_then(Value::as_array);
    let inner = inner.into_iter().flatten().filter(|_| depth < DEPTH);
    inner
        .flat_map(|alternative| objects(alternative, schemas, depth + 1))
        .collect()
}

fn is_object(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    kind.is_none_or(|kind| kind == "object")
        && !fields(schema).is_empty()
        && schema.get("oneOf").is_none()
        && schema.get(extension_keys::RUST_TYPE).is_none()
}

fn fields(schema: &Value) -> Vec<(&String, &Value)> {
    let fields = schema.get("properties").and_then(Value::as_object);
    fields.into_iter().flatten().collect()
}

fn has(schema: &Value, name: &str) -> bool {
    fields(schema).iter().any(|(field, _)| *field == name)
}

fn required(schema: &Value) -> Vec<&str> {
    let names = schema.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Returns whether no value is both `a` and `b`, or constants tell which one is meant.
fn apart(a: &Value, b: &Value, schemas: &Schemas) -> bool {
    let closed = |a: &Value, b: &Value| {
        a.get("additionalProperties") == Some(&json!(false))
            && required(b).iter().any(|name| !has(a, name))
    };
    if closed(a, b) || closed(b, a) {
        return true;
    }
    fields(a).into_iter().any(|(name, field)| {
        let Some(other) = b.get("properties").and_then(|fields| fields.get(name)) else {
            return false;
        };
        let (ours, theirs) = (
            constants(a, name, schemas, 0),
            constants(b, name, schemas, 0),
        );
        if !ours.is_empty() && !theirs.is_empty() {
            return !ours.iter().any(|value| theirs.contains(value));
        }
        let is_required = |schema| required(schema).contains(&name.as_str());
        is_required(a) && is_required(b) && !are_alike(field, other, schemas)
    })
}

/// Returns whether a value may be of the types of both schemas.
fn are_alike(a: &Value, b: &Value, schemas: &Schemas) -> bool {
    let kind = |schema| {
        let kind = named(schema, schemas)?.get("type")?.as_str()?;
        Some(if kind == "integer" { "number" } else { kind })
    };
    match (kind(a), kind(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Returns whether `a` has all fields of `b`.
fn contains(a: &Value, b: &Value) -> bool {
    fields(b).iter().all(|(name, _)| has(a, name))
}

/// Returns an object with the fields of all parts. Required is what each part requires.
fn union_of<'a>(parts: impl Iterator<Item = &'a Value>, schemas: &Schemas) -> Schemas {
    let mut properties = Map::new();
    let mut needed: Option<Vec<&str>> = None;
    let mut rest = None;
    for part in parts {
        let own = required(part);
        match &mut needed {
            None => needed = Some(own),
            Some(needed) => needed.retain(|name| own.contains(name)),
        }
        rest = rest.or(part
            .get("additionalProperties")
            .filter(|rest| rest.is_object()));
        for (name, field) in fields(part) {
            match properties.get_mut(name) {
                None => {
                    properties.insert(name.clone(), field.clone());
                }
                Some(known) => *known = either(known, field, schemas),
            }
        }
    }
    let mut out = Map::new();
    out.insert("type".to_owned(), json!("object"));
    if let Some(needed) = needed.filter(|needed| !needed.is_empty()) {
        out.insert("required".to_owned(), json!(needed));
    }
    out.insert("properties".to_owned(), Value::Object(properties));
    if let Some(rest) = rest {
        out.insert("additionalProperties".to_owned(), rest.clone());
    }
    out
}

/// Returns a schema that accepts the values of both.
fn either(a: &Value, b: &Value, schemas: &Schemas) -> Value {
    let bare = |schema: &Value| -> Schemas {
        let own = schema.as_object().into_iter().flatten();
        let own = own.filter(|(key, _)| !is_annotation(key));
        own.map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    let (ours, theirs) = (bare(a), bare(b));
    let mut out = a.as_object().cloned().unwrap_or_default();
    out.retain(|key, _| is_annotation(key));
    if b.get("nullable") == Some(&json!(true)) {
        out.insert("nullable".to_owned(), json!(true));
    }
    if ours == theirs || reference(a).is_some() && reference(a) == reference(b) {
        out.extend(ours);
        return Value::Object(out);
    }
    if ours.is_empty() || theirs.is_empty() {
        return Value::Object(out);
    }
    let values = |schema| {
        let target = named(schema, schemas)?;
        let values = target.get("enum")?.as_array()?;
        Some((target.get("type")?, values))
    };
    if let (Some((kind, ours)), Some((other, theirs))) = (values(a), values(b))
        && kind == other
    {
        let new = theirs.iter().filter(|value| !ours.contains(value));
        let all: Vec<&Value> = ours.iter().chain(new).collect();
        out.insert("type".to_owned(), kind.clone());
        out.insert("enum".to_owned(), json!(all));
        return Value::Object(out);
    }
    out.insert("oneOf".to_owned(), json!([ours, theirs]));
    Value::Object(out)
}
