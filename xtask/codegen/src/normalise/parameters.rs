//! Resolves references to parameters, and moves those of a path item to its operations.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::{component, join};
use crate::walk;

pub(super) fn merge(doc: &mut Value, report: &mut Report) {
    let shared = doc.pointer("/components/parameters").cloned();
    walk::items_mut(doc, &mut |_, item, at| {
        let common = item
            .as_object_mut()
            .and_then(|item| item.shift_remove("parameters"));
        let (common, common_whole) = match common {
            Some(list) => resolve(list, &join(at, "parameters"), shared.as_ref(), report),
            None => (Vec::new(), true),
        };
        walk::item_operations_mut(item, at, &mut |_, operation, at| {
            let Some(operation) = operation.as_object_mut() else {
                return;
            };
            let at = join(at, "parameters");
            let (own, own_whole) = match operation.shift_remove("parameters") {
                Some(list) => resolve(list, &at, shared.as_ref(), report),
                None => (Vec::new(), true),
            };
            if !common_whole || !own_whole {
                operation.insert(extension_keys::SKIP.to_owned(), json!(true));
            }
            let used_names: BTreeSet<_> = own.iter().map(|(p, _)| identity(p)).collect();
            let all: Vec<(Value, String)> = common
                .iter()
                .filter(|(p, _)| !used_names.contains(&identity(p)))
                .cloned()
                .chain(own)
                .collect();
            let moves = all.iter().enumerate();
            let moves = moves.map(|(i, (_, from))| (join(&at, i), from.clone()));
            report.moved_all(moves.filter(|(to, from)| to != from).collect());
            if !all.is_empty() {
                let list: Vec<Value> = all.into_iter().map(|(p, _)| p).collect();
                operation.insert("parameters".to_owned(), json!(list));
            }
        });
    });
    if let Some(components) = doc.get_mut("components").and_then(Value::as_object_mut) {
        components.shift_remove("parameters");
    }
}

/// Returns name and location, which identify a parameter. The names of headers are case-insensitive.
fn identity(parameter: &Value) -> (String, String) {
    let text = |key| {
        parameter
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let (name, location) = (text("name"), text("in"));
    match location == "header" {
        true => (name.to_ascii_lowercase(), location),
        false => (name, location),
    }
}

/// Returns the parameters of a list, each with its pointer, and whether all references could be
/// resolved.
fn resolve(
    list: Value,
    at: &str,
    shared: Option<&Value>,
    report: &mut Report,
) -> (Vec<(Value, String)>, bool) {
    let Value::Array(list) = list else {
        report.unsupported(
            "parameters",
            at,
            "removed: not a list of parameters",
            "Write a list.",
        );
        return (Vec::new(), true);
    };
    let mut out: Vec<(Value, String)> = Vec::new();
    let mut whole = true;
    for (i, parameter) in list.into_iter().enumerate() {
        let listed = join(at, i);
        let mut at = listed.clone();
        let mut parameter = parameter;
        // A shared parameter may be a reference itself; a longer chain is a cycle.
        let mut message = "the reference leads back to itself: the operation is left out";
        for _ in 0..2 {
            let Some(reference) = parameter.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let Some(found) = component(reference, "parameters")
                .and_then(|name| Some((shared?.get(&name)?.clone(), name)))
            else {
                message = "the parameter is not in this document: the operation is left out";
                break;
            };
            at = join("/components/parameters", found.1);
            parameter = found.0;
        }
        if !parameter.is_object() {
            report.unsupported(
                "parameter",
                &at,
                "not an object; left out",
                "Write an object with `name` and `in`, or remove it in an overlay.",
            );
            continue;
        }
        if parameter.get("$ref").is_some() {
            report.unsupported(
                "dangling-ref",
                &at,
                message,
                "Write the parameter here, or correct the reference.",
            );
            whole = false;
            continue;
        }
        if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut)
            && schema.shift_remove("default").is_some()
        {
            report.note(
                "default",
                &join(&join(&at, "schema"), "default"),
                "removed: the service applies it if the field is absent",
            );
        }
        let is_same = |(earlier, _): &&(Value, String)| identity(earlier) == identity(&parameter);
        match out.iter().find(is_same).filter(|_| is_identified(&parameter)) {
            None => out.push((parameter, at)),
            Some((earlier, _)) if *earlier == parameter => report.note(
                "parameter",
                &listed,
                "duplicate of an earlier parameter; left out",
            ),
            Some(_) => report.unsupported(
                "parameter",
                &listed,
                "an earlier parameter has this name and location, and is described in another way; left out",
                "Remove one of the two in an overlay.",
            ),
        }
    }
    (out, whole)
}

/// Returns whether a parameter has a name and a location; one without is reported later.
fn is_identified(parameter: &Value) -> bool {
    let (name, location) = identity(parameter);
    !name.is_empty() && !location.is_empty()
}
