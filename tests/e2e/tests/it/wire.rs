//! Method, path, query, headers and body of requests, read from the sandbox's log.

use futures_util::TryStreamExt;
use rolekit::gcore::{Role, Scope};
use rolekit::trusted_twin::{Action, RolePatch, RulesChange, Statement};
use rolekit::{ErrorKind, Field, Outcome, Position};
use rolekit_e2e::{assert_sent, gcore, trusted_twin};
use rolekit_sandbox::{CredentialStatus, Sandbox};

#[tokio::test]
async fn fields_of_an_assignment_are_undefined_null_or_a_value() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let server = sandbox.gcore();
    let id = server.add_assignment(777, "Observer", Some(100));
    let path = format!("/cloud/v1/users/assignments/{id}");
    for (scope, fields) in [
        (Scope::project(8, 100), r#""client_id":8,"project_id":100,"#),
        (Scope::Unspecified, ""),
        (Scope::account(8), r#""client_id":8,"project_id":null,"#),
        (Scope::OwnAccount, r#""client_id":null,"project_id":null,"#),
    ] {
        // The service decides whether the role is valid in the scope.
        let _ = client
            .role_assignments()
            .update(id, 777, Role::User, scope)
            .await;
        let body = format!(r#"{{{fields}"role":"User","user_id":777}}"#);
        assert_sent(server, "PATCH", &path, &body);
        let _ = client
            .role_assignments()
            .create(777, Role::User, scope)
            .await;
        assert_sent(server, "POST", "/cloud/v1/users/assignments", &body);
    }
}

#[tokio::test]
async fn the_generated_client_sends_each_field_state() {
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
            let mut body =
                rolekit::gcore::generated::types::AssignRole::new(Role::User, 777.into());
            body.client_id = client_id.map(Into::into);
            body.project_id = project_id.map(Into::into);
            let _ = client
                .generated()
                .update_role_assignment(id.into(), &body)
                .await;
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
async fn a_role_patch_sends_only_changed_fields() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let role = client
        .roles()
        .create(RolePatch::new().name("Before"))
        .await
        .unwrap();
    assert_sent(server, "POST", "/roles", r#"{"name":"Before"}"#);
    let path = format!("/roles/{}", role.uuid);
    for (patch, body) in [
        (RolePatch::new(), "{}"),
        (RolePatch::new().name("After"), r#"{"name":"After"}"#),
        (RolePatch::new().clear_name(), r#"{"name":null}"#),
        (RolePatch::new().clear_rules(), r#"{"rules":null}"#),
        (
            RolePatch::new().rules(RulesChange::new().clear_twin()),
            r#"{"rules":{"twin":null}}"#,
        ),
        (
            RolePatch::new().rules(RulesChange::new()),
            r#"{"rules":{}}"#,
        ),
        (
            RolePatch::new().rules(RulesChange::new().entry("true").clear_identity()),
            r#"{"rules":{"entry":"true","identity":null}}"#,
        ),
        (RolePatch::new().clear_statement(), r#"{"statement":null}"#),
        (
            RolePatch::new().statement(Statement::permit_everything()),
            r#"{"statement":{"actions":null,"effect":"deny"}}"#,
        ),
        (
            RolePatch::new().statement(Statement::allow([Action::GetTwin])),
            r#"{"statement":{"actions":["get_twin"],"effect":"allow"}}"#,
        ),
    ] {
        client.roles().update(&role.uuid, patch).await.unwrap();
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
        (list.clone().project_id(1), "?project_id=1"),
        (list.clone().user_id(777), "?user_id=777"),
        (
            list.user_id(777).project_id(1).offset(0).limit(10),
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
        (list.user_id(777), "?user_id=777"),
    ] {
        list.page().await.unwrap();
        assert_sent(server, "GET", &format!("/cloud/v1/users{query}"), "");
    }
    let error = assignments.list().limit(0).page().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InvalidRequest, Outcome::NotSent)
    );
}

#[tokio::test]
async fn pages_are_requested_by_offset_when_needed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let server = sandbox.gcore();
    let made: Vec<i64> = (0..5)
        .map(|_| server.add_assignment(777, "Observer", Some(server.add_project())))
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
        let error = client.roles().get(id).await.unwrap_err();
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(404),
            "{id}"
        );
        assert_sent(server, "GET", path, "");
    }
    let before = server.requests().len();
    for id in ["", ".", ".."] {
        let patch = RolePatch::new().name("After");
        for error in [
            client.roles().get(id).await.unwrap_err(),
            client.roles().update(id, patch).await.unwrap_err(),
            client.roles().delete(id).await.unwrap_err(),
            client
                .generated()
                .get_user_role(&id.into())
                .await
                .unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.outcome(), Outcome::NotSent);
        }
    }
    assert_eq!(server.requests().len(), before, "nothing was sent");
}

#[tokio::test]
async fn an_invalid_name_is_not_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    for name in ["", "x", " ab", "a\u{e9}b", "ab\n"] {
        let patch = RolePatch::new().name(name);
        let error = client.roles().create(patch).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::InvalidRequest, Outcome::NotSent)
        );
    }
    assert!(sandbox.trusted_twin().requests().is_empty());
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
