//! Roles and permissions.

use crate::client::{TwinClient, client, send, start, subcode, twin};
use reqwest::Method;
use rolekit_sandbox::{CredentialStatus, RuleKeys, Statement};
use serde_json::{Value, json};

/// Returns the path of a role.
fn at(role: &str) -> String {
    format!("/roles/{role}")
}

#[tokio::test]
async fn creates_updates_and_deletes_a_role() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());

    let (status, made) = admin
        .post(
            "/roles",
            &json!({
                "name": "Reader",
                "statement": {"effect": "allow", "actions": ["get_twin", "an_action_of_tomorrow"]},
                "rules": {"twin": "TWIN.a == USER.a"},
            }),
        )
        .await;
    assert_eq!(status, 201);
    assert_eq!(made["account"], api.account());
    assert_eq!(made["statement"]["actions"][1], "an_action_of_tomorrow");
    assert_eq!(
        made["rules"],
        json!({"twin": "TWIN.a == USER.a", "entry": null, "identity": null})
    );
    assert_eq!(made["created_ts"], made["updated_ts"]);
    let uuid = made["uuid"].as_str().unwrap();
    assert_eq!(
        admin.get(&format!("/roles/{uuid}")).await,
        (200, made.clone())
    );
    assert_eq!(api.role(uuid), Some(made.clone()));

    let (status, list) = admin.get("/roles").await;
    assert_eq!(status, 200);
    assert_eq!(list["roles"].as_object().unwrap().len(), 2);
    assert_eq!(list["roles"][uuid]["name"], "Reader");
    assert!(list["roles"][uuid].get("statement").is_none());

    let (status, changed) = admin.patch(&at(uuid), &json!({"name": "Writer"})).await;
    assert_eq!(status, 201);
    assert_eq!(changed["name"], "Writer");
    assert_eq!(changed["statement"], made["statement"]);
    assert_eq!(changed["rules"], made["rules"]);
    assert!(changed["updated_ts"].as_f64() > made["updated_ts"].as_f64());

    assert_eq!(admin.delete(&at(uuid)).await, (200, changed));
    let (status, body) = admin.delete(&at(uuid)).await;
    assert_eq!((status, subcode(&body)), (404, "404653"));
    assert_eq!(api.roles().len(), 1);
}

#[tokio::test]
async fn create_role_applies_defaults() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let (status, made) = TwinClient(api, api.secret())
        .post("/roles", &json!({}))
        .await;
    assert_eq!(status, 201);
    assert_eq!(made["name"], "User Role Name");
    assert_eq!(made["rules"], Value::Null);
    assert_eq!(
        made["statement"],
        json!({"effect": "deny", "actions": null})
    );
}

#[tokio::test]
async fn update_role_tells_absent_null_and_value_apart() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let uuid = api.add_role("Some role", Statement::allow(["get_twin"]));
    let rules = |twin: Value, entry: Value| json!({"twin": twin, "entry": entry, "identity": null});

    admin
        .patch(
            &at(&uuid),
            &json!({"rules": {"twin": "a", "entry_rule": "b"}}),
        )
        .await;
    assert_eq!(
        api.role(&uuid).unwrap()["rules"],
        rules(json!("a"), json!("b"))
    );
    let (status, same) = admin.patch(&at(&uuid), &json!({})).await;
    assert_eq!(
        (status, &same["rules"]),
        (201, &rules(json!("a"), json!("b")))
    );
    // New rules replace all rules.
    admin
        .patch(&at(&uuid), &json!({"rules": {"twin": "c"}}))
        .await;
    assert_eq!(
        api.role(&uuid).unwrap()["rules"],
        rules(json!("c"), Value::Null)
    );
    admin
        .patch(&at(&uuid), &json!({"rules": {"twin": null}}))
        .await;
    assert_eq!(
        api.role(&uuid).unwrap()["rules"],
        rules(Value::Null, Value::Null)
    );
    admin.patch(&at(&uuid), &json!({"rules": null})).await;
    assert_eq!(api.role(&uuid).unwrap()["rules"], Value::Null);
    assert_eq!(
        api.role(&uuid).unwrap()["statement"]["actions"],
        json!(["get_twin"])
    );

    admin
        .patch(&at(&uuid), &json!({"statement": null, "name": null}))
        .await;
    let role = api.role(&uuid).unwrap();
    assert_eq!(
        role["statement"],
        json!({"effect": "deny", "actions": null})
    );
    assert_eq!(role["name"], "User Role Name");
}

