//! Users, their secrets and tokens, the account, its log and its usage.

use std::time::Duration;

use crate::client::{TwinClient, client, send, start, subcode};
use reqwest::Method;
use rolekit_sandbox::{Sandbox, Statement};
use serde_json::{Value, json};

/// Creates a user with this role and without a secret.
async fn user(admin: &TwinClient<'_>, role: &str) -> String {
    let (status, made) = admin.post("/users", &json!({"role": role})).await;
    assert_eq!(status, 201, "{made}");
    made["uuid"].as_str().unwrap().to_owned()
}

/// Creates a PIN for a user.
async fn pin(admin: &TwinClient<'_>, user: &str, body: &Value) -> String {
    let (status, made) = admin.post(&format!("/users/{user}/secrets"), body).await;
    assert_eq!(status, 201, "{made}");
    made["pin"].as_str().unwrap().to_owned()
}

/// Creates a secret from a PIN, without a credential.
async fn redeem(sandbox: &Sandbox, account: &str, pin: &str) -> (u16, Value) {
    let url = format!(
        "{}/secrets/{account}/{pin}",
        sandbox.trusted_twin().base_url()
    );
    let (status, body) = send(client().post(url)).await;
    (status.as_u16(), body)
}

fn text<'a>(body: &'a Value, field: &str) -> &'a str {
    body[field].as_str().unwrap()
}

#[tokio::test]
async fn creates_updates_and_deletes_a_user() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let reader = api.add_role("Reader", Statement::allow(["get_users"]));
    let writer = api.add_role("Writer", Statement::allow(["create_twin"]));

    let (status, made) = admin
        .post(
            "/users",
            &json!({"role": reader, "name": "Ada", "description": {}, "activity": {"log": {"dimensions": {"a": "b"}}}}),
        )
        .await;
    assert_eq!(status, 201);
    assert_eq!(
        (text(&made, "name"), text(&made, "role")),
        ("Ada", &*reader)
    );
    assert_eq!(made["description"], json!({}));
    let uuid = text(&made, "uuid");
    let path = format!("/users/{uuid}");
    assert_eq!(admin.get(&path).await, (200, made.clone()));

    let (_, list) = admin.get("/users").await;
    assert_eq!(list["users"].as_object().unwrap().len(), 2);
    assert_eq!(list["users"][uuid]["role"], reader);
    assert!(list["users"][uuid].get("description").is_none());

    let (status, changed) = admin
        .patch(&path, &json!({"role": writer, "description": null}))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        changed,
        json!({"name": "Ada", "role": writer, "activity": made["activity"]})
    );
    let now = api.user(uuid).unwrap();
    assert!(now.get("description").is_none());
    assert!(now["updated_ts"].as_f64() > made["updated_ts"].as_f64());

    assert_eq!(admin.delete(&path).await, (200, now));
    for (method, body) in [
        (Method::GET, None),
        (Method::PATCH, Some(json!({}))),
        (Method::DELETE, None),
    ] {
        let (status, body) = admin.call(method, &path, body.as_ref()).await;
        assert_eq!((status, subcode(&body)), (404, "404653"));
    }
}

#[tokio::test]
async fn user_with_a_missing_role_is_404() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    for (body, expected) in [
        (json!({}), (400, "400000")),
        (json!({"role": null}), (400, "400000")),
        (json!({"role": "nothing"}), (404, "404653")),
    ] {
        let (status, response) = admin.post("/users", &body).await;
        assert_eq!((status, subcode(&response)), expected, "{body}");
    }
    let path = format!("/users/{}", api.administrator().user);
    assert_eq!(admin.patch(&path, &json!({"role": "nothing"})).await.0, 404);
    assert_eq!(admin.patch(&path, &json!({"name": "x"})).await.0, 400);
    assert_eq!(api.users().len(), 1);
}

