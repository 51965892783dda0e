//! `x-operation-ids`: the names of operations as values, under an overlay that renames operations.

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::pipeline::{self, Source};
use serde_json::{Value, json};

/// The values of the component `Action` of this document under an overlay of these actions.
fn values(action: Value, actions: Value) -> Value {
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
    let source = |file: &str, value: Value| Source {
        file: file.to_owned(),
        value,
    };
    let overlay = json!({"overlay": "1.0.0", "actions": actions});
    let (document, said) = pipeline::overlaid(
        source("d", document),
        Some(source("o", overlay)),
        Policy::Strict,
    );
    let document = document.unwrap_or_else(|| panic!("{said:?}"));
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
fn the_names_are_those_that_the_document_has_itself() {
    let action = json!({"type": "string", "x-operation-ids": true});
    assert_eq!(
        values(action, json!([rename()])),
        json!(["create_user_role", "get_user_roles"])
    );
}

#[test]
fn listed_values_are_added() {
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
fn an_overlay_may_ask_for_them() {
    let ask = json!({
        "target": "$.components.schemas.Action", "description": "They are operations.",
        "update": {"x-operation-ids": true}
    });
    let expected = json!(["create_user_role", "get_user_roles"]);
    let action = json!({"type": "string"});
    assert_eq!(values(action, json!([rename(), ask])), expected);
}

#[test]
fn an_overlay_may_take_one_away() {
    let remove = json!({
        "target": "$.components.schemas.Action.enum[?@ == 'create_user_role']",
        "description": "Nobody may.", "remove": true
    });
    let action = json!({"type": "string", "x-operation-ids": true});
    assert_eq!(values(action, json!([remove])), json!(["get_user_roles"]));
}