#[tokio::test]
async fn rules_accept_both_key_spellings() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let (_, made) = admin
        .post(
            "/roles",
            &json!({"rules": {"identity_rule": "x", "tomorrow_rule": "y"}}),
        )
        .await;
    let uuid = made["uuid"].as_str().unwrap();
    assert_eq!(
        made["rules"],
        json!({"twin": null, "entry": null, "identity": "x", "tomorrow_rule": "y"})
    );
    api.set_rule_keys(RuleKeys::Suffixed);
    let (_, role) = admin.get(&format!("/roles/{uuid}")).await;
    assert_eq!(
        role["rules"],
        json!({"twin_rule": null, "entry_rule": null, "identity_rule": "x", "tomorrow_rule": "y"})
    );
    for rules in [
        json!({"twin": "a", "twin_rule": "a"}),
        json!({"twin_rule": 5}),
        json!({"twin": 5}),
        json!("a"),
    ] {
        let (status, body) = admin.patch(&at(uuid), &json!({"rules": rules})).await;
        assert_eq!((status, subcode(&body)), (400, "400000"), "{rules}");
    }
}

#[tokio::test]
async fn role_update_takes_effect_at_once() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    let caller = api.add_caller(Statement::allow(["get_user_roles"]));
    let user = TwinClient(api, &caller.secret);
    assert_eq!(user.get("/roles").await.0, 200);
    let denying = json!({"statement": {"effect": "deny", "actions": ["get_user_roles"]}});
    assert_eq!(admin.patch(&at(&caller.role), &denying).await.0, 201);
    assert_eq!(user.get("/roles").await.0, 403);
    assert_eq!(
        admin
            .patch(&at(&caller.role), &json!({"statement": null}))
            .await
            .0,
        201
    );
    assert_eq!(user.get("/roles").await.0, 200);

    // A deleted role permits nothing until the user has another.
    assert_eq!(admin.delete(&at(&caller.role)).await.0, 200);
    for path in ["/roles", "/whoami", "/nothing"] {
        assert_eq!(user.get(path).await.0, 403, "{path}");
    }
    api.set_user_role(&caller.user, &api.administrator().role);
    assert_eq!(user.get("/whoami").await.0, 200);
}

#[tokio::test]
async fn deleting_the_callers_own_role_is_403() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let (status, body) = TwinClient(api, api.secret())
        .delete(&at(&api.administrator().role))
        .await;
    assert_eq!((status, subcode(&body)), (403, "403535"));
    assert_eq!(api.roles().len(), 1);
}

#[tokio::test]
async fn granting_more_than_the_caller_holds_is_403() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let caller = api.add_caller(Statement::allow(["create_user_role", "update_user_role"]));
    let user = TwinClient(api, &caller.secret);
    let other = api.add_role("Other role", Statement::default());

    let allow = |actions: &[&str]| json!({"statement": {"effect": "allow", "actions": actions}});
    let more = [
        json!({}),
        allow(&["create_user_role", "trace"]),
        json!({"statement": {"effect": "deny", "actions": null}}),
        json!({"statement": {"effect": "deny", "actions": ["trace"]}}),
    ];
    for body in &more {
        let (status, response) = user.post("/roles", body).await;
        assert_eq!((status, subcode(&response)), (403, "403535"), "{body}");
        let mut change = body.clone();
        if change == json!({}) {
            change = json!({"statement": null});
        }
        assert_eq!(user.patch(&at(&other), &change).await.0, 403, "{change}");
        // This applies to the caller's own role too.
        assert_eq!(
            user.patch(&at(&caller.role), &change).await.0,
            403,
            "{change}"
        );
    }
    assert_eq!(
        user.post("/roles", &allow(&["update_user_role"])).await.0,
        201
    );
    assert_eq!(user.post("/roles", &allow(&[])).await.0, 201);
    // An update without a statement grants nothing.
    assert_eq!(
        user.patch(&at(&other), &json!({"name": "New name"}))
            .await
            .0,
        201
    );
    assert_eq!(
        user.patch(&at(&caller.role), &allow(&["create_user_role"]))
            .await
            .0,
        201
    );
    assert_eq!(user.patch(&at(&other), &json!({})).await.0, 403);

    let most = api.add_caller(Statement::deny(["trace"]));
    let user = TwinClient(api, &most.secret);
    assert_eq!(user.post("/roles", &json!({})).await.0, 403);
    assert_eq!(
        user.post("/roles", &allow(&["an_action_of_tomorrow"]))
            .await
            .0,
        201
    );
    let statement = json!({"statement": {"effect": "deny", "actions": ["trace", "get_log"]}});
    assert_eq!(user.post("/roles", &statement).await.0, 201);
}

