//! Lets a value of `anyOf` be several alternatives at once.
//!
//! Alternatives without names become one struct with the fields of all, or one list with the items of all.
//! Named ones stay, and a further variant has the fields of several. Neither is needed if no value has fields
//! of two alternatives that are not all in one of them. Fields that several alternatives have are an `anyOf`
//! themselves.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::alternatives::{Schemas, constants, named, reference};
use super::reachability::Reachability;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::openapi::is_annotation;
use crate::pointer::{join, schema_name};
use crate::walk::{self, RootKind};

/// The name of the variant with the fields of several.
const SEVERAL: &str = "Several";
/// Nesting of the objects and lists in which alternatives may have different fields. The runtime does not
/// compare deeper ones.
const LEVELS: usize = 2;
/// Maximum number of pairs of objects and lists that are compared for two alternatives.
const PAIRS: usize = 1_000;
/// Maximum number of JSON values that are copied to merge the alternatives within one component, parameter, body
/// or response. Copies contain copies, which multiplies them with each level of nesting.
const COPIES: usize = 20_000;

/// Rewrites every `anyOf` whose alternatives overlap. Must run after `allOf` is merged.
pub(super) fn merge(doc: &mut Value, report: &mut Report) {
    let schemas = components::schemas(doc).clone();
    let mut structs = Vec::new();
    walk::roots_mut(doc, &mut |kind, schema, root| {
        let mut merger = OverlapMerger {
            schemas: &schemas,
            copied: 0,
            structs: Vec::new(),
            report,
        };
        walk::deep_mut(schema, root, &mut |schema, at| {
            merger.merge_one(schema, at, 0)
        });
        let found = merger.structs.into_iter();
        structs.extend(found.map(|at| (kind, root.to_owned(), at)));
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

/// Rewrites every `anyOf` of one component, parameter, body or response.
struct OverlapMerger<'a> {
    schemas: &'a Schemas,
    /// The number of JSON values in the alternatives that were merged.
    copied: usize,
    /// The pointers of structs whose alternatives have required fields.
    structs: Vec<String>,
    report: &'a mut Report,
}

impl OverlapMerger<'_> {
    /// Rewrites one `anyOf` that is nested in `level` objects and lists.
    fn merge_one(&mut self, schema: &mut Value, at: &str, level: usize) {
        let schemas = self.schemas;
        let Some(map) = schema.as_object_mut() else {
            return;
        };
        if map.shift_remove(extension_keys::ANY_OF) != Some(json!(true))
            || map.contains_key(extension_keys::TAG)
        {
            return;
        }
        let Some(Value::Array(alternatives)) = map.get_mut("oneOf") else {
            return;
        };
        // Each part once, with the alternatives that have it.
        let mut parts: Vec<(&Value, BTreeSet<usize>)> = Vec::new();
        let mut indices: HashMap<*const Value, usize> = HashMap::new();
        for (i, alternative) in alternatives.iter().enumerate() {
            for part in self::parts(alternative, schemas) {
                let index = *indices.entry(part).or_insert(parts.len());
                if index == parts.len() {
                    parts.push((part, BTreeSet::new()));
                }
                parts[index].1.insert(i);
            }
        }
        let mut overlapping: BTreeSet<usize> = BTreeSet::new();
        let mut are_apart = false;
        let mut is_deep = false;
        for (i, (a, ours)) in parts.iter().enumerate() {
            for (j, (b, theirs)) in parts.iter().enumerate().skip(i + 1) {
                if ours.len() == 1 && ours == theirs {
                    continue;
                }
                if are_disjoint(a, b, schemas) {
                    are_apart = true;
                    continue;
                }
                let (Some(ours), Some(theirs)) =
                    (missing_depth(a, b, schemas), missing_depth(b, a, schemas))
                else {
                    continue;
                };
                if level + ours.max(theirs) > LEVELS {
                    is_deep = true;
                } else {
                    overlapping.extend([i, j]);
                }
            }
        }
        let parts: Vec<&Value> = parts.into_iter().map(|(part, _)| part).collect();
        let overlapping = overlapping.into_iter().map(|index| parts[index]);
        let overlapping: Vec<&Value> = overlapping.collect();
        if is_deep {
            self.report.unsupported(
            "any-of",
            at,
            format!(
                "alternatives have different fields in objects that are nested more than {LEVELS} levels \
                 deep: a value with those of several loses some"
            ),
            "Write one schema with the fields of all alternatives in an overlay.",
        );
        }
        if overlapping.is_empty() {
            return;
        }
        self.copied += overlapping
            .iter()
            .map(|part| count_values(part))
            .sum::<usize>();
        if self.copied > COPIES {
            self.report.unsupported(
                "any-of",
                at,
                "the alternatives contain too many others: a value that is several of them loses fields",
                "Write one schema with the fields of all alternatives in an overlay.",
            );
            return;
        }
        let (lists, objects): (Vec<&Value>, Vec<&Value>) =
            overlapping.into_iter().partition(|part| is_list(part));
        let is_anonymous = |alternative: &Value| {
            reference(alternative).is_none() && alternative.get(extension_keys::TITLE).is_none()
        };
        let all = |is_kind: fn(&Value) -> bool| {
            let is_one = |alternative| named(alternative, schemas).is_some_and(is_kind);
            !are_apart && alternatives.iter().all(|a| is_anonymous(a) && is_one(a))
        };
        if all(is_object) {
            self.report.note(
            "any-of",
            at,
            "the alternatives have no names: one object with the fields of all, each of them optional",
        );
            // With the fields of those that others contain.
            let whole = union_of(parts.iter().copied(), schemas);
            let needed = whole.get("required").cloned().unwrap_or(json!([]));
            let requires =
                |part: &Value| required(part).iter().any(|name| !has_name(&needed, name));
            if parts.iter().any(|part| requires(part)) {
                self.structs.push(at.to_owned());
            }
            map.shift_remove("oneOf");
            map.extend(whole);
        } else if all(is_list) {
            self.report.note(
                "any-of",
                at,
                "the alternatives have no names: one list with the items of all",
            );
            let whole = list_of(parts.iter().copied(), schemas);
            map.shift_remove("oneOf");
            map.extend(whole);
        } else {
            self.report.note(
                "any-of",
                at,
                format!("the variant `{SEVERAL}` has the fields of several alternatives"),
            );
            let objects = (!objects.is_empty()).then(|| union_of(objects.into_iter(), schemas));
            let lists = (!lists.is_empty()).then(|| list_of(lists.into_iter(), schemas));
            for mut merged in [objects, lists].into_iter().flatten() {
                merged.insert(extension_keys::TITLE.to_owned(), json!(SEVERAL));
                merged.insert(extension_keys::SEVERAL.to_owned(), json!(true));
                alternatives.push(Value::Object(merged));
            }
        }
        self.merge_inside(schema, at, level);
    }

    /// Rewrites every `anyOf` in the fields and items of merged alternatives.
    fn merge_inside(&mut self, schema: &mut Value, at: &str, level: usize) {
        let level = level + usize::from(schema.get("oneOf").is_none());
        walk::children_mut(schema, at, &mut |child, at| {
            self.merge_inside(child, at, level);
            self.merge_one(child, at, level);
        });
    }
}

/// Returns the number of values in a value.
fn count_values(value: &Value) -> usize {
    let inside: usize = match value {
        Value::Object(map) => map.values().map(count_values).sum(),
        Value::Array(list) => list.iter().map(count_values).sum(),
        _ => 0,
    };
    inside + 1
}

fn has_name(list: &Value, name: &str) -> bool {
    let names = list.as_array();
    names.is_some_and(|names| names.iter().any(|other| other == name))
}

/// Returns the objects and lists that a value of an alternative may be: itself, or if it is a union those in
/// it.
fn parts<'a>(alternative: &'a Value, schemas: &'a Schemas) -> Vec<&'a Value> {
    let mut out = Vec::new();
    let mut visited: HashSet<*const Value> = HashSet::new();
    let mut waiting = vec![alternative];
    while let Some(alternative) = waiting.pop() {
        let target = named(alternative, schemas);
        let Some(target) = target.filter(|target| visited.insert(*target)) else {
            continue;
        };
        if is_object(target) || is_list(target) {
            out.push(target);
            continue;
        }
        let inner = target.get("oneOf").and_then(Value::as_array);
        waiting.extend(inner.into_iter().flatten().rev());
    }
    out
}

/// Returns whether a schema is an object with fields, or with other fields of one type.
fn is_object(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    kind.is_none_or(|kind| kind == "object")
        && (!fields(schema).is_empty() || rest(schema).is_some())
        && schema.get("oneOf").is_none()
        && schema.get(extension_keys::RUST_TYPE).is_none()
}

fn is_list(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "array")
        && schema.get("items").is_some()
        && schema.get(extension_keys::RUST_TYPE).is_none()
}