#[tokio::test]
async fn assigning_a_role_beyond_the_callers_is_403() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let caller = api.add_caller(Statement::allow(["create_user", "update_user", "trace"]));
    let somebody = TwinClient(api, &caller.secret);
    let less = api.add_role("Less", Statement::allow(["trace"]));
    let more = api.add_role("More", Statement::allow(["trace", "get_log"]));
    assert_eq!(somebody.post("/users", &json!({"role": less})).await.0, 201);
    let (status, body) = somebody.post("/users", &json!({"role": more})).await;
    assert_eq!((status, subcode(&body)), (403, "403535"));
    // This applies to the caller's own role too.
    for role in [&more, &api.administrator().role] {
        let path = format!("/users/{}", caller.user);
        assert_eq!(somebody.patch(&path, &json!({"role": role})).await.0, 403);
    }
    assert_eq!(api.user(&caller.user).unwrap()["role"], caller.role);
}

#[tokio::test]
async fn pin_creates_one_secret() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let role = api.add_role("Tracer", Statement::allow(["trace"]));
    let user = user(&admin, &role).await;
    let path = format!("/users/{user}/secrets");
    assert_eq!(admin.get(&path).await.0, 404);

    let pin = pin(&admin, &user, &json!({"validity_ts": null})).await;
    assert_eq!(pin.len(), 6);
    assert!(pin.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(redeem(&sandbox, "another-account", &pin).await.0, 404);
    let (status, made) = redeem(&sandbox, &api.account(), &pin).await;
    assert_eq!(status, 201);
    assert_eq!(
        (text(&made, "user"), text(&made, "account")),
        (&*user, &*api.account())
    );
    let secret = text(&made, "secret");
    assert_eq!(secret.len(), 64);
    let (status, body) = redeem(&sandbox, &api.account(), &pin).await;
    assert_eq!((status, subcode(&body)), (404, "404653"));

    // The secret has the permissions of the user's role.
    let own = TwinClient(api, secret);
    assert_eq!(
        own.get("/whoami").await.1,
        json!({"account": api.account(), "user": user, "role": role})
    );
    assert_eq!(
        own.call(Method::POST, "/trace", None).await,
        (201, json!({}))
    );
    assert_eq!(own.get("/users").await.0, 403);

    let (status, known) = admin.get(&path).await;
    assert_eq!(status, 200);
    assert_eq!(text(&known, "fingerprint"), &secret[60..]);
    assert!(known.get("secret").is_none());
    assert_eq!(known["validity_ts"], Value::Null);

    assert_eq!(admin.delete(&path).await, (200, known));
    assert_eq!(admin.delete(&path).await.0, 404);
    assert_eq!(own.get("/whoami").await.0, 401);
}

#[tokio::test]
async fn pin_expires_after_ten_minutes() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let user = user(&admin, &api.administrator().role).await;
    let late = pin(&admin, &user, &json!({})).await;
    sandbox.advance_clock(Duration::from_secs(300)).unwrap();
    let early = pin(&admin, &user, &json!({})).await;
    sandbox.advance_clock(Duration::from_secs(300)).unwrap();
    assert_eq!(redeem(&sandbox, &api.account(), &late).await.0, 404);
    assert_eq!(redeem(&sandbox, &api.account(), &early).await.0, 201);
}

#[tokio::test]
async fn advances_the_clock_over_http() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let user = user(&admin, &api.administrator().role).await;
    let pin = pin(&admin, &user, &json!({})).await;
    // Both servers share one clock.
    let url = format!("{}/__sandbox/clock", sandbox.gcore().base_url());
    let put_forward = async |body: Value| send(client().post(&url).json(&body)).await.0;
    assert_eq!(put_forward(json!({"advance": 600_000})).await, 400);
    assert_eq!(put_forward(json!({"advance_ms": -1})).await, 400);
    assert_eq!(put_forward(json!({"advance_ms": 600_000})).await, 200);
    assert_eq!(redeem(&sandbox, &api.account(), &pin).await.0, 404);
}

