//! Role assignments, credentials and the request log.

use crate::client::{call, class, client, gcore, get, send, start, write};
use reqwest::Method;
use rolekit_sandbox::{CredentialStatus, GcoreServer, Sandbox};
use serde_json::{Value, json};

const ASSIGNMENTS: &str = "/cloud/v1/users/assignments";

async fn post(api: &GcoreServer, body: &Value) -> (u16, Value) {
    write(api, Method::POST, ASSIGNMENTS, body).await
}

async fn patch(api: &GcoreServer, id: i64, body: &Value) -> (u16, Value) {
    write(api, Method::PATCH, &format!("{ASSIGNMENTS}/{id}"), body).await
}

async fn delete(api: &GcoreServer, id: &str) -> (u16, Value) {
    call(api, Method::DELETE, &format!("{ASSIGNMENTS}/{id}")).await
}

#[tokio::test]
async fn creates_updates_and_deletes_an_assignment() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let wanted =
        json!({"user_id": 777, "role": "ProjectAdministrator", "client_id": 8, "project_id": 100});

    let (status, made) = post(api, &wanted).await;
    assert_eq!(status, 200);
    let id = made["id"].as_i64().unwrap();
    assert_eq!(made["role"], "ProjectAdministrator");
    assert_eq!(made["assigned_by"], api.api_key_owner());
    assert_eq!(made["updated_at"], Value::Null);
    assert_eq!(api.assignment(id), Some(made.clone()));

    let mut changed = wanted.clone();
    changed["role"] = json!("Observer");
    assert_eq!(
        patch(api, id, &changed).await,
        (200, json!({"assignment_id": id}))
    );
    let now = api.assignment(id).unwrap();
    assert_eq!(now["role"], "Observer");
    assert_eq!(now["created_at"], made["created_at"]);
    assert!(now["updated_at"].as_str().unwrap() > made["created_at"].as_str().unwrap());

    assert_eq!(
        get(api, ASSIGNMENTS).await,
        (200, json!({"count": 1, "results": [now]}))
    );
    assert_eq!(
        delete(api, &id.to_string()).await,
        (200, json!({"assignment_id": id}))
    );
    let (status, body) = delete(api, &id.to_string()).await;
    assert_eq!((status, class(&body)), (404, "NotFoundError"));
    assert!(api.assignments().is_empty());
}

#[tokio::test]
async fn patch_changes_only_the_scope_keys_it_has() {
    let sandbox = start().await;
    let api = sandbox.gcore();

    let (_, made) = post(api, &json!({"user_id": 777, "role": "ClientAdministrator"})).await;
    assert_eq!(
        (&made["client_id"], &made["project_id"]),
        (&json!(8), &Value::Null)
    );

    let (status, body) = post(
        api,
        &json!({"user_id": 777, "role": "User", "project_id": 100}),
    )
    .await;
    assert_eq!((status, class(&body)), (400, "ValidationError"));
    assert!(body["invalid_fields"]["client_id"].is_array());

    // An absent key keeps the scope, null resets it.
    let id = api.add_assignment(778, "User", Some(200));
    patch(api, id, &json!({"user_id": 778, "role": "Observer"})).await;
    assert_eq!(api.assignment(id).unwrap()["project_id"], 200);
    let cleared = json!({"user_id": 778, "role": "Observer", "project_id": null});
    patch(api, id, &cleared).await;
    assert_eq!(api.assignment(id).unwrap()["project_id"], Value::Null);
    let moved = json!({"user_id": 777, "role": "Observer", "client_id": 8, "project_id": 100});
    patch(api, id, &moved).await;
    assert_eq!(api.assignment(id).unwrap()["project_id"], 100);
    assert_eq!(api.assignment(id).unwrap()["user_id"], 777);
    assert_eq!(api.user_assignment_ids(778), Vec::<i64>::new());
}

#[tokio::test]
async fn missing_resources_are_404() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for body in [
        json!({"user_id": 1_000_000, "role": "User"}),
        json!({"user_id": 777, "role": "User", "client_id": 9}),
        json!({"user_id": 777, "role": "User", "client_id": 8, "project_id": 300}),
    ] {
        let (status, response) = post(api, &body).await;
        assert_eq!((status, class(&response)), (404, "NotFoundError"), "{body}");
    }
    let (status, _) = patch(api, 5, &json!({"user_id": 777, "role": "User"})).await;
    assert_eq!(status, 404);
    for id in ["x", "1.5", "%2e%2e", ""] {
        assert_eq!(delete(api, id).await.0, 404, "{id}");
    }
    assert_eq!(get(api, "/cloud/v1/nothing").await.0, 404);
    assert!(api.assignments().is_empty());
}

#[tokio::test]
async fn duplicate_assignment_is_409() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let wanted = json!({"user_id": 777, "role": "User", "client_id": 8, "project_id": 100});
    assert_eq!(post(api, &wanted).await.0, 200);
    let (status, body) = post(api, &wanted).await;
    assert_eq!((status, class(&body)), (409, "ConflictError"));

    let other = api.add_assignment(777, "Observer", Some(100));
    assert_eq!(patch(api, other, &wanted).await.0, 409);
    assert_eq!(api.assignments().len(), 2);
}

