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

use self::action::{Action, Change};
use self::location::Step;
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
            act(doc, &action, &at, version, &ids, report);
        }
    }
}

fn act(
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
        Change::Remove => remove(doc, &locations, at, report),
        Change::Update(update) => {
            let at = join(&action.at, "update");
            change(doc, &locations, update, &at, version, report);
            if operation_ids::is_used(update) {
                operation_ids::expand(doc, ids, Some(&at), report);
            }
        }
        Change::Copy(path) => {
            let at = join(&action.at, "copy");
            if let Some(value) = source(doc, path, &at, report) {
                change(doc, &locations, &value, &at, version, report);
            }
        }
    }
}

/// Returns the positions of the targets, unless there are none.
fn select(doc: &Value, target: &str, at: &str, report: &mut Report) -> Option<Vec<Vec<Step>>> {
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

fn remove(doc: &mut Value, locations: &[Vec<Step>], at: &str, report: &mut Report) {
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
    locations: &[Vec<Step>],
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

    fn run_1_1(doc: Value, actions: Value) -> (Value, Vec<String>) {
        run_overlay(
            doc,
            json!({"overlay": "1.1.0", "actions": actions}),
            Policy::Lenient,
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

    #[test]
    fn other_versions_are_refused() {
        for version in [
            json!("1.3.0"),
            json!("2.0.0"),
            json!("1.0"),
            json!(1.1),
            Value::Null,
        ] {
            let overlay =
                json!({"overlay": version, "actions": [{"target": "$.a", "remove": true}]});
            let doc = json!({"a": 1});
            let (unchanged, diagnostics) = run_overlay(doc.clone(), overlay, Policy::Lenient);
            assert_eq!(diagnostics, ["overlay-version /overlay"]);
            assert_eq!(unchanged, doc);
        }
    }

    #[test]
    fn an_update_of_a_list_appends_a_list_as_one_entry_in_1_0_and_its_entries_since_1_1() {
        let actions = json!([{"target": "$.a", "description": "why", "update": [2, 3]}]);
        let (doc, _) = run(json!({"a": [1]}), actions.clone());
        assert_eq!(doc, json!({"a": [1, [2, 3]]}));
        let (doc, diagnostics) = run_1_1(json!({"a": [1]}), actions);
        assert_eq!(doc, json!({"a": [1, 2, 3]}));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        for entry in [json!({"x": 1}), json!("x"), Value::Null] {
            let (doc, _) = run_1_1(
                json!({"a": [1]}),
                json!([{"target": "$.a", "update": entry}]),
            );
            assert_eq!(doc, json!({"a": [1, entry]}));
        }
    }

    #[test]
    fn a_value_is_replaced_and_removed_since_1_1() {
        let actions = json!([
            {"target": "$.a.b", "update": "new"},
            {"target": "$.a.c", "update": null},
            {"target": "$.tags[?@ == 'x']", "remove": true},
            {"target": "$.tags[0]", "update": 7},
        ]);
        let doc = json!({"a": {"b": "old", "c": 1}, "tags": ["x", "y", "x"]});
        let (doc, diagnostics) = run_1_1(doc, actions);
        assert_eq!(doc, json!({"a": {"b": "new", "c": null}, "tags": [7]}));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn a_merge_of_other_types_is_an_error_since_1_1() {
        let doc = json!({"a": {"s": "x", "l": [1], "o": {"p": 1}}});
        for (update, part) in [
            (json!({"s": {"x": 1}}), "/s"),
            (json!({"s": [1]}), "/s"),
            (json!({"l": "x"}), "/l"),
            (json!({"l": {"x": 1}}), "/l"),
            (json!({"o": null}), "/o"),
            (json!({"o": {"p": [1]}}), "/o/p"),
            (json!([1]), ""),
            (json!("x"), ""),
        ] {
            let actions = json!([{"target": "$.a", "update": update}]);
            let (_, diagnostics) = run_1_1(doc.clone(), actions);
            assert_eq!(
                diagnostics,
                [format!("overlay-target /actions/0/update{part}")]
            );
        }
        let actions = json!([{"target": "$.a", "update": {"s": null, "l": [[2], 3], "o": {"p": "y", "q": {}}, "n": 1}}]);
        let (merged, diagnostics) = run_1_1(doc, actions);
        assert_eq!(
            merged,
            json!({"a": {"s": null, "l": [1, [2], 3], "o": {"p": "y", "q": {}}, "n": 1}})
        );
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn targets_of_an_update_have_one_kind_since_1_1() {
        let (_, diagnostics) = run_1_1(
            json!({"a": {"x": {}, "y": []}}),
            json!([{"target": "$.a.*", "update": {}}, {"target": "$.a.*", "remove": true}]),
        );
        assert_eq!(diagnostics, ["overlay-target /actions/0/update"]);
    }

    #[test]
    fn a_copy_is_an_update_with_a_value_of_the_document() {
        let doc = json!({"paths": {"/a": {"get": {"x": 1}}, "/b": {"delete": {}}}, "l": [1], "m": [2, 3], "s": "x"});
        let (doc, diagnostics) = run_1_1(
            doc,
            json!([
                {"target": "$.paths", "update": {"/c": {}}},
                {"target": "$.paths['/b', '/c']", "copy": "$.paths['/a']"},
                {"target": "$.paths['/a']", "remove": true, "copy": "$.nowhere"},
                {"target": "$.l", "copy": "$.m"},
                {"target": "$.m", "copy": "$.s"},
                {"target": "$.s", "copy": "$.m[0]"},
            ]),
        );
        assert_eq!(
            doc,
            json!({"paths": {"/b": {"delete": {}, "get": {"x": 1}}, "/c": {"get": {"x": 1}}}, "l": [1, 2, 3], "m": [2, 3, "x"], "s": 2})
        );
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        for (copy, expected) in [
            (json!("$.none"), "overlay-copy /actions/0/copy"),
            (json!("$.m[*]"), "overlay-copy /actions/0/copy"),
            (json!("m"), "overlay-target /actions/0/copy"),
            (json!("$.s"), "overlay-target /actions/0/copy"),
            (json!(1), "overlay-action /actions/0/copy"),
        ] {
            let actions = json!([{"target": "$.paths", "copy": copy}]);
            let (_, diagnostics) = run_1_1(json!({"paths": {}, "m": [1, 2], "s": "x"}), actions);
            assert_eq!(diagnostics, [expected]);
        }
        let both = json!([{"target": "$.a", "copy": "$.b", "update": {}}]);
        let (_, diagnostics) = run_1_1(json!({"a": {}, "b": {}}), both);
        assert_eq!(diagnostics, ["overlay-action /actions/0"]);
    }

    #[test]
    fn reusable_actions_have_their_fields_in_components() {
        let overlay = json!({
            "overlay": "1.2.0",
            "$self": "https://example.com/o.yaml",
            "components": {"actions": {
                "not/found": {"description": "why", "fields": {"update": {"404": {"description": "n"}}}},
                "drop": {"fields": {"remove": true, "description": "why"}},
                "ids": {"fields": {"copy": "$.a"}},
                "unused": {"fields": {}},
            }},
            "actions": [
                {"$ref": "#/components/actions/not~1found", "target": "$.paths['/a', '/b']"},
                {"$ref": "#/components/actions/drop", "target": "$.c"},
                {"$ref": "#/components/actions/ids", "target": "$.b", "description": "why"},
            ],
        });
        let doc = json!({"paths": {"/a": {}, "/b": {"200": {}}}, "a": {"x": 1}, "b": {}, "c": 1});
        let (doc, diagnostics) = run_overlay(doc, overlay.clone(), Policy::Strict);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(
            doc,
            json!({
                "paths": {"/a": {"404": {"description": "n"}}, "/b": {"200": {}, "404": {"description": "n"}}},
                "a": {"x": 1},
                "b": {"x": 1},
            })
        );
        for (action, expected) in [
            (
                json!({"$ref": "#/components/actions/none", "target": "$"}),
                "overlay-ref /actions/0/$ref",
            ),
            (
                json!({"$ref": "#/components/actions", "target": "$"}),
                "overlay-ref /actions/0/$ref",
            ),
            (
                json!({"$ref": "o.yaml#/components/actions/drop", "target": "$"}),
                "overlay-ref /actions/0/$ref",
            ),
            (
                json!({"$ref": "#/components/actions/unused", "target": "$", "description": "why"}),
                "overlay-empty /components/actions/unused/fields",
            ),
            (
                json!({"$ref": "#/components/actions/drop", "target": "$.a", "update": {}}),
                "overlay-unknown-field /actions/0/update",
            ),
            (
                json!({"$ref": "#/components/actions/ids", "target": "$.a"}),
                "overlay-no-reason /actions/0",
            ),
        ] {
            let mut overlay = overlay.clone();
            overlay["actions"] = json!([action]);
            let (_, diagnostics) = run_overlay(json!({"a": {}}), overlay, Policy::Strict);
            assert_eq!(diagnostics, [expected], "{action}");
        }
    }

    #[test]
    fn fields_of_later_versions_are_unknown() {
        let action = json!([{"target": "$.a", "description": "why", "copy": "$.b"}]);
        let (_, diagnostics) = run(json!({"a": {}, "b": {}}), action);
        assert_eq!(diagnostics[0], "overlay-unknown-field /actions/0/copy");
        let overlay = json!({"overlay": "1.1.0", "components": {}, "actions": []});
        let (_, diagnostics) = run_overlay(json!({}), overlay, Policy::Lenient);
        assert_eq!(diagnostics, ["overlay-unknown-field /components"]);
    }

    #[test]
    fn an_action_without_a_target_in_the_document_is_an_error_under_the_strict_policy_only() {
        let overlay = json!({"overlay": "1.1.0", "actions": [
            {"target": "$.none", "update": {}},
            {"target": "$.a", "update": 2},
        ]});
        let mut report = Report::new("o.yaml", Policy::Lenient);
        let mut doc = json!({"a": 1});
        apply(&mut doc, &overlay, &mut report);
        assert_eq!(doc, json!({"a": 2}));
        assert!(!report.has_errors());
        assert_eq!(report.diagnostics()[0].rule, "overlay-no-match");
    }
}
