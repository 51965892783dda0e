//! Permissions as the services enforce them, and the errors that they return.

use rolekit::gcore::AssignmentId;
use rolekit::trusted_twin::{Action, NewRole, RoleId, RoleUpdate, Statement};
use rolekit::{ErrorKind, Outcome};
use rolekit_e2e::{gcore, trusted_twin, trusted_twin_as};
use rolekit_sandbox::Sandbox;
use serde_json::json;

#[tokio::test]
async fn an_error_response_has_the_vendors_code_and_trace() {
    let sandbox = Sandbox::start().await.unwrap();
    let admin = trusted_twin(&sandbox);
    let reader = sandbox
        .trusted_twin()
        .add_caller(rolekit_sandbox::Statement::allow(["get_user_role"]));
    let client = trusted_twin_as(&sandbox, &reader);
    let id = RoleId::new(&reader.role);
    client.roles().get(&id).await.unwrap();
    let mine = RoleUpdate::new().name("Mine".parse().unwrap());
    let rename = client.roles().update(&id, &mine);
    let error = rename.clone().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap().as_u16(), 403);
    assert_eq!(error.outcome(), Outcome::Refused);
    assert_eq!(error.code(), Some("403535"));
    assert!(error.request_id().is_some() && error.message().is_some());
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
    assert_eq!(error.operation(), Some("update_user_role"));
    let text = error.to_string();
    assert!(
        text.starts_with("update_user_role: ") && text.contains("403535"),
        "{text}"
    );
    assert!(!text.contains(&reader.secret) && !format!("{error:?}").contains(&reader.secret));

    // An update of a role takes effect immediately.
    let update = RoleUpdate::new().statement(Statement::allow([
        Action::GetUserRole,
        Action::UpdateUserRole,
    ]));
    admin.roles().update(&id, &update).await.unwrap();
    rename.await.unwrap();
}

#[tokio::test]
async fn granting_more_than_held_and_deleting_the_own_role_are_forbidden() {
    let sandbox = Sandbox::start().await.unwrap();
    let admin = trusted_twin(&sandbox);
    let held = ["create_user_role", "update_user_role", "delete_user_role"];
    let caller = sandbox
        .trusted_twin()
        .add_caller(rolekit_sandbox::Statement::allow(held));
    let client = trusted_twin_as(&sandbox, &caller);
    let me = client.who_am_i().await.unwrap();
    assert_eq!(
        (me.user.as_str(), me.role.as_str()),
        (&*caller.user, &*caller.role)
    );
    let role = |statement| NewRole::new("Made".parse().unwrap(), statement);
    for statement in [
        Statement::permit_everything(),
        Statement::allow([Action::GetTwin]),
        Statement::deny([Action::GetTwin]),
    ] {
        let error = client.roles().create(&role(statement)).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 403);
    }
    // A role without a statement permits everything.
    let request = client.request(reqwest::Method::POST, "/roles");
    let error = request.json(&json!({})).send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 403);
    let update = role(Statement::allow([Action::UpdateUserRole]));
    let made = client.roles().create(&update).await.unwrap();
    let own = client.roles().delete(&RoleId::new(&caller.role));
    own.await.unwrap_err();
    let deleted = client.roles().delete(&made.uuid).await.unwrap().unwrap();
    assert_eq!(deleted.uuid, made.uuid);
    let error = admin.roles().get(&made.uuid).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.code()),
        (404, Some("404653"))
    );
}

#[tokio::test]
async fn gcore_errors_have_the_vendors_message() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = gcore(&sandbox)
        .role_assignments()
        .delete(AssignmentId::new(1))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.code(), Some("NotFoundError"));
    assert!(error.request_id().is_some());
    let wrong = rolekit::gcore::Client::builder()
        .credential("1$wrong")
        .base_url(sandbox.gcore().base_url())
        .build()
        .unwrap();
    let error = wrong.users().list().page().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(error.outcome(), Outcome::Refused);
}
