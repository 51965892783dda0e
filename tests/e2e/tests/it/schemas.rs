//! JSON Schemas of the public types, with the feature `schemars`: serialized values and the sandbox's
//! responses match them, unknown values included.
//!
//! `every_operation` checks the types of all operations against responses sampled from the documents.

use jsonschema::Validator;
use reqwest::Method;
use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, RoleAssignmentPage, Scope, UserId};
use rolekit::trusted_twin::{RoleUpdate, Statement};
use rolekit::{CallOptions, Field, RetryPolicy};
use rolekit_sandbox::Sandbox;
use schemars::JsonSchema;
use serde_json::{Value, json};

fn validator<T: JsonSchema>() -> Validator {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<T>();
    jsonschema::validator_for(schema.as_value()).unwrap()
}

#[test]
fn a_three_state_field_matches_its_schema() {
    let schema = validator::<AssignRole>();
    let mut body = AssignRole::new(UserId::new(7), Role::Unknown("Archivist".to_owned()));
    for change in [
        Field::Undefined,
        Field::Null,
        Field::Value(ProjectId::new(8)),
    ] {
        body.project_id = change;
        let written = serde_json::to_value(&body).unwrap();
        assert!(schema.is_valid(&written), "{written}");
    }
    assert!(!schema.is_valid(&json!({"user_id": 7})));
    assert!(!schema.is_valid(&json!({"user_id": 7, "role": "User", "project_id": "4"})));
}

#[test]
fn serialized_values_match_their_schemas() {
    let page = json!({"count": 1, "results": [{
        "id": 12, "user_id": 777, "role": "User", "client_id": 8, "project_id": null,
        "assigned_by": 1, "created_at": "2019-06-25T08:42:42Z", "updated_at": null,
    }]});
    assert!(validator::<RoleAssignmentPage>().is_valid(&page));
    assert!(!validator::<RoleAssignmentPage>().is_valid(&json!({"count": 1})));
    let patch = json!({"name": null, "statement": Statement::permit_everything()});
    assert!(validator::<RoleUpdate>().is_valid(&patch));
}

#[test]
fn options_match_their_schema() {
    let schema = validator::<CallOptions>();
    let options = CallOptions::new().timeout(std::time::Duration::from_millis(1500));
    for options in [
        CallOptions::new(),
        options
            .retry(RetryPolicy::never())
            .header("x-a", "b")
            .unwrap(),
    ] {
        let written = serde_json::to_value(&options).unwrap();
        assert!(schema.is_valid(&written), "{written}");
    }
    for invalid in [
        json!({"timeout": 5}),
        json!({"timeout": "5 s"}),
        json!({"time_out": "5s"}),
        json!({"retry": {"attempts": 5}}),
    ] {
        assert!(!schema.is_valid(&invalid), "{invalid}");
    }
}

/// Checks a response of the sandbox against the schema of its type.
async fn check_response<T: JsonSchema>(request: rolekit::RawRequest, what: &str) {
    let response: Value = request.send().await.unwrap().json().unwrap();
    if let Err(error) = validator::<T>().validate(&response) {
        panic!("{what}: {response} does not match the schema: {error}");
    }
}

#[tokio::test]
async fn gcore_responses_match_the_schemas() {
    use rolekit::gcore::types as cloud;
    use rolekit::gcore_iam::types as iam;

    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::gcore(&sandbox);
    let project = ProjectId::new(200);
    let scope = Scope::project(ClientId::new(8), project);
    let observer = AssignRole::new(UserId::new(777), Role::Observer).scope(scope);
    let assignments = client.role_assignments();
    assignments.create(&observer).await.unwrap();
    let tasks = client
        .projects()
        .delete(project)
        .await
        .unwrap()
        .unwrap()
        .tasks;
    let get = |path: &str| client.request(Method::GET, path);
    check_response::<cloud::UserPage>(get("/cloud/v1/users"), "users").await;
    check_response::<RoleAssignmentPage>(get("/cloud/v1/users/assignments"), "assignments").await;
    check_response::<cloud::ProjectPage>(get("/cloud/v1/projects"), "projects").await;
    check_response::<cloud::Project>(get("/cloud/v1/projects/100"), "a project").await;
    check_response::<cloud::RegionPage>(get("/cloud/v1/regions"), "regions").await;
    let keys = "/cloud/v1/ssh_keys/100";
    check_response::<cloud::SshKeyPage>(get(keys), "SSH keys").await;
    check_response::<cloud::TaskPage>(get("/cloud/v1/tasks"), "tasks").await;
    let task = format!("/cloud/v1/tasks/{}", tasks[0]);
    check_response::<cloud::Task>(get(&task), "a task").await;
    check_response::<cloud::AccountQuotas>(get("/cloud/v2/client_quotas"), "quotas").await;
    let quotas = "/cloud/v2/global_quotas/8";
    check_response::<cloud::GlobalQuotas>(get(quotas), "global quotas").await;
    check_response::<cloud::UserActionPage>(get("/cloud/v1/user_actions"), "the audit log").await;

    let get = |path: &str| rolekit_e2e::gcore_iam(&sandbox).request(Method::GET, path);
    check_response::<iam::Account>(get("/iam/clients/me"), "the account").await;
    check_response::<iam::ListUsersResponse>(get("/iam/users"), "a bare list of users").await;
    check_response::<iam::UserPage>(get("/iam/users?limit=2"), "a page of users").await;
    check_response::<iam::PublicUser>(get("/iam/users/777"), "a user").await;
    let tokens = "/iam/v2/clients/8/tokens";
    check_response::<Vec<iam::ApiToken>>(get(tokens), "API tokens").await;
}

#[tokio::test]
async fn trusted_twin_responses_match_the_schemas() {
    use rolekit::trusted_twin::types as twin;

    let sandbox = Sandbox::start().await.unwrap();
    let client = rolekit_e2e::trusted_twin(&sandbox);
    let me = client.who_am_i().await.unwrap();
    let get = |path: &str| client.request(Method::GET, path);
    check_response::<twin::WhoAmI>(get("/whoami"), "who am I").await;
    check_response::<twin::Account>(get("/account"), "the account").await;
    check_response::<twin::RoleList>(get("/roles"), "roles").await;
    check_response::<twin::Role>(get(&format!("/roles/{}", me.role)), "a role").await;
    check_response::<twin::UserList>(get("/users"), "users").await;
    check_response::<twin::User>(get(&format!("/users/{}", me.user)), "a user").await;
    let secret = format!("/users/{}/secrets", me.user);
    check_response::<twin::UserSecret>(get(&secret), "a secret").await;
    let token = client.request(Method::POST, "/token").json(&json!({}));
    check_response::<twin::UserToken>(token, "a token").await;
    check_response::<twin::Log>(get("/log"), "the log").await;
    check_response::<twin::Usage>(get("/usage"), "usage").await;
}
