//! Stage `overlay`: applies an OpenAPI Overlay 1.0 to a document.
//!
//! Each action must have a `description` with its reason, and must match something, so that an
//! outdated overlay is noticed when the vendor's document changes.
//!
//! `x-operation-ids` in an update is replaced before the next action, with the ids of the operations
//! that `doc` has before the first.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use crate::diagnostic::Report;
use crate::operation_ids;
use crate::pointer::join;

/// Applies `overlay` to `doc`. The report is about the overlay's file.
pub fn apply(doc: &mut Value, overlay: &Value, report: &mut Report) {
    if !overlay
        .get("overlay")
        .and_then(Value::as_str)
        .is_some_and(|v| v.starts_with("1."))
    {
        report.error(
            "overlay-version",
            "/overlay",
            "not an overlay of version 1.0.0",
            "Begin the file with `overlay: 1.0.0`.",
        );
        return;
    }
    for key in overlay.as_object().into_iter().flat_map(|o| o.keys()) {
        if !["overlay", "info", "extends", "actions"].contains(&key.as_str())
            && !key.starts_with("x-")
        {
            report.error(
                "overlay-unknown-field",
                &join("", key),
                "unknown field of an overlay",
                "Check the spelling.",
            );
        }
    }
    let Some(actions) = overlay.get("actions").and_then(Value::as_array) else {
        report.error(
            "overlay-actions",
            "/actions",
            "`actions` is missing",
            "Add `actions:`, or remove the overlay.",
        );
        return;
    };
    let ids = operation_ids::collect(doc);
    for (i, action) in actions.iter().enumerate() {
        act(doc, action, &join("/actions", i), &ids, report);
    }
}

fn act(doc: &mut Value, action: &Value, at: &str, ids: &BTreeSet<String>, report: &mut Report) {
    for key in action.as_object().into_iter().flat_map(|o| o.keys()) {
        if !["target", "description", "update", "remove"].contains(&key.as_str())
            && !key.starts_with("x-")
        {
            report.error(
                "overlay-unknown-field",
                &join(at, key),
                "unknown field of an action",
                "Check the spelling.",
            );
        }
    }
    if action
        .get("description")
        .and_then(Value::as_str)
        .is_none_or(|d| d.trim().is_empty())
    {
        report.error(
            "overlay-no-reason",
            at,
            "the action has no `description`",
            "Add a `description` with the reason.",
        );
    }
    let target = action.get("target").and_then(Value::as_str).unwrap_or("");
    let path = match JsonPath::parse(target) {
        Ok(path) => path,
        Err(e) => {
            report.error(
                "overlay-target",
                &join(at, "target"),
                format!("not a JSONPath: {e}"),
                "Write a path according to RFC 9535, for example `$.paths['/a'].get`.",
            );
            return;
        }
    };
    let mut locations: Vec<Vec<Step>> = path
        .query_located(doc)
        .locations()
        .map(|location| location.iter().map(Step::from).collect())
        .collect();
    if locations.is_empty() {
        report.error(
            "overlay-no-match",
            &join(at, "target"),
            format!("`{target}` matches nothing in the document"),
            "The vendor may have moved or renamed it: change the target, or remove the action.",
        );
        return;
    }
    // Last matches first, so that a removal does not shift the others.
    locations.sort();
    locations.dedup();
    if action.get("remove") == Some(&Value::Bool(true)) {
        for location in locations.iter().rev() {
            if !remove(doc, location) {
                report.error(
                    "overlay-target",
                    &join(at, "target"),
                    "the root of the document cannot be removed",
                    "Use a more specific target.",
                );
            }
        }
    } else if let Some(update) = action.get("update") {
        for location in &locations {
            let Some(node) = find(doc, location) else {
                continue;
            };
            match (&mut *node, update) {
                (Value::Object(_), Value::Object(_)) => merge(node, update),
                (Value::Array(list), update) => list.push(update.clone()),
                _ => report.error(
                    "overlay-target",
                    &join(at, "update"),
                    "`update` must match the type of the target",
                    "Target the object that contains the value.",
                ),
            }
        }
        if operation_ids::is_used(update) {
            operation_ids::expand(doc, ids, Some(&join(at, "update")), report);
        }
    } else {
        report.error(
            "overlay-empty",
            at,
            "the action has neither `update` nor `remove`",
            "Add `update:` or `remove: true`.",
        );
    }
}

