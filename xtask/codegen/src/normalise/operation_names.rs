//! Gives every operation a unique name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::names::{RESERVED_METHODS, is_identifier, snake};
use crate::pointer::join;
use crate::walk;

/// Names the operations without an `operationId` and those whose `operationId` is taken.
pub(super) fn assign(doc: &mut Value, report: &mut Report) {
    // An explicit name takes precedence over a derived one.
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    for (_, _, operation, at) in walk::operations(doc) {
        if let Some(id) = id(operation) {
            written.entry(key(&snake(id))).or_insert(at);
        }
    }
    let mut used_names: BTreeSet<String> = written.keys().cloned().collect();
    used_names.extend(RESERVED_METHODS.map(key));
    walk::operations_mut(doc, &mut |path, method, operation, at| {
        let own = id(operation).map(str::to_owned);
        let at_id = join(at, "operationId");
        let (candidate, reason) = match own {
            Some(id) if RESERVED_METHODS.contains(&snake(&id).as_str()) => (
                format!("{method}_{id}"),
                format!("the client already has a method `{}`", snake(&id)),
            ),
            Some(id) if !is_identifier(&snake(&id)) => (
                from_path(method, path),
                format!("`{id}` is not the name of a method"),
            ),
            Some(id) => match written.get(&key(&snake(&id))) {
                Some(first) if first != at => (
                    from_path(method, path),
                    format!("`{id}` is also the name of {first}"),
                ),
                _ => return,
            },
            None => (from_path(method, path), "no `operationId`".to_owned()),
        };
        let mut name = snake(&candidate);
        for n in 2.. {
            if used_names.insert(key(&name)) {
                break;
            }
            name = format!("{}_{n}", snake(&candidate));
        }
        let pointer = if operation.get("operationId").is_some() {
            &at_id
        } else {
            at
        };
        report.note("operation-id", pointer, format!("{reason}; named `{name}`"));
        if let Some(operation) = operation.as_object_mut() {
            operation.insert("operationId".to_owned(), json!(name));
        }
    });
}

/// Returns what must be unique: the name of the operation's descriptor.
fn key(name: &str) -> String {
    name.to_uppercase()
}

fn id(operation: &Value) -> Option<&str> {
    let id = operation.get("operationId")?.as_str()?;
    (!id.trim().is_empty()).then_some(id)
}

/// Derives a name from method and path.
fn from_path(method: &str, path: &str) -> String {
    let words: Vec<&str> = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        format!("{method}_root")
    } else {
        format!("{method}_{}", words.join("_"))
    }
}
