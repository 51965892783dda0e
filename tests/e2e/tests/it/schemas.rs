//! The JSON Schemas of the public types, with the feature `schemars`: what the types write fits
//! them, they are as open as the types are, and what the sandbox answers fits them too.
//!
//! `every_operation` holds the types of all operations against answers that are made from the
//! documents.

use jsonschema::Validator;
use reqwest::Method;
use rolekit::Field;
use rolekit::gcore::generated::types::{AssignRole, RoleAssignmentPage};
use rolekit::gcore::{Role, Scope};
use rolekit::trusted_twin::Statement;
use rolekit::trusted_twin::generated::types::RoleUpdate;
use rolekit_sandbox::Sandbox;
use schemars::JsonSchema;
use serde_json::{Value, json};

fn validator<T: JsonSchema>() -> Validator {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<T>();
    jsonschema::validator_for(schema.as_value()).unwrap()
}

#[test]
fn the_three_states_of_a_field_fit() {
    let schema = validator::<AssignRole>();
    let mut body = AssignRole::new(Role::Unknown("Archivist".to_owned()), 7.into());
    for change in [Field::Undefined, Field::Null, Field::Value(8.into())] {
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

/// Holds an answer of the sandbox, as it came, against the schema of the type that reads it.
async fn answers<T: JsonSchema>(request: rolekit::RawRequest, what: &str) {
    let answer: Value = request.send().await.unwrap().json().unwrap();
    if let Err(error) = validator::<T>().validate(&answer) {
        panic!("{what}: {answer} does not fit: {error}");
    }
}

#[tokio::test]
async fn the_answers_of_gcore_fit() {
    use rolekit::gcore::generated::types as cloud;
    use rolekit::gcore_iam::generated::types as iam;

    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::gcore(&sandbox);
    let scope = Scope::project(8, 200);
    let assignments = client.role_assignments();
    assignments
        .create(777, Role::Observer, scope)
        .await
        .unwrap();
    let tasks = client.projects().delete(200).send().await.unwrap();
    let get = |path: &str| client.request(Method::GET, path);
    answers::<cloud::UserPage>(get("/cloud/v1/users"), "users").await;
    answers::<RoleAssignmentPage>(get("/cloud/v1/users/assignments"), "assignments").await;
    answers::<cloud::ProjectPage>(get("/cloud/v1/projects"), "projects").await;
    answers::<cloud::Project>(get("/cloud/v1/projects/100"), "a project").await;
    answers::<cloud::RegionPage>(get("/cloud/v1/regions"), "regions").await;
    answers::<cloud::TaskPage>(get("/cloud/v1/tasks"), "tasks").await;
    let task = format!("/cloud/v1/tasks/{}", tasks[0]);
    answers::<cloud::Task>(get(&task), "a task").await;
    answers::<cloud::AccountQuotas>(get("/cloud/v2/client_quotas"), "quotas").await;
    let quotas = "/cloud/v2/global_quotas/8";
    answers::<cloud::GlobalQuotas>(get(quotas), "global quotas").await;
    answers::<cloud::UserActionPage>(get("/cloud/v1/user_actions"), "the audit log").await;

    let get = |path: &str| rolekit_e2e::gcore_iam(&sandbox).request(Method::GET, path);
    answers::<iam::Account>(get("/iam/clients/me"), "the account").await;
    answers::<iam::ListUsersResponse>(get("/iam/users"), "a bare list of users").await;
    answers::<iam::UserPage>(get("/iam/users?limit=2"), "a page of users").await;
    answers::<iam::PublicUser>(get("/iam/users/777"), "a user").await;
    let tokens = "/iam/v2/clients/8/tokens";
    answers::<Vec<iam::ApiToken>>(get(tokens), "API tokens").await;
}

#[tokio::test]
async fn the_answers_of_trusted_twin_fit() {
    use rolekit::trusted_twin::generated::types as twin;

    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::trusted_twin(&sandbox);
    let me = client.who_am_i().await.unwrap();
    let get = |path: &str| client.request(Method::GET, path);
    answers::<twin::WhoAmI>(get("/whoami"), "who am I").await;
    answers::<twin::Account>(get("/account"), "the account").await;
    answers::<twin::RoleList>(get("/roles"), "roles").await;
    answers::<twin::Role>(get(&format!("/roles/{}", me.role)), "a role").await;
    answers::<twin::UserList>(get("/users"), "users").await;
    answers::<twin::User>(get(&format!("/users/{}", me.user)), "a user").await;
    let secret = format!("/users/{}/secrets", me.user);
    answers::<twin::UserSecret>(get(&secret), "a secret").await;
    let token = client.request(Method::POST, "/token").json(&json!({}));
    answers::<twin::UserToken>(token, "a token").await;
    answers::<twin::Log>(get("/log"), "the log").await;
    answers::<twin::Usage>(get("/usage"), "usage").await;
}
