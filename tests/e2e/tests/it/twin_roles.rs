//! Roles of Trusted Twin: `ensure` and bulk calls.

use rolekit::trusted_twin::{Action, RolePatch, RulesChange, Statement};
use rolekit::{ErrorKind, Outcome};
use rolekit_e2e::{last_change, trusted_twin};
use rolekit_sandbox::{Fault, Sandbox};

fn reader() -> RolePatch {
    RolePatch::new().statement(Statement::allow([Action::GetTwin, Action::ScanTwins]))
}

#[tokio::test]
async fn ensure_creates_updates_or_keeps_a_role() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let made = client.roles().ensure("Reader", reader()).await.unwrap();
    assert_eq!(made.action, rolekit::Action::Created);
    last_change(
        server,
        "POST",
        "/roles",
        r#"{"name":"Reader","statement":{"actions":["get_twin","scan_twins"],"effect":"allow"}}"#,
    );

    // The same actions in another order, and undefined rules.
    let actions = [Action::ScanTwins, Action::GetTwin];
    let same = RolePatch::new()
        .name("Reader")
        .statement(Statement::allow(actions))
        .clear_rules();
    let before = server.requests().len();
    let same = client.roles().ensure("Reader", same).await.unwrap();
    assert_eq!(
        (same.action, &same.value),
        (rolekit::Action::Unchanged, &made.value)
    );
    let sent_since = server.requests().split_off(before);
    assert!(sent_since.iter().all(|request| request.method == "GET"));

    let patch = reader().rules(RulesChange::new().twin("true"));
    let changed = client.roles().ensure("Reader", patch).await.unwrap();
    assert_eq!(changed.action, rolekit::Action::Updated);
    let path = format!("/roles/{}", made.value.uuid);
    last_change(server, "PATCH", &path, r#"{"rules":{"twin":"true"}}"#);
    assert_eq!(changed.value.statement, made.value.statement);

    let second = client
        .roles()
        .create(reader().name("Reader"))
        .await
        .unwrap();
    let error = client.roles().ensure("Reader", reader()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InvalidRequest, Outcome::NotSent)
    );
    for uuid in [&made.value.uuid, &second.uuid] {
        assert!(error.to_string().contains(uuid.as_str()), "{error}");
    }

    let before = server.request_count();
    for wrong in [
        RolePatch::new().name("Writer"),
        RolePatch::new().clear_name(),
        RolePatch::new().clear_statement(),
    ] {
        let error = client.roles().ensure("Reader", wrong).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    client.roles().ensure("x", reader()).await.unwrap_err();
    assert_eq!(server.request_count(), before, "nothing was sent");
}

#[tokio::test]
async fn a_lost_response_creates_no_second_role() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let lost = Fault::reset().after().method("POST");
    server.inject(lost).await.unwrap();
    let made = client.roles().ensure("Reader", reader()).await.unwrap();
    assert_eq!(made.action, rolekit::Action::Created);
    assert_eq!(
        client.roles().find_by_name("Reader").await.unwrap().len(),
        1
    );

    let lost = Fault::reset().before().method("POST");
    server.inject(lost).await.unwrap();
    let error = client.roles().ensure("Writer", reader()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(
        client
            .roles()
            .find_by_name("Writer")
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn bulk_calls_return_a_result_for_each_role() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let made: Vec<_> = (0..5)
        .map(|_| {
            server
                .add_role("Old", rolekit_sandbox::Statement::default())
                .into()
        })
        .collect();
    let own = server.administrator().role.as_str().into();
    let patches = made
        .iter()
        .cloned()
        .map(|role| (role, reader().name("New")));
    let ends = client.roles().update_all(patches).run().await;
    assert!(
        ends.iter()
            .all(|end| end.result.as_ref().is_ok_and(|role| role.name == "New"))
    );
    let all = made.into_iter().chain([own]);
    let ends = client.roles().delete_all(all).run().await;
    assert!(ends[..5].iter().all(|end| end.result.is_ok()));
    assert!(
        ends[5]
            .result
            .as_ref()
            .is_err_and(rolekit::Error::is_forbidden)
    );
    assert_eq!(client.roles().list().await.unwrap().len(), 1);
}