#[tokio::test]
async fn user_has_one_secret_that_may_expire() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let user = user(&admin, &api.administrator().role).await;
    let path = format!("/users/{user}/secrets");
    let now = api.user(&user).unwrap()["created_ts"].as_f64().unwrap();

    let mut secrets = Vec::new();
    for validity_ts in [json!(null), json!(now + 3600.0)] {
        let pin = pin(&admin, &user, &json!({"validity_ts": validity_ts})).await;
        let (_, made) = redeem(&sandbox, &api.account(), &pin).await;
        assert_eq!(made["validity_ts"], validity_ts);
        secrets.push(text(&made, "secret").to_owned());
    }
    assert_eq!(TwinClient(api, &secrets[0]).get("/whoami").await.0, 401);
    let own = TwinClient(api, &secrets[1]);
    assert_eq!(own.get("/whoami").await.0, 200);
    sandbox.advance_clock(Duration::from_secs(3600)).unwrap();
    let (status, body) = own.get("/whoami").await;
    assert_eq!((status, subcode(&body)), (401, "401000"));

    // A new expiry replaces the old one. Without one the secret never expires.
    for (body, alive) in [
        (Some(json!({"validity_ts": now + 7200.0})), true),
        (Some(json!({"validity_ts": now})), false),
        (Some(json!({})), true),
        (Some(json!({"validity_ts": now})), false),
        (Some(json!({"validity_ts": null})), true),
        (Some(json!({"validity_ts": now})), false),
        (None, true),
    ] {
        let (status, changed) = admin.call(Method::PATCH, &path, body.as_ref()).await;
        assert_eq!(status, 201);
        let expected = body
            .as_ref()
            .map_or(&Value::Null, |body| &body["validity_ts"]);
        assert_eq!(&changed["validity_ts"], expected);
        assert_eq!(own.get("/whoami").await.0 == 200, alive, "{body:?}");
    }
    sandbox
        .advance_clock(Duration::from_secs(1_000_000_000))
        .unwrap();
    assert_eq!(own.get("/whoami").await.0, 200);
}

#[tokio::test]
async fn deleting_a_user_deletes_their_credentials() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let caller = api.add_user(&api.administrator().role);
    let (_, made) = TwinClient(api, &caller.secret)
        .post("/token", &json!({}))
        .await;
    let token = text(&made, "token").to_owned();
    let pin = pin(&admin, &caller.user, &json!({})).await;
    assert_eq!(TwinClient(api, &token).get("/whoami").await.0, 200);
    assert_eq!(
        admin.delete(&format!("/users/{}", caller.user)).await.0,
        200
    );
    for key in [&caller.secret, &token] {
        assert_eq!(TwinClient(api, key).get("/whoami").await.0, 401);
    }
    assert_eq!(redeem(&sandbox, &api.account(), &pin).await.0, 404);
}

