//! Permissions as the services enforce them, and the errors that they return.

use rolekit::trusted_twin::{Action, RolePatch, Statement};
use rolekit::{ErrorKind, Outcome};
use rolekit_e2e::{gcore, trusted_twin, trusted_twin_as};
use rolekit_sandbox::Sandbox;

#[tokio::test]
async fn an_error_response_has_the_vendors_code_and_trace() {
    let sandbox = Sandbox::start().await.unwrap();
    let admin = trusted_twin(&sandbox);
    let reader = sandbox
        .trusted_twin()
        .add_caller(rolekit_sandbox::Statement::allow(["get_user_role"]));
    let client = trusted_twin_as(&sandbox, &reader);
    client.roles().get(reader.role.as_str()).await.unwrap();
    let error = client
        .roles()
        .update(reader.role.as_str(), RolePatch::new().name("Mine"))
        .await
        .unwrap_err();
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
    let patch = RolePatch::new().statement(Statement::allow([
        Action::GetUserRole,
        Action::UpdateUserRole,
    ]));
    admin
        .roles()
        .update(reader.role.as_str(), patch)
        .await
        .unwrap();
    client
        .roles()
        .update(reader.role.as_str(), RolePatch::new().name("Mine"))
        .await
        .unwrap();
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
    for patch in [
        RolePatch::new(),
        RolePatch::new().statement(Statement::permit_everything()),
        RolePatch::new().statement(Statement::allow([Action::GetTwin])),
        RolePatch::new().statement(Statement::deny([Action::GetTwin])),
    ] {
        let error = client.roles().create(patch).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 403);
    }
    let patch = RolePatch::new().statement(Statement::allow([Action::UpdateUserRole]));
    let made = client.roles().create(patch).await.unwrap();
    client
        .roles()
        .delete(caller.role.as_str())
        .await
        .unwrap_err();
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
        .delete(1)
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
