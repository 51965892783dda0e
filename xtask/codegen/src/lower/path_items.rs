//! Inlines path items, parameters, bodies and responses that are references.
//!
//! References to components of the same kind stay, because later stages resolve them. All other
//! references are resolved here, while the document is still complete.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Position, Report};
use crate::pointer::{component, join};
use crate::walk;

/// Maximum number of references that lead to one target.
const CHAIN: usize = 8;

pub(super) fn inline(doc: &mut Value, report: &mut Report) {
    if !has_references(doc) {
        return;
    }
    let source = doc.clone();
    walk::items_mut(doc, &mut |_, item, at| {
        if item.get("$ref").is_none() {
            return;
        }
        let original = item.clone();
        let origin = report.origin(at);
        if !follow(item, &source, at, |_| false, report) {
            report.unsupported(
                "path-item-ref",
                at,
                "the path item is not in this document: its operations are left out",
                "Write it here, or correct the reference.",
            );
            // Fields beside the reference still apply.
            *item = original.clone();
        }
        if let (Some(item), Some(original)) = (item.as_object_mut(), original.as_object()) {
            item.shift_remove("$ref");
            for (key, value) in original.iter().filter(|(key, _)| *key != "$ref") {
                beside(item, key, value, at, &origin, report);
            }
        }
    });
    let inline_one = |value: &mut Value, at: &str, kind: &'static str, report: &mut Report| {
        let known = |reference: &str| component(reference, kind).is_some();
        // The stage that needs the target reports a reference that cannot be resolved.
        let _ = follow(value, &source, at, known, report);
    };
    walk::items_mut(doc, &mut |_, item, at| {
        walk::list_mut(item, "parameters", at, &mut |p, at| {
            inline_one(p, at, "parameters", report)
        });
        walk::item_operations_mut(item, at, &mut |_, operation, at| {
            walk::list_mut(operation, "parameters", at, &mut |p, at| {
                inline_one(p, at, "parameters", report);
            });
            if let Some(body) = operation.get_mut("requestBody") {
                inline_one(body, &join(at, "requestBody"), "requestBodies", report);
            }
            walk::each_mut(operation, "responses", at, &mut |r, at| {
                inline_one(r, at, "responses", report);
            });
        });
    });
}

/// Adds a field beside the reference of a path item to the target, which may have it too.
fn beside(
    item: &mut Map<String, Value>,
    key: &str,
    value: &Value,
    at: &str,
    origin: &Position,
    report: &mut Report,
) {
    let to = join(at, key);
    let mut origin = origin.clone();
    origin.pointer = join(&origin.pointer, key);
    match (item.get_mut(key), value) {
        (Some(Value::Array(all)), Value::Array(more)) if key == "parameters" => {
            for (index, parameter) in more.iter().enumerate() {
                let pointer = join(&origin.pointer, index);
                let file = origin.file.clone();
                report.set_origin(join(&to, all.len()), Position { file, pointer });
                all.push(parameter.clone());
            }
        }
        (Some(target), _) => {
            report.set_origin(&to, origin);
            if target != value && !["description", "summary"].contains(&key) {
                report.unsupported(
                    "path-item-ref",
                    &to,
                    format!("the target of the reference beside `{key}` has it too; that of the target is not used"),
                    "Remove one of the two.",
                );
            }
            item.insert(key.to_owned(), value.clone());
        }
        (None, _) => {
            report.set_origin(to, origin);
            item.insert(key.to_owned(), value.clone());
        }
    }
}

/// Returns whether there is a reference to resolve; most documents have none.
fn has_references(doc: &Value) -> bool {
    let is_reference = |value: &Value, kind: &str| {
        let reference = value.get("$ref").and_then(Value::as_str);
        reference.is_some_and(|r| component(r, kind).is_none())
    };
    let any_reference = |value: Option<&Value>, kind: &str| {
        let list = value.and_then(Value::as_array);
        list.into_iter().flatten().any(|p| is_reference(p, kind))
    };
    let items = doc.get("paths").and_then(Value::as_object);
    items.into_iter().flatten().any(|(_, item)| {
        item.get("$ref").is_some()
            || any_reference(item.get("parameters"), "parameters")
            || walk::item_operations(item, "").iter().any(|(_, o, _)| {
                let responses = o.get("responses").and_then(Value::as_object);
                any_reference(o.get("parameters"), "parameters")
                    || o.get("requestBody")
                        .is_some_and(|b| is_reference(b, "requestBodies"))
                    || responses
                        .into_iter()
                        .flatten()
                        .any(|(_, r)| is_reference(r, "responses"))
            })
    })
}

/// Replaces a reference by its target, until `is_kept` returns true for a reference. Returns whether all
/// targets were found.
fn follow(
    value: &mut Value,
    source: &Value,
    at: &str,
    is_kept: impl Fn(&str) -> bool,
    report: &mut Report,
) -> bool {
    for _ in 0..CHAIN {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return true;
        };
        if is_kept(reference) {
            return true;
        }
        let Some(pointer) = reference.strip_prefix('#') else {
            return false;
        };
        let pointer = crate::pointer::percent_decoded(pointer);
        let Some(target) = source.pointer(&pointer) else {
            return false;
        };
        report.note("inlined", at, format!("replaced by a copy of {pointer}"));
        report.moved(at, &pointer);
        *value = target.clone();
    }
    *value = json!({});
    false
}
