//! The JSON Schemas of the public types, with the feature `schemars`: what the types write fits
//! them, and they are as open as the types are.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends there"
)]

use jsonschema::Validator;
use rolekit::Change;
use rolekit::gcore::Role;
use rolekit::gcore::generated::types::{AssignRole, RoleAssignmentPage};
use rolekit::trusted_twin::Statement;
use rolekit::trusted_twin::generated::types::RoleUpdate;
use schemars::JsonSchema;
use serde_json::json;

fn validator<T: JsonSchema>() -> Validator {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<T>();
    jsonschema::validator_for(schema.as_value()).unwrap()
}

#[test]
fn the_three_states_of_a_field_fit() {
    let schema = validator::<AssignRole>();
    let mut body = AssignRole::new(Role::Unknown("Archivist".to_owned()), 7.into());
    for change in [Change::Keep, Change::Clear, Change::Set(8.into())] {
        body.project_id = change;
        let written = serde_json::to_value(&body).unwrap();
        assert!(schema.is_valid(&written), "{written}");
    }
    assert!(!schema.is_valid(&json!({"user_id": 7})));
    assert!(!schema.is_valid(&json!({"user_id": 7, "role": "User", "project_id": "4"})));
}

#[test]
fn answers_and_patches_fit() {
    let page = json!({"count": 1, "results": [{
        "id": 12, "user_id": 777, "role": "User", "client_id": 8, "project_id": null,
        "assigned_by": 1, "created_at": "2019-06-25T08:42:42Z", "updated_at": null,
    }]});
    assert!(validator::<RoleAssignmentPage>().is_valid(&page));
    assert!(!validator::<RoleAssignmentPage>().is_valid(&json!({"count": 1})));
    let patch = json!({"name": null, "statement": Statement::permit_everything()});
    assert!(validator::<RoleUpdate>().is_valid(&patch));
}
