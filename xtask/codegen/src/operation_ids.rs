//! `x-operation-ids: true` on a string schema: its enum lists the operations of the document.
//!
//! Permissions are often named like operations. An overlay renames operations but not permissions,
//! so the names are read before the overlay is applied.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::pointer::join;
use crate::{security, walk};

const KEY: &str = "x-operation-ids";

/// Returns the `operationId`s of the operations that need a credential; others need no permission.
pub fn of(doc: &Value) -> BTreeSet<String> {
    walk::operations(doc)
        .into_iter()
        .filter(|(_, _, operation, _)| !security::is_anonymous(doc, operation))
        .filter_map(|(_, _, operation, _)| operation.get("operationId")?.as_str())
        .map(str::to_owned)
        .collect()
}

/// Adds `names` to the enum of every schema with `x-operation-ids: true`.
pub fn fill(doc: &mut Value, names: &BTreeSet<String>, report: &mut Report) {
    if !is_used(doc) {
        return;
    }
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| one(schema, names, at, report));
    });
}

fn one(schema: &mut Value, names: &BTreeSet<String>, at: &str, report: &mut Report) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    let refuse = |report: &mut Report, message: &str| {
        report.error(
            "operation-ids",
            &join(at, KEY),
            message,
            "Write `x-operation-ids: true` on a schema of `type: string`.",
        );
    };
    match map.shift_remove(KEY) {
        None | Some(Value::Bool(false)) => return,
        Some(Value::Bool(true)) => {}
        Some(other) => return refuse(report, &format!("{other} is not a boolean")),
    }
    let texts = match map.get("type") {
        Some(Value::Array(types)) => types.contains(&json!("string")),
        Some(one) => one == "string",
        None => false,
    };
    if !texts {
        return refuse(report, "`x-operation-ids` requires `type: string`");
    }
    let listed = map.get("enum").and_then(Value::as_array);
    let listed: Vec<Value> = listed.cloned().unwrap_or_default();
    // Sorted, so that a new operation is one new line in a diff.
    let texts = listed.iter().filter_map(Value::as_str).map(str::to_owned);
    let all: BTreeSet<String> = names.iter().cloned().chain(texts).collect();
    let others = listed.into_iter().filter(|value| !value.is_string());
    let values: Vec<Value> = all.into_iter().map(Value::from).chain(others).collect();
    if values.is_empty() {
        return refuse(
            report,
            "no operation has an `operationId` and needs a credential",
        );
    }
    report.note(
        "operation-ids",
        &join(at, KEY),
        format!("{} values", values.len()),
    );
    map.insert("enum".to_owned(), Value::Array(values));
}

/// Returns whether `x-operation-ids` is in the document; it rarely is.
fn is_used(doc: &Value) -> bool {
    let mut waiting = vec![doc];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) if map.contains_key(KEY) => return true,
            Value::Object(map) => waiting.extend(map.values()),
            Value::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
    false
}
