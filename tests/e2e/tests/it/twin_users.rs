//! Users of Trusted Twin: requests, `ensure` and bulk calls.

use rolekit::trusted_twin::{ActivityTable, NewUser, UserId, UserPatch};
use rolekit::{Action, ErrorKind, Outcome};
use rolekit_e2e::{assert_sent, last_change, trusted_twin, trusted_twin_as};
use rolekit_sandbox::{Fault, Sandbox, Statement};

#[tokio::test]
async fn fields_of_a_user_are_undefined_null_or_a_value() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let role = server.administrator().role.as_str();
    let table = || ActivityTable::new().dimension("who", "{user}");
    let none: [(&str, i64); 0] = [];
    for (user, fields) in [
        (NewUser::new(role), String::new()),
        (
            NewUser::new(role).name("A b"),
            r#""name":"A b","#.to_owned(),
        ),
        (
            NewUser::new(role).no_description().no_activity(),
            r#""activity":null,"description":null,"#.to_owned(),
        ),
        (
            NewUser::new(role).description(none),
            r#""description":{},"#.to_owned(),
        ),
        (
            NewUser::new(role)
                .description([("a", 1)])
                .activity([("t", table())]),
            r#""activity":{"t":{"dimensions":{"who":"{user}"}}},"description":{"a":1},"#.to_owned(),
        ),
    ] {
        client.users().create(user).await.unwrap();
        let body = format!(r#"{{{fields}"role":"{role}"}}"#);
        assert_sent(server, "POST", "/users", &body);
    }
    let user = client
        .users()
        .create(NewUser::new(role))
        .await
        .unwrap()
        .uuid;
    let path = format!("/users/{user}");
    for (patch, body) in [
        (UserPatch::new(), "{}".to_owned()),
        (UserPatch::new().name("A b"), r#"{"name":"A b"}"#.to_owned()),
        (
            UserPatch::new().role(role),
            format!(r#"{{"role":"{role}"}}"#),
        ),
        (
            UserPatch::new().clear_description().clear_activity(),
            r#"{"activity":null,"description":null}"#.to_owned(),
        ),
        (
            UserPatch::new().description([("a", "b")]),
            r#"{"description":{"a":"b"}}"#.to_owned(),
        ),
        (
            UserPatch::new().activity([("t", table())]),
            r#"{"activity":{"t":{"dimensions":{"who":"{user}"}}}}"#.to_owned(),
        ),
    ] {
        client.users().update(&user, patch).await.unwrap();
        assert_sent(server, "PATCH", &path, &body);
    }
    let now = client.users().get(&user).await.unwrap();
    assert_sent(server, "GET", &path, "");
    assert_eq!(now.name.as_deref(), Some("A b"));
    assert_eq!(now.description.unwrap()["a"], "b");
    client.users().delete(&user).await.unwrap().unwrap();
    assert_sent(server, "DELETE", &path, "");

    let before = server.request_count();
    for error in [
        client
            .users()
            .create(NewUser::new(role).name("x"))
            .await
            .unwrap_err(),
        client
            .users()
            .update(&user, UserPatch::new().name(""))
            .await
            .unwrap_err(),
        client.users().get("").await.unwrap_err(),
        client.users().delete("..").await.unwrap_err(),
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
    let ada = NewUser::new(role).description([("a", 1)]);
    let made = client.users().ensure("Ada", ada.clone()).await.unwrap();
    assert_eq!(made.action, Action::Created);

    let before = server.requests().len();
    let same = client.users().ensure("Ada", ada).await.unwrap();
    assert_eq!((same.action, &same.value), (Action::Unchanged, &made.value));
    let sent_since = server.requests().split_off(before);
    assert!(sent_since.iter().all(|request| request.method == "GET"));

    // Only fields that differ are sent.
    let ada = NewUser::new(other.as_str()).no_description();
    let changed = client.users().ensure("Ada", ada).await.unwrap();
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

    // A repeated name counts once.
    let ada = NewUser::new(other.as_str()).name("Bob");
    let error = client.users().ensure("Ada", ada).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);

    // Two users of one name are ambiguous.
    let second = client
        .users()
        .create(NewUser::new(role).name("Ada"))
        .await
        .unwrap();
    let before = server.requests().len();
    let ada = NewUser::new(role);
    let error = client.users().ensure("Ada", ada).await.unwrap_err();
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
    let made = client
        .users()
        .ensure("Ada", NewUser::new(role))
        .await
        .unwrap();
    assert_eq!(made.action, Action::Created);
    assert_eq!(client.users().find_by_name("Ada").await.unwrap().len(), 1);

    // The user was not created: the error is returned.
    let lost = Fault::reset().before().method("POST");
    server.inject(lost).await.unwrap();
    let error = client
        .users()
        .ensure("Bob", NewUser::new(role))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(client.users().find_by_name("Bob").await.unwrap().is_empty());

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
    let users = [
        NewUser::new(role),
        NewUser::new("nothing"),
        NewUser::new(role),
    ];
    let ends = client.users().create_all(users).run().await;
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

    let patches = made
        .iter()
        .map(|user| (user.clone(), UserPatch::new().name("Same")));
    let ends = client
        .users()
        .update_all(patches)
        .concurrency(1)
        .run()
        .await;
    assert!(ends.iter().all(|end| end.result.is_ok()));
    assert_eq!(client.users().find_by_name("Same").await.unwrap().len(), 2);

    let all = made.into_iter().chain(["nobody".into()]);
    let ends = client.users().delete_all(all).run().await;
    let done: Vec<_> = ends.iter().map(|end| end.result.is_ok()).collect();
    assert_eq!(done, [true, true, false]);
}

#[tokio::test]
async fn a_role_that_grants_too_much_is_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.trusted_twin();
    let caller = server.add_caller(Statement::allow(["create_user", "get_users"]));
    let client = trusted_twin_as(&sandbox, &caller);
    let everything = server.administrator().role.as_str();
    let error = client
        .users()
        .ensure("Ada", NewUser::new(everything))
        .await
        .unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.outcome(), Outcome::Refused);
    client
        .users()
        .create(NewUser::new(caller.role.as_str()))
        .await
        .unwrap();
}