#[tokio::test]
async fn validates_role_bodies() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let raw = |body: Vec<u8>| twin(api, api.secret(), Method::POST, "/roles").body(body);
    let padded = |length: usize| {
        let mut body = br#"{"statement":{"effect":"allow","actions":[]}}"#.to_vec();
        body.resize(length, b' ');
        body
    };
    for (body, expected) in [
        (padded(64 * 1024 + 1), "400141"),
        (b"{\"name\":\"\xff\"}".to_vec(), "400314"),
        (b"{".to_vec(), "400415"),
        (Vec::new(), "400415"),
        (b"[]".to_vec(), "400000"),
        (br#"{"statement":{"effect":"allow"}}"#.to_vec(), "400000"),
        (
            br#"{"statement":{"effect":"perhaps","actions":[]}}"#.to_vec(),
            "400000",
        ),
        (br#"{"statement":null}"#.to_vec(), "400000"),
    ] {
        let (status, response) = send(raw(body)).await;
        assert_eq!((status.as_u16(), subcode(&response)), (400, expected));
    }
    let (status, _) = send(raw(padded(64 * 1024))).await;
    assert_eq!(status, 201);

    let admin = TwinClient(api, api.secret());
    let longest = "a".repeat(32);
    for (name, good) in [
        ("ab", true),
        ("A-b_c 9", true),
        (longest.as_str(), true),
        ("a", false),
        ("", false),
        (" ab", false),
        ("ab-", false),
        ("äb", false),
        ("ab\n", false),
        (&format!("{longest}a"), false),
    ] {
        let (status, _) = admin.post("/roles", &json!({"name": name})).await;
        assert_eq!(status, if good { 201 } else { 400 }, "{name:?}");
    }
}

#[tokio::test]
async fn checks_the_user_secret() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    assert_eq!(api.secret().len(), 64);
    let url = format!("{}/whoami", api.base_url());
    let (status, body) = send(client().get(&url)).await;
    assert_eq!((status.as_u16(), subcode(&body)), (401, "401000"));
    for wrong in [format!("Bearer {}", api.secret()), "x".to_owned()] {
        let (status, _) = send(client().get(&url).header("authorization", wrong)).await;
        assert_eq!(status, 401);
    }
    assert_eq!(TwinClient(api, api.secret()).get("/whoami").await.0, 200);
    let log = api.requests();
    let seen: Vec<_> = log.iter().map(|request| request.credential).collect();
    use CredentialStatus::{Invalid, Missing, Valid};
    assert_eq!(seen, [Missing, Invalid, Invalid, Valid]);
    assert_eq!(log[3].header("authorization"), Some("[redacted]"));
    let printed = format!("{log:?} {sandbox:?} {api:?} {:?}", api.administrator());
    assert!(!printed.contains(api.secret()));
}

#[tokio::test]
async fn missing_paths_and_methods_are_404() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let admin = TwinClient(api, api.secret());
    for (method, path) in [
        (Method::GET, "/nothing"),
        (Method::PUT, "/roles"),
        (Method::GET, "/roles/"),
        (Method::GET, "/roles/a%2Fb"),
        (Method::GET, "/roles/00000000-0000-4000-8000-000000000000"),
    ] {
        let (status, body) = admin.call(method, path, None).await;
        assert_eq!((status, subcode(&body)), (404, "404653"), "{path}");
    }
    assert_eq!(admin.call(Method::HEAD, "/whoami", None).await.0, 404);
}

#[tokio::test]
async fn seeded_roles_may_violate_the_document() {
    let sandbox = start().await;
    let api = sandbox.trusted_twin();
    let uuid = api.add_role_json(json!({
        "name": "*Super Admin*",
        "statement": {"effect": "allow", "actions": ["fly"]},
        "rules": {"twin_rule": "true"},
        "colour": "red",
    }));
    let (status, role) = TwinClient(api, api.secret())
        .get(&format!("/roles/{uuid}"))
        .await;
    assert_eq!(status, 200);
    assert_eq!(role["name"], "*Super Admin*");
    assert_eq!(role["colour"], "red");
    assert_eq!(role["rules"]["twin"], "true");
    assert!(api.remove_role(&uuid).is_some());
    assert!(api.role(&uuid).is_none());
}
