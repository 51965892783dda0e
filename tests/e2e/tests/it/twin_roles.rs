//! Roles of Trusted Twin: `ensure` and bulk calls.

use rolekit::reqwest::Method;
use rolekit::trusted_twin::{
    Action, NewRole, RoleId, RolePlan, RoleUpdate, RulesChange, Statement,
};
use rolekit::{Bulk, ErrorKind, Outcome};
use rolekit_e2e::{last_change, trusted_twin};
use rolekit_sandbox::{Fault, Sandbox};

/// Returns a role that may read, with a name.
fn reader(name: &str) -> NewRole {
    let statement = Statement::allow([Action::GetTwin, Action::ScanTwins]);
    NewRole::new(name.parse().unwrap(), statement)
}

#[tokio::test]
async fn ensure_keeps_rules_of_an_unknown_kind() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let with_later = serde_json::json!({
        "name": "Reader", "rules": {"twin": "true", "later": "false"},
        "statement": {"effect": "allow", "actions": ["get_twin", "scan_twins"]},
    });
    let create = client.runtime().raw_request(Method::POST, "/roles");
    create.json(&with_later).send().await.unwrap();

    let same = reader("Reader").rules(RulesChange::new().twin("true"));
    let ensured = client.roles().ensure(&same).await.unwrap();
    assert_eq!(ensured.action, rolekit::Action::Unchanged);
    // An update of the rules would remove the other one.
    let before = server.requests().len();
    let other = reader("Reader").rules(RulesChange::new().twin("false"));
    let error = client.roles().ensure(&other).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let message = error.message().unwrap();
    assert!(
        message.starts_with(
            "role `Reader` has rules of a kind that this version does not know: `later`"
        )
    );
    let sent_since = server.requests().split_off(before);
    assert!(sent_since.iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn ensure_creates_updates_or_keeps_a_role() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let made = client.roles().ensure(&reader("Reader")).await.unwrap();
    assert_eq!(made.action, rolekit::Action::Created);
    last_change(
        server,
        "POST",
        "/roles",
        r#"{"name":"Reader","statement":{"actions":["get_twin","scan_twins"],"effect":"allow"}}"#,
    );

    // The same actions in another order, and undefined rules.
    let actions = [Action::ScanTwins, Action::GetTwin];
    let same = NewRole::new("Reader".parse().unwrap(), Statement::allow(actions)).clear_rules();
    let before = server.requests().len();
    let same = client.roles().ensure(&same).await.unwrap();
    assert_eq!(
        (same.action, &same.value),
        (rolekit::Action::Unchanged, &made.value)
    );
    let sent_since = server.requests().split_off(before);
    assert!(sent_since.iter().all(|request| request.method == "GET"));

    let open = reader("Reader").rules(RulesChange::new().twin("true"));
    let changed = client.roles().ensure(&open).await.unwrap();
    assert_eq!(changed.action, rolekit::Action::Updated);
    let path = format!("/roles/{}", made.value.uuid);
    last_change(server, "PATCH", &path, r#"{"rules":{"twin":"true"}}"#);
    assert_eq!(changed.value.statement, made.value.statement);

    let second = client.roles().create(&reader("Reader")).await.unwrap();
    let error = client.roles().ensure(&reader("Reader")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InvalidRequest, Outcome::NotSent)
    );
    for uuid in [&made.value.uuid, &second.uuid] {
        assert!(error.to_string().contains(uuid.as_str()), "{error}");
    }
}

#[tokio::test]
async fn a_plan_is_read_and_then_applied_or_outdated() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let (roles, reader) = (client.roles(), reader("Reader"));
    let create = roles.ensure(&reader).plan().await.unwrap();
    assert!(create.changes[0].is_create());
    assert!(server.requests().iter().all(|sent| sent.method == "GET"));
    let json = serde_json::to_string(&create).unwrap();
    let stored: RolePlan = serde_json::from_str(&json).unwrap();
    let made = roles.ensure(&reader).apply(&stored).await.unwrap();
    assert_eq!(made.action, rolekit::Action::Created);

    // The role exists by now.
    let error = roles.ensure(&reader).apply(&create).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Contention, Outcome::Refused)
    );
    let unchanged = roles.ensure(&reader).plan().await.unwrap();
    assert!(unchanged.is_empty());
    assert_eq!(roles.list().await.unwrap().roles.len(), 2);
}