#[tokio::test]
async fn bodies_are_validated_against_the_document() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let wrong = [
        (json!({"role": "User"}), "user_id"),
        (json!({"user_id": 777}), "role"),
        (json!({"user_id": "777", "role": "User"}), "user_id"),
        (json!({"user_id": 777, "role": 5}), "role"),
        (
            json!({"user_id": 777, "role": "User", "client_id": "8"}),
            "client_id",
        ),
        (json!({"user_id": 1e30, "role": "User"}), "user_id"),
        (json!([]), ""),
    ];
    for (body, field) in wrong {
        let (status, response) = post(api, &body).await;
        assert_eq!(
            (status, class(&response)),
            (400, "ValidationError"),
            "{body}"
        );
        assert!(response["invalid_fields"][field].is_array(), "{response}");
    }
    let raw = |content_type: &str, body: &'static str| {
        gcore(api, Method::POST, ASSIGNMENTS)
            .header("content-type", content_type)
            .body(body)
    };
    let right = r#"{"user_id":777,"role":"User"}"#;
    for (content_type, body) in [
        ("application/json", "{"),
        ("application/json", ""),
        ("text/plain", right),
    ] {
        let (status, response) = send(raw(content_type, body)).await;
        assert_eq!(
            (status.as_u16(), class(&response)),
            (400, "ValidationError")
        );
    }
    let (status, _) = send(raw("Application/JSON; charset=utf-8", right)).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for n in 0..5 {
        let user = if n % 2 == 0 { 777 } else { 778 };
        api.add_assignment(user, &format!("Role{n}"), (n < 3).then_some(100));
    }
    let ids = |body: &Value| -> Vec<i64> {
        let results = body["results"].as_array().unwrap();
        results
            .iter()
            .map(|item| item["id"].as_i64().unwrap())
            .collect()
    };
    let (_, all) = get(api, ASSIGNMENTS).await;
    let all = ids(&all);
    assert_eq!(all.len(), 5);
    for (query, count, expected) in [
        ("limit=2", 5, &all[..2]),
        ("limit=2&offset=2", 5, &all[2..4]),
        ("limit=2&offset=4", 5, &all[4..]),
        ("limit=2&offset=9", 5, &[]),
        ("limit=1000&offset=0", 5, &all[..]),
        ("user_id=777", 3, &[all[0], all[2], all[4]]),
        ("project_id=100", 3, &all[..3]),
        ("project_id=100&user_id=778&limit=1", 1, &all[1..2]),
        ("user_id=5&unknown=1", 0, &[]),
    ] {
        let (status, body) = get(api, &format!("{ASSIGNMENTS}?{query}")).await;
        assert_eq!(status, 200, "{query}");
        assert_eq!(body["count"], count, "{query}");
        assert_eq!(ids(&body), expected, "{query}");
    }
    for query in [
        "limit=0",
        "limit=1001",
        "limit=x",
        "limit=",
        "offset=-1",
        "user_id=a",
    ] {
        for path in [ASSIGNMENTS, "/cloud/v1/users"] {
            let (status, body) = get(api, &format!("{path}?{query}")).await;
            assert_eq!((status, class(&body)), (400, "ValidationError"), "{query}");
            assert!(body["invalid_fields"].is_object());
        }
    }
    let (_, users) = get(api, "/cloud/v1/users?user_id=778").await;
    assert_eq!((&users["count"], ids(&users)), (&json!(1), vec![778]));
    let (_, users) = get(api, "/cloud/v1/users?limit=1&offset=1").await;
    assert_eq!((&users["count"], ids(&users)), (&json!(3), vec![777]));
}

#[tokio::test]
async fn unknown_roles_are_accepted() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (status, made) = post(api, &json!({"user_id": 777, "role": "Astronaut"})).await;
    assert_eq!((status, &made["role"]), (200, &json!("Astronaut")));
    let id = api.add_assignment_json(json!({"role": "Pilot", "user_id": 778, "badge": {"n": 1}}));
    let (status, page) = get(api, ASSIGNMENTS).await;
    assert_eq!(status, 200);
    let pilot = &page["results"][1];
    assert_eq!(
        (&pilot["id"], &pilot["badge"]),
        (&json!(id), &json!({"n": 1}))
    );
}

#[tokio::test]
async fn lists_roles_by_scope() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (_, all) = get(api, "/cloud/v1/users/roles").await;
    assert_eq!(all["count"], 5);
    let (_, project) = get(api, "/cloud/v1/users/roles?project_id=100").await;
    assert_eq!(project["count"], 4);
    assert_eq!(get(api, "/cloud/v1/users/roles?project_id=1").await.0, 404);
}