/// A step of a pointer; list indices are ordered numerically.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Index(usize),
}

impl From<&PathElement<'_>> for Step {
    fn from(element: &PathElement<'_>) -> Self {
        match element {
            PathElement::Name(name) => Self::Key((*name).to_owned()),
            PathElement::Index(index) => Self::Index(*index),
        }
    }
}

fn find<'a>(doc: &'a mut Value, location: &[Step]) -> Option<&'a mut Value> {
    location.iter().try_fold(doc, |node, step| match step {
        Step::Key(key) => node.get_mut(key.as_str()),
        Step::Index(index) => node.get_mut(*index),
    })
}

fn remove(doc: &mut Value, location: &[Step]) -> bool {
    let Some((last, parents)) = location.split_last() else {
        return false;
    };
    match (find(doc, parents), last) {
        (Some(Value::Object(o)), Step::Key(key)) => {
            o.shift_remove(key);
        }
        (Some(Value::Array(a)), Step::Index(index)) if *index < a.len() => {
            a.remove(*index);
        }
        _ => {}
    }
    true
}

/// Merges objects, appends to lists, and replaces everything else.
fn merge(into: &mut Value, update: &Value) {
    match (into, update) {
        (Value::Object(into), Value::Object(update)) => {
            for (key, value) in update {
                match into.get_mut(key) {
                    Some(old) => merge(old, value),
                    None => {
                        into.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(into), Value::Array(update)) => into.extend(update.iter().cloned()),
        (into, update) => *into = update.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Policy;
    use serde_json::json;

    fn run(doc: Value, actions: Value) -> (Value, Vec<String>) {
        let mut doc = doc;
        let mut report = Report::new("o.yaml", Policy::Strict);
        apply(
            &mut doc,
            &json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions}),
            &mut report,
        );
        let diagnostics = report
            .diagnostics()
            .iter()
            .map(|d| format!("{} {}", d.rule, d.pointer))
            .collect();
        (doc, diagnostics)
    }

    #[test]
    fn objects_merge_lists_grow_and_values_are_replaced() {
        let (doc, diagnostics) = run(
            json!({"a": {"b": {"c": 1, "d": [1]}, "e": "x"}}),
            json!([{"target": "$.a", "description": "why", "update": {"b": {"c": 2, "d": [2], "n": 3}, "e": null}}]),
        );
        assert_eq!(
            doc,
            json!({"a": {"b": {"c": 2, "d": [1, 2], "n": 3}, "e": null}})
        );
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn an_update_of_a_list_appends_one_entry() {
        let (doc, _) = run(
            json!({"a": [1]}),
            json!([{"target": "$.a", "description": "why", "update": {"x": 1}}]),
        );
        assert_eq!(doc, json!({"a": [1, {"x": 1}]}));
    }

    #[test]
    fn removal_takes_every_match_and_nothing_else() {
        let (doc, diagnostics) = run(
            json!({"a": [{"n": 1}, {"n": 2}, {"n": 1}, {"n": 3}], "b": 0}),
            json!([{"target": "$.a[?@.n == 1]", "description": "why", "remove": true},
                   {"target": "$.b", "description": "why", "remove": true}]),
        );
        assert_eq!(doc, json!({"a": [{"n": 2}, {"n": 3}]}));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn what_an_overlay_may_not_do() {
        for (action, expected) in [
            (
                json!({"target": "$.nowhere", "description": "why", "update": {}}),
                "overlay-no-match /actions/0/target",
            ),
            (
                json!({"target": "$.a", "update": {"b": 1}}),
                "overlay-no-reason /actions/0",
            ),
            (
                json!({"target": "$.a", "description": "why"}),
                "overlay-empty /actions/0",
            ),
            (
                json!({"target": "a b", "description": "why", "remove": true}),
                "overlay-target /actions/0/target",
            ),
            (
                json!({"target": "$", "description": "why", "remove": true}),
                "overlay-target /actions/0/target",
            ),
            (
                json!({"target": "$.a.b", "description": "why", "update": {"x": 1}}),
                "overlay-target /actions/0/update",
            ),
            (
                json!({"target": "$.a", "description": "why", "update": {"x": 1}, "delete": true}),
                "overlay-unknown-field /actions/0/delete",
            ),
        ] {
            let (_, diagnostics) = run(json!({"a": {"b": 0}}), json!([action]));
            assert_eq!(diagnostics, [expected]);
        }
    }
}