#[tokio::test]
async fn a_lost_response_creates_no_second_role() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let lost = Fault::reset().after().method("POST");
    server.inject(lost).await.unwrap();
    let made = client.roles().ensure(&reader("Reader")).await.unwrap();
    assert_eq!(made.action, rolekit::Action::Created);
    let found = client.roles().find_by_name("Reader").await.unwrap();
    assert_eq!(found, Some(made.value));

    let lost = Fault::reset().before().method("POST");
    server.inject(lost).await.unwrap();
    let error = client.roles().ensure(&reader("Writer")).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let found = client.roles().find_by_name("Writer").await.unwrap();
    assert_eq!(found, None);
}

#[tokio::test]
async fn ensure_absent_deletes_a_role_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let roles = client.roles();
    let reader = roles.ensure(&reader("Reader")).await.unwrap().value;

    let absent = roles.ensure_absent("Reader");
    let plan = absent.plan().await.unwrap();
    let text = format!("role `Reader`: delete {}", reader.uuid);
    assert_eq!(plan.to_string(), text);
    // The response is lost: a read finds that the role is gone.
    let lost = Fault::reset().after().method("DELETE");
    server.inject(lost).await.unwrap();
    assert_eq!(absent.apply(&plan).await.unwrap(), Some(reader));
    let before = server.requests().len();
    assert_eq!(roles.ensure_absent("Reader").await.unwrap(), None);
    let sent_since = server.requests().split_off(before);
    assert!(sent_since.iter().all(|request| request.method == "GET"));

    for _ in 0..2 {
        server.add_role("Twice", rolekit_sandbox::Statement::default());
    }
    let error = roles.ensure_absent("Twice").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(roles.list().await.unwrap().roles.len(), 3);
    // Its own role, which the service does not delete.
    let name = &roles.list().await.unwrap().roles[server.administrator().role.as_str()].name;
    let error = roles.ensure_absent(name).await.unwrap_err();
    assert!(
        error.is_forbidden() && error.outcome() == Outcome::Refused,
        "{error}"
    );
}

#[tokio::test]
async fn bulk_calls_return_a_result_for_each_role() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let made: Vec<_> = (0..5)
        .map(|_| {
            let statement = rolekit_sandbox::Statement::default();
            RoleId::new(server.add_role("Old", statement))
        })
        .collect();
    let own = RoleId::new(server.administrator().role.as_str());
    let roles = client.roles();
    let update = RoleUpdate::new().name("New".parse().unwrap());
    let updates = Bulk::new(made.clone(), move |role| {
        roles.update(role, &update).into_future()
    });
    let ends = updates.run().await;
    assert!(
        ends.iter()
            .all(|end| end.result.as_ref().is_ok_and(|role| role.name == "New"))
    );
    let all = made.into_iter().chain([own]);
    let roles = client.roles();
    let deletions = Bulk::new(all, move |role| roles.delete(role).into_future());
    let ends = deletions.run().await;
    assert!(ends[..5].iter().all(|end| end.result.is_ok()));
    assert!(
        ends[5]
            .result
            .as_ref()
            .is_err_and(rolekit::Error::is_forbidden)
    );
    assert_eq!(client.roles().list().await.unwrap().roles.len(), 1);

    let statement = rolekit_sandbox::Statement::default();
    for _ in 0..2 {
        server.add_role("Twice", statement.clone());
    }
    let ensured = ["Reader", "Twice", "Other"].map(reader);
    let ends = client.roles().ensure_all(ensured).run().await;
    let actions: Vec<_> = ends
        .iter()
        .map(|end| end.result.as_ref().ok().map(|ensured| ensured.action))
        .collect();
    let created = Some(rolekit::Action::Created);
    assert_eq!(actions, [created, None, created]);
}