#[tokio::test]
async fn token_has_its_users_permissions_until_it_expires() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let caller = api.add_caller(Statement::allow(["create_user_token", "trace"]));
    let now = api.user(&caller.user).unwrap()["created_ts"]
        .as_f64()
        .unwrap();
    let body = json!({"validity_ts": now + 60.0, "secret_dict": {"serial": 7}});
    let (status, made) = TwinClient(api, &caller.secret).post("/token", &body).await;
    assert_eq!(status, 201);
    assert_eq!(made["options"], json!([]));
    assert_eq!(made["validity_ts"], body["validity_ts"]);
    let token = TwinClient(api, text(&made, "token"));
    assert_eq!(api.secret_dict(token.1), Some(json!({"serial": 7})));
    assert_eq!(token.get("/whoami").await.1["user"], caller.user);
    assert_eq!(token.call(Method::POST, "/trace", None).await.0, 201);
    assert_eq!(token.get("/users").await.0, 403);
    // A token without options can do nothing else.
    for (path, body) in [("/token", json!({})), ("/token/refresh", json!({}))] {
        let (status, body) = token.post(path, &body).await;
        assert_eq!((status, subcode(&body)), (403, "403535"), "{path}");
    }
    sandbox.advance_clock(Duration::from_secs(60)).unwrap();
    assert_eq!(token.get("/whoami").await.0, 401);
    // Without the permission, no more tokens can be created.
    let other = api.add_caller(Statement::allow(["trace"]));
    assert_eq!(
        TwinClient(api, &other.secret)
            .post("/token", &json!({}))
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn checks_token_options() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    for wrong in [json!({"options": ["fly"]}), json!({"options": "create"})] {
        assert_eq!(admin.post("/token", &wrong).await.0, 400, "{wrong}");
    }
    assert_eq!(admin.post("/token/refresh", &json!({})).await.0, 403);

    let (_, made) = admin.post("/token", &json!({"options": ["create"]})).await;
    let creator = TwinClient(api, text(&made, "token"));
    assert_eq!(creator.post("/token/refresh", &json!({})).await.0, 403);
    assert_eq!(
        creator
            .post("/token", &json!({"options": ["refresh"]}))
            .await
            .0,
        403
    );
    assert_eq!(
        creator
            .post("/token", &json!({"options": ["create"]}))
            .await
            .0,
        201
    );

    let (_, made) = admin
        .post(
            "/token",
            &json!({"options": ["refresh"], "secret_dict": {"a": 1}}),
        )
        .await;
    let old = TwinClient(api, text(&made, "token"));
    assert_eq!(old.post("/token", &json!({})).await.0, 403);
    let (status, fresh) = old
        .post("/token/refresh", &json!({"validity_ts": null}))
        .await;
    assert_eq!((status, &fresh["validity_ts"]), (201, &Value::Null));
    let fresh = TwinClient(api, text(&fresh, "token"));
    assert_ne!(fresh.1, old.1);
    assert_eq!(api.secret_dict(fresh.1), Some(json!({"a": 1})));
    assert_eq!(fresh.post("/token/refresh", &json!({})).await.0, 201);
    assert_eq!(old.get("/whoami").await.0, 200);
    // The body is required.
    assert_eq!(old.call(Method::POST, "/token/refresh", None).await.0, 400);
}

#[tokio::test]
async fn resource_access_log_has_four_states() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let (status, account) = admin.get("/account").await;
    assert_eq!((status, text(&account, "uuid")), (200, &*api.account()));
    assert!(account.get("resource_access_log").is_none());
    let first = json!({"true": {"table": {"dimensions": {"user": "{user}"}}}});
    let second = json!({"false": {}});
    for (body, expected) in [
        (json!({"resource_access_log": first}), Some(&first)),
        (json!({}), Some(&first)),
        (json!({"resource_access_log": second}), Some(&second)),
        (json!({"resource_access_log": {}}), Some(&json!({}))),
        (json!({"resource_access_log": null}), None),
    ] {
        let (status, account) = admin.patch("/account", &body).await;
        assert_eq!(status, 200);
        assert_eq!(account.get("resource_access_log"), expected, "{body}");
        assert_eq!(admin.get("/account").await.1, account);
    }
    let wrong = json!({"resource_access_log": {"true": {"table": 5}}});
    assert_eq!(admin.patch("/account", &wrong).await.0, 400);
}

#[tokio::test]
async fn log_continues_by_fragment_and_reports_gaps() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    admin.get("/users").await;
    admin.get("/roles/nothing").await;
    let (status, log) = admin.get("/log").await;
    assert_eq!(status, 200);
    let user = &api.administrator().user;
    assert_eq!(
        log["messages"],
        json!([
            format!("get_users returned 200: user=[{user}]."),
            format!("get_user_role returned 404: user=[{user}]."),
        ])
    );
    let next = |log: &Value| format!("/log?fragment={}", text(log, "fragment"));
    let (_, same) = admin.get(&next(&log)).await;
    assert_eq!(same, json!({"fragment": log["fragment"], "messages": []}));
    admin.get("/account").await;
    let (_, more) = admin.get(&next(&log)).await;
    assert_ne!(more["fragment"], log["fragment"]);
    assert_eq!(more["messages"].as_array().unwrap().len(), 1);

    api.truncate_log();
    for lost in [next(&log), next(&more), "/log?fragment=nothing".to_owned()] {
        let (status, body) = admin.get(&lost).await;
        assert_eq!((status, subcode(&body)), (404, "404653"), "{lost}");
    }
    let (_, anew) = admin.get("/log").await;
    assert_eq!(anew["messages"], json!([]));
    assert_eq!(admin.get(&next(&anew)).await.0, 200);
}