/// Returns the schema of the fields that a schema does not name; `None` if it has no others.
fn rest(schema: &Value) -> Option<&Value> {
    static ANY: LazyLock<Value> = LazyLock::new(|| json!({}));
    match schema.get("additionalProperties") {
        Some(rest @ Value::Object(_)) => Some(rest),
        Some(Value::Bool(false)) => None,
        // A map of any values.
        _ => (schema.get("type")? == "object" && fields(schema).is_empty()).then_some(&*ANY),
    }
}

fn is_any(schema: &Value) -> bool {
    let own = schema.as_object();
    own.is_some_and(|own| own.keys().all(|key| is_annotation(key)))
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
fn are_disjoint(a: &Value, b: &Value, schemas: &Schemas) -> bool {
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

/// Returns the least nesting at which `a` does not keep what `b` keeps of a value that is both, or `None` if
/// it keeps all.
fn missing_depth(a: &Value, b: &Value, schemas: &Schemas) -> Option<usize> {
    let mut seen: HashSet<(*const Value, *const Value)> = HashSet::new();
    let mut waiting = VecDeque::from([(a, b, 0)]);
    while let Some((a, b, depth)) = waiting.pop_front() {
        if a == b || !seen.insert((a, b)) || seen.len() > PAIRS {
            continue;
        }
        if depth > 0 && are_disjoint(a, b, schemas) {
            continue;
        }
        let mut inside = Vec::new();
        if is_list(a) && is_list(b) {
            inside.extend(a.get("items").zip(b.get("items")));
        } else if is_object(a) && is_object(b) {
            for (name, field) in fields(b) {
                match a.pointer(&join("/properties", name)) {
                    Some(own) => inside.push((own, field)),
                    None => return Some(depth),
                }
            }
            match (rest(a), rest(b)) {
                (_, None) => {}
                (Some(ours), Some(theirs)) => inside.push((ours, theirs)),
                (None, Some(_)) => return Some(depth),
            }
        }
        for (a, b) in inside {
            let ours = parts(a, schemas);
            for b in parts(b, schemas) {
                if !ours.contains(&b) {
                    waiting.extend(ours.iter().map(|a| (*a, b, depth + 1)));
                }
            }
        }
    }
    None
}

/// Returns an object with the fields of all parts. Required is what each part requires.
fn union_of<'a>(parts: impl Iterator<Item = &'a Value>, schemas: &Schemas) -> Schemas {
    let parts: Vec<&Value> = parts.collect();
    let mut properties = Map::new();
    let mut needed: Option<Vec<&str>> = None;
    for part in &parts {
        let own = required(part);
        match &mut needed {
            None => needed = Some(own),
            Some(needed) => needed.retain(|name| own.contains(name)),
        }
        for (name, field) in fields(part) {
            match properties.get_mut(name) {
                None => {
                    properties.insert(name.clone(), field.clone());
                }
                Some(known) => *known = union_schema(known, field, schemas),
            }
        }
    }
    for part in &parts {
        let Some(rest) = rest(part).filter(|rest| !is_any(rest)) else {
            continue;
        };
        for (name, field) in &mut properties {
            if !has(part, name) {
                *field = union_schema(field, rest, schemas);
            }
        }
    }
    let mut out = Map::new();
    out.insert("type".to_owned(), json!("object"));
    if let Some(needed) = needed.filter(|needed| !needed.is_empty()) {
        out.insert("required".to_owned(), json!(needed));
    }
    if !properties.is_empty() {
        out.insert("properties".to_owned(), Value::Object(properties));
    }
    if parts.iter().any(|part| rest(part).is_some()) {
        let closed = json!(false);
        let is_closed = |part: &Value| part.get("additionalProperties") == Some(&closed);
        let open = json!({});
        let all = parts.iter().filter(|part| !is_closed(part));
        let all = all.map(|part| rest(part).unwrap_or(&open).clone());
        let rest = all.reduce(|a, b| match is_any(&a) || is_any(&b) {
            true => json!({}),
            false => union_schema(&a, &b, schemas),
        });
        out.extend(rest.map(|rest| ("additionalProperties".to_owned(), rest)));
    }
    out
}

/// Returns a list with the items of all parts.
fn list_of<'a>(parts: impl Iterator<Item = &'a Value>, schemas: &Schemas) -> Schemas {
    let items = parts.filter_map(|part| part.get("items")).cloned();
    let items = items.reduce(|a, b| union_schema(&a, &b, schemas));
    Map::from_iter([
        ("type".to_owned(), json!("array")),
        ("items".to_owned(), items.unwrap_or(json!({}))),
    ])
}

/// Returns a schema that accepts the values of both.
fn union_schema(a: &Value, b: &Value, schemas: &Schemas) -> Value {
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
    let alternatives = |schema: &Value, bare: Schemas| match schema.get("oneOf") {
        // Values may be several of them at once already.
        Some(Value::Array(list)) if schema.get(extension_keys::ANY_OF).is_some() => list.clone(),
        Some(_) => vec![schema.clone()],
        None => vec![Value::Object(bare)],
    };
    let mut all = alternatives(a, ours);
    for alternative in alternatives(b, theirs) {
        if !all.contains(&alternative) {
            all.push(alternative);
        }
    }
    out.shift_remove(extension_keys::TAG);
    out.insert("oneOf".to_owned(), json!(all));
    out.insert(extension_keys::ANY_OF.to_owned(), json!(true));
    Value::Object(out)
}