#[tokio::test]
async fn checks_the_api_key() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let url = format!("{}{ASSIGNMENTS}", api.base_url());
    let key = api.api_key();
    for (header, expected) in [
        (None, (401, "not_authenticated")),
        (Some(key.to_owned()), (401, "token_not_valid")),
        (Some(format!("Bearer {key}")), (401, "token_not_valid")),
        (Some(format!("APIKey {key}x")), (401, "token_not_valid")),
        (Some(format!("APIKey  {key}")), (401, "token_not_valid")),
    ] {
        let mut request = client().get(&url);
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let (status, body) = send(request).await;
        assert_eq!((status.as_u16(), class(&body)), expected, "{header:?}");
    }
    for scheme in ["APIKey", "apikey", "ApiKey"] {
        let header = format!("{scheme} {key}");
        let (status, _) = send(client().get(&url).header("authorization", header)).await;
        assert_eq!(status, 200);
    }
    let seen: Vec<_> = api.requests().iter().map(|r| r.credential).collect();
    use CredentialStatus::{Invalid, Missing, Valid};
    assert_eq!(
        seen,
        [
            Missing, Invalid, Invalid, Invalid, Invalid, Valid, Valid, Valid
        ]
    );
}

#[tokio::test]
async fn unsupported_methods_are_405() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for (method, path) in [
        (Method::PUT, ASSIGNMENTS),
        (Method::GET, "/cloud/v1/users/assignments/1"),
        (Method::POST, "/cloud/v1/users"),
    ] {
        let (status, body) = send(gcore(api, method, path)).await;
        assert_eq!((status.as_u16(), class(&body)), (405, "HTTPError"));
    }
    let (status, _) = send(gcore(api, Method::HEAD, ASSIGNMENTS)).await;
    assert_eq!(status, 405);
}

#[tokio::test]
async fn request_log_records_requests_without_the_key() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let body = r#"{ "user_id":777,"role":"Us\u0065r" }"#;
    let request = gcore(api, Method::POST, &format!("{ASSIGNMENTS}?a=%20b&c"))
        .header("content-type", "application/json")
        .header("x-trace", "t1")
        .body(body);
    send(request).await;
    delete(api, "a%2Fb%20c").await;

    let log = api.requests();
    let [made, deleted] = log.as_slice() else {
        panic!("{log:?}")
    };
    assert_eq!((made.sequence, deleted.sequence), (1, 2));
    assert_ne!(made.connection, deleted.connection);
    assert_eq!(made.method, "POST");
    assert_eq!(made.path, ASSIGNMENTS);
    assert_eq!(made.query.as_deref(), Some("a=%20b&c"));
    assert_eq!(made.body, body);
    assert!(made.body_complete);
    assert_eq!(made.header("X-Trace"), Some("t1"));
    assert_eq!(made.header("authorization"), Some("APIKey [redacted]"));
    assert_eq!(made.credential, CredentialStatus::Valid);
    assert_eq!((made.api_status, made.status), (Some(200), Some(200)));
    assert_eq!(deleted.path, format!("{ASSIGNMENTS}/a%2Fb%20c"));
    assert_eq!(deleted.status, Some(404));

    let key = api.api_key();
    assert!(!format!("{log:?} {sandbox:?} {api:?}").contains(key));
    let control = format!("{}/__sandbox/requests", api.base_url());
    let (status, seen) = send(client().get(&control)).await;
    assert_eq!(status, 200);
    assert_eq!(seen["request_count"], 2);
    assert_eq!(seen["requests"][0]["body"], body);
    assert_eq!(seen["requests"][1]["path"], deleted.path);
    assert!(!seen.to_string().contains(key));
    send(client().delete(&control)).await;
    assert_eq!((api.requests().len(), api.request_count()), (0, 2));
}

#[tokio::test]
async fn request_log_is_bounded() {
    let sandbox = Sandbox::builder()
        .request_log_capacity(2)
        .start()
        .await
        .unwrap();
    let api = sandbox.gcore();
    for _ in 0..3 {
        get(api, "/cloud/v1/users").await;
    }
    let recorded: Vec<_> = api.requests().iter().map(|r| r.sequence).collect();
    assert_eq!((recorded, api.request_count()), (vec![2, 3], 3));
}

#[tokio::test]
#[cfg(debug_assertions)]
async fn response_that_violates_the_document_is_reported() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.add_assignment_json(json!({"role": 5}));
    let (status, body) = get(api, ASSIGNMENTS).await;
    assert_eq!(status, 500);
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("vendored document"),
        "{body}"
    );
    let log = api.requests();
    assert_eq!((log[0].api_status, log[0].status), (Some(200), Some(500)));
    assert!(
        log[0]
            .violation
            .as_ref()
            .unwrap()
            .contains("AssignmentHandler.get")
    );
}

#[tokio::test]
async fn unseeded_sandbox_has_only_an_administrator() {
    let sandbox = Sandbox::builder().unseeded().start().await.unwrap();
    let api = sandbox.gcore();
    assert_eq!(api.users().len(), 1);
    assert!(api.project_ids().is_empty());
    api.add_user_with_id(5, "Eve");
    api.set_user_fields(5, json!({"is_admin": true, "phone": "none"}));
    let (status, users) = get(api, "/cloud/v1/users?user_id=5").await;
    assert_eq!(status, 200);
    assert_eq!(users["results"][0]["is_admin"], true);
    assert_eq!(users["results"][0]["phone"], "none");
}
