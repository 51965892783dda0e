//! `x-operation-ids`: the ids of operations as values, with an overlay that renames operations.

use rolekit_codegen::diagnostic::{Diagnostic, Policy};
use rolekit_codegen::pipeline::{self, Source};
use serde_json::{Value, json};

/// Applies an overlay with `actions` to a document whose component schema `Action` is `action`.
fn with_overlay(action: Value, actions: Value) -> (Option<Value>, Vec<Diagnostic>) {
    let operation = |id: &str| json!({"operationId": id, "responses": {}});
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "security": [{"key": []}],
        "paths": {
            "/roles": {"get": operation("get_user_roles"), "post": operation("create_user_role")},
            "/logins": {"post": {"operationId": "log_in", "security": [], "responses": {}}},
            "/nameless": {"get": {"responses": {}}},
        },
        "components": {"schemas": {"Action": action}},
    });
    let source = |file: &str, value: Value| Source::new(file, value);
    let overlay = json!({"overlay": "1.0.0", "actions": actions});
    let overlay = Some(source("o", overlay));
    pipeline::apply_overlay(source("d", document), overlay, Policy::Strict)
}

/// Returns the enum of `Action` after the overlay.
fn values(action: Value, actions: Value) -> Value {
    let (document, diagnostics) = with_overlay(action, actions);
    let document = document.unwrap_or_else(|| panic!("{diagnostics:?}"));
    let schema = document.pointer("/components/schemas/Action").unwrap();
    assert!(schema.get("x-operation-ids").is_none());
    schema["enum"].clone()
}

fn rename() -> Value {
    json!({
        "target": "$.paths['/roles'].get", "description": "A better name.",
        "update": {"operationId": "list_roles"}
    })
}

#[test]
fn ids_are_those_before_the_overlay() {
    let action = json!({"type": "string", "x-operation-ids": true});
    assert_eq!(
        values(action, json!([rename()])),
        json!(["create_user_role", "get_user_roles"])
    );
}

#[test]
fn listed_values_are_kept() {
    let action = json!({
        "type": ["string", "null"], "x-operation-ids": true,
        "enum": ["trace", "get_user_roles", null]
    });
    assert_eq!(
        values(action, json!([rename()])),
        json!(["create_user_role", "get_user_roles", "trace", null])
    );
}

#[test]
fn an_overlay_may_add_the_keyword() {
    let mark = json!({
        "target": "$.components.schemas.Action", "description": "They are operations.",
        "update": {"x-operation-ids": true}
    });
    let expected = json!(["create_user_role", "get_user_roles"]);
    let action = json!({"type": "string"});
    assert_eq!(values(action, json!([rename(), mark])), expected);
}

#[test]
fn an_overlay_may_remove_an_id() {
    let remove = json!({
        "target": "$.components.schemas.Action.enum[?@ == 'create_user_role']",
        "description": "It cannot be granted.", "remove": true
    });
    let action = json!({"type": "string", "x-operation-ids": true});
    assert_eq!(values(action, json!([remove])), json!(["get_user_roles"]));
}

#[test]
fn an_overlay_may_remove_an_id_that_it_added() {
    let mark = json!({
        "target": "$.components.schemas.Action", "description": "They are operations.",
        "update": {"x-operation-ids": true}
    });
    let remove = json!({
        "target": "$.components.schemas.Action.enum[?@ == 'create_user_role']",
        "description": "It cannot be granted.", "remove": true
    });
    let action = json!({"type": "string"});
    let expected = json!(["get_user_roles"]);
    assert_eq!(values(action, json!([mark, remove])), expected);
}

#[test]
fn an_error_in_an_update_points_into_the_overlay() {
    let mark = json!({
        "target": "$.components.schemas.Action", "description": "They are operations.",
        "update": {"x-operation-ids": true}
    });
    let (document, diagnostics) = with_overlay(json!({"type": "integer"}), json!([mark]));
    assert_eq!(document, None);
    let [error] = &diagnostics[..] else {
        panic!("{diagnostics:?}");
    };
    assert_eq!(
        (error.file.as_str(), error.pointer.as_str()),
        ("o", "/actions/0/update")
    );
    assert_eq!(
        error.message,
        "#/components/schemas/Action/x-operation-ids: `x-operation-ids` requires `type: string`"
    );
}
