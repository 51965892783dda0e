//! Method, path, query, headers and body of requests, read from the sandbox's log.

use futures_util::TryStreamExt;
use rolekit::gcore::{AssignRole, AssignmentId, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::trusted_twin::{
    Action, NewRole, RoleId, RoleName, RoleUpdate, RulesChange, Statement,
};
use rolekit::{Error, ErrorKind, Field, Outcome, Position};
use rolekit_e2e::{assert_sent, gcore, trusted_twin};
use rolekit_sandbox::{CredentialStatus, Sandbox};
use serde_json::json;

const ADA: UserId = UserId::new(777);

#[tokio::test]
async fn fields_of_an_assignment_are_undefined_null_or_a_value() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let server = sandbox.gcore();
    let id = server.add_assignment(777, "Observer", Some(100));
    let path = format!("/cloud/v1/users/assignments/{id}");
    let (assignments, account) = (client.role_assignments(), ClientId::new(8));
    for (scope, fields) in [
        (
            Scope::project(account, ProjectId::new(100)),
            r#""client_id":8,"project_id":100,"#,
        ),
        (Scope::Unspecified, ""),
        (
            Scope::account(account),
            r#""client_id":8,"project_id":null,"#,
        ),
        (Scope::OwnAccount, r#""client_id":null,"project_id":null,"#),
    ] {
        // The service decides whether the role is valid in the scope.
        let assign = AssignRole::new(ADA, Role::User).scope(scope);
        let _ = assignments.update(AssignmentId::new(id), &assign).await;
        let body = format!(r#"{{{fields}"role":"User","user_id":777}}"#);
        assert_sent(server, "PATCH", &path, &body);
        let _ = assignments.create(&assign).await;
        assert_sent(server, "POST", "/cloud/v1/users/assignments", &body);
    }
}

#[tokio::test]
async fn each_state_of_a_field_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let server = sandbox.gcore();
    let id = server.add_assignment(777, "Observer", Some(100));
    let states = [
        (Field::Undefined, None),
        (Field::Null, Some("null")),
        (Field::Value(8), Some("8")),
    ];
    for (client_id, client_text) in states {
        for (project_id, project_text) in states {
            let mut body = AssignRole::new(ADA, Role::User);
            body.client_id = client_id.map(ClientId::new);
            body.project_id = project_id.map(ProjectId::new);
            let update = client
                .role_assignments()
                .update(AssignmentId::new(id), &body);
            let _ = update.await;
            let mut fields = String::new();
            for (name, text) in [("client_id", client_text), ("project_id", project_text)] {
                if let Some(text) = text {
                    fields += &format!(r#""{name}":{text},"#);
                }
            }
            assert_sent(
                server,
                "PATCH",
                &format!("/cloud/v1/users/assignments/{id}"),
                &format!(r#"{{{fields}"role":"User","user_id":777}}"#),
            );
        }
    }
}

#[tokio::test]
async fn an_update_of_a_role_sends_only_changed_fields() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let new = NewRole::new("Before".parse().unwrap(), Statement::permit_nothing());
    let role = client.roles().create(&new).await.unwrap();
    let body = r#"{"name":"Before","statement":{"actions":[],"effect":"allow"}}"#;
    assert_sent(server, "POST", "/roles", body);
    client.roles().create(&new.clear_rules()).await.unwrap();
    let body = r#"{"name":"Before","rules":null,"statement":{"actions":[],"effect":"allow"}}"#;
    assert_sent(server, "POST", "/roles", body);
    let path = format!("/roles/{}", role.uuid);
    for (update, body) in [
        (RoleUpdate::new(), "{}"),
        (
            RoleUpdate::new().name("After".parse().unwrap()),
            r#"{"name":"After"}"#,
        ),
        (RoleUpdate::new().clear_name(), r#"{"name":null}"#),
        (RoleUpdate::new().clear_rules(), r#"{"rules":null}"#),
        (
            RoleUpdate::new().rules(RulesChange::new().clear_twin()),
            r#"{"rules":{"twin":null}}"#,
        ),
        (
            RoleUpdate::new().rules(RulesChange::new()),
            r#"{"rules":{}}"#,
        ),
        (
            RoleUpdate::new().rules(RulesChange::new().entry("true").clear_identity()),
            r#"{"rules":{"entry":"true","identity":null}}"#,
        ),
        (RoleUpdate::new().clear_statement(), r#"{"statement":null}"#),
        (
            RoleUpdate::new().statement(Statement::permit_everything()),
            r#"{"statement":{"actions":null,"effect":"deny"}}"#,
        ),
        (
            RoleUpdate::new().statement(Statement::allow([Action::GetTwin])),
            r#"{"statement":{"actions":["get_twin"],"effect":"allow"}}"#,
        ),
    ] {
        client.roles().update(&role.uuid, &update).await.unwrap();
        assert_sent(server, "PATCH", &path, body);
    }
}

#[tokio::test]
async fn filters_of_lists_are_sent_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let server = sandbox.gcore();
    let assignments = client.role_assignments();
    let list = assignments.list();
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(10), "?limit=10"),
        (list.clone().offset(0), "?offset=0"),
        (list.clone().offset(5), "?offset=5"),
        (list.clone().project_id(ProjectId::new(1)), "?project_id=1"),
        (list.clone().user_id(ADA), "?user_id=777"),
        (
            list.user_id(ADA)
                .project_id(ProjectId::new(1))
                .offset(0)
                .limit(10),
            "?limit=10&offset=0&project_id=1&user_id=777",
        ),
    ] {
        list.page().await.unwrap();
        assert_sent(
            server,
            "GET",
            &format!("/cloud/v1/users/assignments{query}"),
            "",
        );
    }
    let users = client.users();
    let list = users.list();
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(1), "?limit=1"),
        (list.clone().offset(1), "?offset=1"),
        (list.user_id(ADA), "?user_id=777"),
    ] {
        list.page().await.unwrap();
        assert_sent(server, "GET", &format!("/cloud/v1/users{query}"), "");
    }
}

