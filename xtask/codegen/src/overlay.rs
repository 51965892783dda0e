//! Stage `overlay`: applies an OpenAPI Overlay 1.0, 1.1 or 1.2 to a document.
//!
//! Under the strict policy, each action must have a `description` with its reason, and must match
//! something, so that an outdated overlay is noticed when the vendor's document changes.
//!
//! `x-operation-ids` in an update is replaced before the next action, with the ids of the operations
//! that `doc` has before the first.

mod action;
mod location;
mod merge;
mod version;

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use self::action::{Action, ActionEffect};
use self::location::PointerStep;
use self::version::Version;
use crate::diagnostic::Report;
use crate::operation_ids;
use crate::pointer::join;

/// Applies `overlay` to `doc`. The report is about the overlay's file.
pub fn apply(doc: &mut Value, overlay: &Value, report: &mut Report) {
    let Some(version) = Version::of(overlay) else {
        let message = match overlay.get("overlay") {
            Some(version) => format!("unknown version {version} of overlays"),
            None => "not an overlay: `overlay` is missing".to_owned(),
        };
        report.error(
            "overlay-version",
            "/overlay",
            message,
            "Begin the file with `overlay: 1.0.0`, `1.1.0` or `1.2.0`.",
        );
        return;
    };
    if let Some(map) = overlay.as_object() {
        action::check_fields(map, version.overlay_fields(), "", report);
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
        let at = join("/actions", i);
        if let Some(action) = action::read(action, &at, overlay, version, report) {
            apply_action(doc, &action, &at, version, &ids, report);
        }
    }
}

fn apply_action(
    doc: &mut Value,
    action: &Action<'_>,
    at: &str,
    version: Version,
    ids: &BTreeSet<String>,
    report: &mut Report,
) {
    let Some(locations) = select(doc, action.target, &join(at, "target"), report) else {
        return;
    };
    match action.change {
        ActionEffect::Remove => remove(doc, &locations, at, report),
        ActionEffect::Update(update) => {
            let at = join(&action.at, "update");
            change(doc, &locations, update, &at, version, report);
            if operation_ids::is_used(update) {
                operation_ids::expand(doc, ids, Some(&at), report);
            }
        }
        ActionEffect::Copy(path) => {
            let at = join(&action.at, "copy");
            if let Some(value) = source(doc, path, &at, report) {
                change(doc, &locations, &value, &at, version, report);
            }
        }
    }
}

/// Returns the positions of the targets, unless there are none.
fn select(
    doc: &Value,
    target: &str,
    at: &str,
    report: &mut Report,
) -> Option<Vec<Vec<PointerStep>>> {
    let locations = location::select(&parse(target, at, report)?, doc);
    if locations.is_empty() {
        report.unsupported(
            "overlay-no-match",
            at,
            format!("`{target}` matches nothing in the document"),
            "The vendor may have moved or renamed it: change the target, or remove the action.",
        );
        return None;
    }
    Some(locations)
}

fn parse(path: &str, at: &str, report: &mut Report) -> Option<JsonPath> {
    match JsonPath::parse(path) {
        Ok(path) => Some(path),
        Err(e) => {
            report.error(
                "overlay-target",
                at,
                format!("not a JSONPath: {e}"),
                "Write a path according to RFC 9535, for example `$.paths['/a'].get`.",
            );
            None
        }
    }
}

/// Returns the value to copy.
fn source(doc: &Value, path: &str, at: &str, report: &mut Report) -> Option<Value> {
    let parsed = parse(path, at, report)?;
    let values = parsed.query(doc).all();
    if let [value] = values.as_slice() {
        return Some((*value).clone());
    }
    report.error(
        "overlay-copy",
        at,
        format!("`{path}` matches {} values", values.len()),
        "Write the path of one value.",
    );
    None
}

fn remove(doc: &mut Value, locations: &[Vec<PointerStep>], at: &str, report: &mut Report) {
    // Last matches first, so that a removal does not shift the others.
    for location in locations.iter().rev() {
        if !location::remove(doc, location) {
            report.error(
                "overlay-target",
                &join(at, "target"),
                "the root of the document cannot be removed",
                "Use a more specific target.",
            );
        }
    }
}

/// Updates each target. `at` is the pointer of the update.
fn change(
    doc: &mut Value,
    locations: &[Vec<PointerStep>],
    update: &Value,
    at: &str,
    version: Version,
    report: &mut Report,
) {
    let mut kinds = Vec::new();
    for location in locations {
        let kind = location::find(doc, location).map(|target| merge::kind(target));
        kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
    }
    if kinds.len() > 1 && version >= Version::V1_1 {
        report.error(
            "overlay-target",
            at,
            "the targets are not all objects, all lists or all other values",
            "Write an action for each kind.",
        );
        return;
    }
    for location in locations {
        let Some(target) = location::find(doc, location) else {
            continue;
        };
        if let Err(part) = merge::update(target, update, version) {
            report.error(
                "overlay-target",
                &format!("{at}{part}"),
                "the update must match the type of the target",
                "Target the object that contains the value, or remove the value first.",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Policy;
    use serde_json::json;

    fn run(doc: Value, actions: Value) -> (Value, Vec<String>) {
        run_overlay(
            doc,
            json!({"overlay": "1.0.0", "actions": actions}),
            Policy::Strict,
        )
    }

    fn run_overlay(doc: Value, overlay: Value, policy: Policy) -> (Value, Vec<String>) {
        let mut doc = doc;
        let mut report = Report::new("o.yaml", policy);
        apply(&mut doc, &overlay, &mut report);
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
