//! Overlays of each version.

use rolekit_codegen::diagnostic::{Policy, Report};
use rolekit_codegen::overlay;
use serde_json::{Value, json};

fn run(doc: Value, actions: Value) -> (Value, Vec<String>) {
    let overlay = json!({"overlay": "1.0.0", "actions": actions});
    run_overlay(doc, overlay, Policy::Strict)
}

fn run_1_1(doc: Value, actions: Value) -> (Value, Vec<String>) {
    let overlay = json!({"overlay": "1.1.0", "actions": actions});
    run_overlay(doc, overlay, Policy::Lenient)
}

/// Returns the document with the overlay, and the diagnostics.
fn run_overlay(doc: Value, overlay: Value, policy: Policy) -> (Value, Vec<String>) {
    let mut doc = doc;
    let mut report = Report::new("o.yaml", policy);
    overlay::apply(&mut doc, &overlay, &mut report);
    let diagnostics = report
        .diagnostics()
        .iter()
        .map(|d| format!("{} {}", d.rule, d.pointer))
        .collect();
    (doc, diagnostics)
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
        let overlay = json!({"overlay": version, "actions": [{"target": "$.a", "remove": true}]});
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
    overlay::apply(&mut doc, &overlay, &mut report);
    assert_eq!(doc, json!({"a": 2}));
    assert!(!report.has_errors());
    assert_eq!(report.diagnostics()[0].rule, "overlay-no-match");
}