#[tokio::test]
async fn pages_are_requested_by_offset_when_needed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let server = sandbox.gcore();
    let made: Vec<_> = (0..5)
        .map(|_| server.add_assignment(777, "Observer", Some(server.add_project())))
        .map(AssignmentId::new)
        .collect();
    let assignments = client.role_assignments();
    let mut stream = assignments.list().limit(2).stream();
    let mut read = vec![stream.try_next().await.unwrap().unwrap().id];
    assert_eq!(
        server.requests().len(),
        1,
        "the next page is not requested early"
    );
    read.extend(
        stream
            .map_ok(|assignment| assignment.id)
            .try_collect::<Vec<_>>()
            .await
            .unwrap(),
    );
    assert_eq!(read, made);
    let queries: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.query.unwrap())
        .collect();
    assert_eq!(queries, ["limit=2", "limit=2&offset=2", "limit=2&offset=4"]);

    let pages: Vec<_> = assignments
        .list()
        .limit(3)
        .pages()
        .try_collect()
        .await
        .unwrap();
    let sizes: Vec<_> = pages
        .iter()
        .map(|page| (page.items.len(), page.count, page.next.clone()))
        .collect();
    assert_eq!(
        sizes,
        [(3, Some(5), Some(Position::Offset(3))), (2, Some(5), None)]
    );
}

#[tokio::test]
async fn ids_are_percent_encoded_and_dot_segments_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    for (id, path) in [
        ("a b", "/roles/a%20b"),
        ("a/b", "/roles/a%2Fb"),
        ("../users", "/roles/..%2Fusers"),
        ("..\\users", "/roles/..%5Cusers"),
        ("a?b#c", "/roles/a%3Fb%23c"),
        ("%2e%2e", "/roles/%252e%252e"),
        ("é", "/roles/%C3%A9"),
        ("...", "/roles/..."),
    ] {
        let error = client.roles().get(&RoleId::new(id)).await.unwrap_err();
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(404),
            "{id}"
        );
        assert_sent(server, "GET", path, "");
    }
    let before = server.requests().len();
    for id in ["", ".", ".."] {
        let (roles, id, update) = (client.roles(), RoleId::new(id), RoleUpdate::new());
        for error in [
            roles.get(&id).await.unwrap_err(),
            roles.update(&id, &update).await.unwrap_err(),
            roles.delete(&id).await.unwrap_err(),
            roles.get(&id).send().await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.outcome(), Outcome::NotSent);
        }
    }
    assert_eq!(server.requests().len(), before, "nothing was sent");
}

#[test]
fn an_invalid_name_cannot_be_sent() {
    for name in ["", "x", " ab", "a\u{e9}b", "ab\n"] {
        let parsed = name.parse::<RoleName>();
        let error = parsed.map_err(Error::invalid_request).unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::InvalidRequest, Outcome::NotSent)
        );
        RoleName::try_from(name).unwrap_err();
        RoleName::try_from(name.to_owned()).unwrap_err();
        serde_json::from_value::<RoleUpdate>(json!({"name": name})).unwrap_err();
    }
}

#[tokio::test]
async fn headers_of_a_request() {
    let sandbox = Sandbox::start().await.unwrap();
    gcore(&sandbox).users().list().page().await.unwrap();
    trusted_twin(&sandbox).who_am_i().await.unwrap();
    let on_gcore = sandbox.gcore().requests().remove(0);
    let on_twin = sandbox.trusted_twin().requests().remove(0);
    for request in [&on_gcore, &on_twin] {
        assert_eq!(request.credential, CredentialStatus::Valid);
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("accept-encoding"), Some("gzip"));
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("rolekit/"), "{agent}");
        assert_eq!(request.header("api-version"), None);
        assert_eq!(
            request.header("content-type"),
            None,
            "nothing is sent that would have one"
        );
    }
    assert_eq!(on_gcore.header("authorization"), Some("APIKey [redacted]"));
    assert_eq!(on_twin.header("authorization"), Some("[redacted]"));
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_trailing_slash() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.trusted_twin();
    for (suffix, path) in [
        ("/", "/whoami"),
        ("/prefix", "/prefix/whoami"),
        ("/prefix/", "/prefix/whoami"),
    ] {
        let client = rolekit::trusted_twin::Client::builder()
            .credential(server.secret())
            .base_url(format!("{}{suffix}", server.base_url()))
            .build()
            .unwrap();
        let _ = client.who_am_i().await;
        assert_sent(server, "GET", path, "");
    }
}
