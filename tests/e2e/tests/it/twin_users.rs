//! Users of Trusted Twin: requests, `ensure` and bulk calls.

use std::collections::BTreeMap;

use rolekit::trusted_twin::{ActivityTable, NewUser, RoleId, UserId, UserName, UserUpdate};
use rolekit::{Action, Bulk, ErrorKind, Outcome};
use rolekit_e2e::{assert_sent, last_change, trusted_twin, trusted_twin_as};
use rolekit_sandbox::{Fault, Sandbox, Statement};
use serde_json::{Map, Value, json};

fn user(role: &str) -> NewUser {
    NewUser::new(RoleId::new(role))
}

fn name(name: &str) -> UserName {
    name.parse().unwrap()
}

/// Returns a description with one key.
fn described(key: &str, value: impl Into<Value>) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), value.into())])
}

/// Returns a table with one dimension, by its name.
fn tables() -> BTreeMap<String, ActivityTable> {
    let dimensions = BTreeMap::from([("who".to_owned(), "{user}".to_owned())]);
    let table = ActivityTable::new().dimensions(dimensions);
    BTreeMap::from([("t".to_owned(), table)])
}

#[tokio::test]
async fn fields_of_a_user_are_undefined_null_or_a_value() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let role = server.administrator().role.as_str();
    for (user, fields) in [
        (user(role), String::new()),
        (user(role).name(name("A b")), r#""name":"A b","#.to_owned()),
        (
            user(role).clear_description().clear_activity(),
            r#""activity":null,"description":null,"#.to_owned(),
        ),
        (
            user(role).description(Map::new()),
            r#""description":{},"#.to_owned(),
        ),
        (
            user(role).description(described("a", 1)).activity(tables()),
            r#""activity":{"t":{"dimensions":{"who":"{user}"}}},"description":{"a":1},"#.to_owned(),
        ),
    ] {
        client.users().create(&user).await.unwrap();
        let body = format!(r#"{{{fields}"role":"{role}"}}"#);
        assert_sent(server, "POST", "/users", &body);
    }
    let user = client.users().create(&user(role)).await.unwrap().uuid;
    let path = format!("/users/{user}");
    for (patch, body) in [
        (UserUpdate::new(), "{}".to_owned()),
        (
            UserUpdate::new().name(name("A b")),
            r#"{"name":"A b"}"#.to_owned(),
        ),
        (
            UserUpdate::new().role(RoleId::new(role)),
            format!(r#"{{"role":"{role}"}}"#),
        ),
        (
            UserUpdate::new().clear_description().clear_activity(),
            r#"{"activity":null,"description":null}"#.to_owned(),
        ),
        (
            UserUpdate::new().description(described("a", "b")),
            r#"{"description":{"a":"b"}}"#.to_owned(),
        ),
        (
            UserUpdate::new().activity(tables()),
            r#"{"activity":{"t":{"dimensions":{"who":"{user}"}}}}"#.to_owned(),
        ),
    ] {
        client.users().update(&user, &patch).await.unwrap();
        assert_sent(server, "PATCH", &path, &body);
    }
    let now = client.users().get(&user).await.unwrap();
    assert_sent(server, "GET", &path, "");
    assert_eq!(now.name.as_deref(), Some("A b"));
    assert_eq!(now.description.unwrap()["a"], "b");
    client.users().delete(&user).await.unwrap().unwrap();
    assert_sent(server, "DELETE", &path, "");

    let before = server.request_count();
    for invalid in ["", "x"] {
        invalid.parse::<UserName>().unwrap_err();
        serde_json::from_value::<UserUpdate>(json!({"name": invalid})).unwrap_err();
    }
    for error in [
        client.users().get(&UserId::new("")).await.unwrap_err(),
        client.users().delete(&UserId::new("..")).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!(server.request_count(), before, "nothing was sent");
}

#[tokio::test]
async fn ensure_creates_updates_or_keeps_a_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let role = server.administrator().role.as_str();
    let other = server.add_role("Other", Statement::allow(["get_twin"]));
    let ada = user(role).name(name("Ada")).description(described("a", 1));
    let made = client.users().ensure(&ada).await.unwrap();
    assert_eq!(made.action, Action::Created);

    let before = server.requests().len();
    let same = client.users().ensure(&ada).await.unwrap();
    assert_eq!((same.action, &same.value), (Action::Unchanged, &made.value));
    let sent_since = server.requests().split_off(before);
    assert!(sent_since.iter().all(|request| request.method == "GET"));

    // Only fields that differ are sent.
    let ada = user(&other).name(name("Ada")).clear_description();
    let changed = client.users().ensure(&ada).await.unwrap();
    assert_eq!(changed.action, Action::Updated);
    let body = format!(r#"{{"description":null,"role":"{other}"}}"#);
    last_change(
        server,
        "PATCH",
        &format!("/users/{}", made.value.uuid),
        &body,
    );
    let now = client.users().get(&made.value.uuid).await.unwrap();
    assert_eq!((now.role, now.description), (changed.value.role, None));
    assert_eq!(changed.value.uuid, made.value.uuid);

    // Without a name, a user cannot be found again.
    let before = server.request_count();
    let error = client.users().ensure(&user(role)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(server.request_count(), before, "nothing was sent");

    // Two users of one name are ambiguous.
    let ada = user(role).name(name("Ada"));
    let second = client.users().create(&ada).await.unwrap();
    let before = server.requests().len();
    let error = client.users().ensure(&ada).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    for uuid in [&made.value.uuid, &second.uuid] {
        assert!(error.to_string().contains(uuid.as_str()), "{error}");
    }
    assert_eq!(
        server.requests().len(),
        before + 1,
        "the list alone was read"
    );
}

#[tokio::test]
async fn a_lost_response_creates_no_second_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let role = server.administrator().role.as_str();
    let lost = Fault::reset().after().method("POST");
    server.inject(lost).await.unwrap();
    let ada = user(role).name(name("Ada"));
    let made = client.users().ensure(&ada).await.unwrap();
    assert_eq!(made.action, Action::Created);
    let found = client.users().find_by_name("Ada").await.unwrap();
    assert_eq!(found.as_ref(), Some(&made.value));

    // The user was not created: the error is returned.
    let lost = Fault::reset().before().method("POST");
    server.inject(lost).await.unwrap();
    let bob = user(role).name(name("Bob"));
    let error = client.users().ensure(&bob).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(client.users().find_by_name("Bob").await.unwrap(), None);

    // A deletion whose response is lost succeeds.
    let lost = Fault::reset().after().method("DELETE");
    server.inject(lost).await.unwrap();
    assert_eq!(client.users().delete(&made.value.uuid).await.unwrap(), None);
}

#[tokio::test]
async fn bulk_calls_return_a_result_for_each_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let role = sandbox.trusted_twin().administrator().role.as_str();
    let users = client.users();
    let new = [role, "nothing", role].map(user);
    let creations = Bulk::new(new, move |user| users.create(user).into_future());
    let ends = creations.run().await;
    let made: Vec<UserId> = ends
        .iter()
        .filter_map(|end| Some(end.result.as_ref().ok()?.uuid.clone()))
        .collect();
    assert_eq!(made.len(), 2);
    assert!(
        ends[1]
            .result
            .as_ref()
            .is_err_and(rolekit::Error::is_not_found)
    );

    let (users, update) = (client.users(), UserUpdate::new().name(name("Same")));
    let updates = Bulk::new(made.clone(), move |user| {
        users.update(user, &update).into_future()
    });
    let ends = updates.concurrency(1).run().await;
    assert!(ends.iter().all(|end| end.result.is_ok()));
    let error = client.users().find_by_name("Same").await.unwrap_err();
    assert!(error.to_string().contains("2 users match"), "{error}");

    let users = client.users();
    let all = made.into_iter().chain([UserId::new("nobody")]);
    let deletions = Bulk::new(all, move |user| users.delete(user).into_future());
    let ends = deletions.run().await;
    let done: Vec<_> = ends.iter().map(|end| end.result.is_ok()).collect();
    assert_eq!(done, [true, true, false]);

    let ensured = [role, "nothing", role].map(user);
    let ensured = ensured.into_iter().zip(["Ada", "Bob", "Eve"]);
    let ensured = ensured.map(|(user, of)| user.name(name(of)));
    let ends = client.users().ensure_all(ensured).run().await;
    let done: Vec<_> = ends.iter().map(|end| end.result.is_ok()).collect();
    assert_eq!(done, [true, false, true]);
}

#[tokio::test]
async fn a_role_that_grants_too_much_is_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.trusted_twin();
    let caller = server.add_caller(Statement::allow(["create_user", "get_users"]));
    let client = trusted_twin_as(&sandbox, &caller);
    let everything = server.administrator().role.as_str();
    let ada = user(everything).name(name("Ada"));
    let error = client.users().ensure(&ada).await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.outcome(), Outcome::Refused);
    client.users().create(&user(&caller.role)).await.unwrap();
}