#[tokio::test]
async fn counts_usage_by_user_and_hour() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let caller = api.add_caller(Statement::allow(["trace"]));
    let path = format!("/usage/{}", caller.user);
    assert_eq!(admin.get(&path).await, (200, json!({"usage": {}})));
    let own = TwinClient(api, &caller.secret);
    own.call(Method::POST, "/trace", None).await;
    own.get("/users").await;
    redeem(&sandbox, &api.account(), "ABC123").await;
    TwinClient(api, "wrong").get("/users").await;

    let total = |usage: &Value, name: &str| -> u64 {
        let hours = usage["usage"].as_object().unwrap().values();
        hours.filter_map(|counters| counters[name].as_u64()).sum()
    };
    let (_, usage) = admin.get(&path).await;
    assert_eq!(total(&usage, "rest_count"), 2);
    assert_eq!(total(&usage, "task_trace_count"), 1);
    assert_eq!(total(&usage, "task_get_users_count"), 1);
    let (_, usage) = admin.get("/usage").await;
    assert_eq!(total(&usage, "rest_count"), 2);
    assert_eq!(total(&usage, "task_create_user_secret_count"), 1);

    // After two hours the counters are gone.
    sandbox
        .advance_clock(Duration::from_secs(2 * 3600))
        .unwrap();
    assert_eq!(admin.get(&path).await.1, json!({"usage": {}}));
    assert_eq!(admin.get("/usage/nobody").await.0, 404);
}

#[tokio::test]
async fn every_operation_needs_its_permission() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let document = include_str!("../../../openapi/trusted-twin.yaml");
    let document: Value = serde_saphyr::from_str(document).unwrap();
    let unpermitted = api.add_caller(Statement::allow([""; 0]));
    let mut open = Vec::new();
    let mut permitted = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            let path = path.replace(['{', '}'], "");
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let call = async |secret: &str| {
                TwinClient(api, secret)
                    .call(method.clone(), &path, None)
                    .await
            };
            if operation.get("security").is_some() {
                open.push(id);
                let url = format!("{}{path}", api.base_url());
                let (status, _) = send(client().request(method.clone(), url)).await;
                assert!([400, 404].contains(&status.as_u16()), "{id}: {status}");
                continue;
            }
            assert_eq!(call("wrong").await.0, 401, "{id}");
            if id == "who_am_i" {
                let me = json!({
                    "account": api.account(), "user": unpermitted.user, "role": unpermitted.role,
                });
                assert_eq!(call(&unpermitted.secret).await, (200, me));
                continue;
            }
            for statement in [Statement::allow([""; 0]), Statement::deny([id])] {
                let without = api.add_caller(statement);
                let (status, body) = call(&without.secret).await;
                assert_eq!((status, subcode(&body)), (403, "403535"), "{id}");
            }
            if id == "refresh_user_token" {
                continue;
            }
            let somebody = api.add_caller(Statement::allow([id]));
            let (status, _) = call(&somebody.secret).await;
            assert!([200, 201, 400, 404].contains(&status), "{id}: {status}");
            permitted += 1;
        }
    }
    assert!(permitted >= 78, "{permitted}");
    open.sort_unstable();
    assert_eq!(
        open,
        [
            "create_user_secret",
            "download_doc",
            "webhook_confirm_subscription",
            "webhook_refresh_subscription",
            "webhook_unsubscribe",
        ]
    );
}

#[tokio::test]
async fn unsupported_operations_are_400501() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let twin = api.add_twin();
    for (method, path) in [
        (Method::GET, "/account/services/databases".to_owned()),
        (Method::POST, "/cache".to_owned()),
        (Method::GET, format!("/twins/{twin}/identities")),
        (Method::DELETE, format!("/twins/{twin}/docs")),
        (Method::GET, "/twins?match=true".to_owned()),
    ] {
        let (status, body) = admin.call(method, &path, None).await;
        assert_eq!((status, subcode(&body)), (400, "400501"), "{path}");
        assert!(text(&body, "description").contains("sandbox"));
    }
}
