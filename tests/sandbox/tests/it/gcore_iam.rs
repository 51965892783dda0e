//! Gcore's IAM.

use std::time::Duration;

use crate::client::{call, client, gcore, get, send, start, write};
use reqwest::Method;
use rolekit_sandbox::gcore_iam::EmailKind;
use rolekit_sandbox::{CredentialStatus, GcoreServer};
use serde_json::{Value, json};

const HOUR: Duration = Duration::from_secs(3600);

/// Sends a request with this credential.
async fn call_as(
    credential: &str,
    api: &GcoreServer,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> (u16, Value) {
    let url = format!("{}{path}", api.base_url());
    let mut request = client()
        .request(method, url)
        .header("authorization", credential);
    if let Some(body) = body {
        request = request.json(body);
    }
    let (status, body) = send(request).await;
    (status.as_u16(), body)
}

async fn post(api: &GcoreServer, path: &str, body: &Value) -> (u16, Value) {
    write(api, Method::POST, path, body).await
}

async fn log_in(api: &GcoreServer, user: i64, password: &str) -> (u16, Value) {
    let email = api.iam().user(user).unwrap()["email"].clone();
    let url = format!("{}/iam/auth/jwt/login", api.base_url());
    let body = json!({"username": email, "password": password});
    let (status, body) = send(client().post(url).json(&body)).await;
    (status.as_u16(), body)
}

fn bearer(pair: &Value) -> String {
    format!("Bearer {}", pair["access"].as_str().unwrap())
}

fn ids(list: &Value) -> Vec<i64> {
    let id = |item: &Value| item["id"].as_i64().unwrap();
    list.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn user_list_has_two_shapes() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (status, all) = get(api, "/iam/users").await;
    assert_eq!((status, ids(&all)), (200, vec![1, 777, 778]));
    assert_eq!(all, Value::from(api.iam().users()));
    assert_eq!(
        all[0]["groups"],
        json!([{"id": 1, "name": "Administrators"}])
    );
    assert_eq!(all[1]["client_and_roles"][0]["user_roles"], json!(["2"]));

    let (_, page) = get(api, "/iam/users?limit=2").await;
    assert_eq!(
        (&page["count"], ids(&page["results"])),
        (&json!(3), vec![1, 777])
    );
    assert_eq!(page["next"], "/users?offset=2&limit=2");
    assert_eq!(page.get("previous"), None);
    let (_, page) = get(api, "/iam/users?limit=2&offset=2").await;
    assert_eq!(ids(&page["results"]), [778]);
    assert_eq!(page.get("next"), None);
    assert_eq!(page["previous"], "/users?offset=0&limit=2");
    for wrong in ["limit=0", "limit=-1", "limit=x", "limit=1&offset=-1"] {
        let (status, body) = get(api, &format!("/iam/users?{wrong}")).await;
        assert_eq!(status, 400, "{wrong}");
        assert!(body["errors"].is_object(), "{body}");
    }
}

#[tokio::test]
async fn invited_user_gets_a_role_and_loses_it_with_the_account() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let invitation = json!({
        "email": "eve@example.com", "client_id": 8, "user_role": {"id": 5}, "name": "Eve",
    });
    let (status, made) = post(api, "/iam/clients/invite_user", &invitation).await;
    assert_eq!((status, &made["status"]), (200, &json!("sent")));
    let user = made["user_id"].as_i64().unwrap();
    let emails = api.iam().emails();
    assert_eq!(emails.len(), 1);
    assert_eq!(
        (emails[0].to.as_str(), emails[0].user_id),
        ("eve@example.com", user)
    );
    assert!(matches!(
        emails[0].kind,
        EmailKind::Invitation { client_id: 8, .. }
    ));

    // The Cloud API has the user too.
    let (_, users) = get(api, &format!("/cloud/v1/users?user_id={user}")).await;
    let seen = &users["results"][0];
    assert_eq!(
        (&seen["name"], &seen["activated"]),
        (&json!("Eve"), &json!(false))
    );
    let role =
        json!({"user_id": user, "role": "ProjectAdministrator", "client_id": 8, "project_id": 100});
    let (status, _) = post(api, "/cloud/v1/users/assignments", &role).await;
    assert_eq!(status, 200);

    let path = format!("/iam/clients/8/client-users/{user}");
    assert_eq!(
        get(api, &path).await,
        (200, json!({"user_role": {"id": 5, "name": "Engineers"}}))
    );
    let group = json!({"user_role": {"name": "Users"}});
    assert_eq!(write(api, Method::PUT, &path, &group).await.0, 204);
    assert_eq!(api.iam().user(user).unwrap()["groups"][0]["id"], 2);
    let (status, body) = write(api, Method::PUT, &path, &json!({})).await;
    assert_eq!(status, 400);
    assert!(body["errors"]["user_role"].is_array());

    let (status, body) = post(api, "/iam/clients/invite_user", &invitation).await;
    assert_eq!(status, 400);
    assert!(body[0].as_str().unwrap().contains(&user.to_string()));

    let (token, _) = api.iam().add_token(user);
    let (status, body) = call(api, Method::DELETE, &path).await;
    assert_eq!(status, 403);
    assert!(body["message"].is_string());
    assert_eq!(api.user_assignment_ids(user).len(), 1);
    let token = format!("/iam/v2/clients/8/tokens/{token}");
    assert_eq!(call(api, Method::DELETE, &token).await.0, 204);
    assert_eq!(call(api, Method::DELETE, &path).await.0, 200);
    assert_eq!(api.user_assignment_ids(user), Vec::<i64>::new());
    assert_eq!(api.iam().user(user), None);
    assert_eq!(call(api, Method::DELETE, &path).await.0, 404);
    assert_eq!(get(api, &format!("/iam/users/{user}")).await.0, 404);
    let (_, users) = get(api, &format!("/cloud/v1/users?user_id={user}")).await;
    assert_eq!(users["count"], 0);
}

#[tokio::test]
async fn invalid_invitation_names_each_field() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let good = json!({"email": "eve@example.com", "client_id": 8, "user_role": {"id": 2}});
    for (field, value, wrong) in [
        ("email", json!("eve"), "email"),
        ("user_role", json!({"id": 4}), "user_role"),
        ("user_role", json!({"name": "Astronauts"}), "user_role"),
        ("lang", json!("xx"), "lang"),
        ("client_id", json!("8"), "client_id"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let (status, body) = post(api, "/iam/clients/invite_user", &body).await;
        assert_eq!(status, 400, "{field}");
        assert!(body["errors"][wrong].is_array(), "{body}");
    }
    let mut elsewhere = good.clone();
    elsewhere["client_id"] = json!(9);
    assert_eq!(
        post(api, "/iam/clients/invite_user", &elsewhere).await.0,
        403
    );
    assert!(api.iam().emails().is_empty());
    let (status, body) = post(api, "/iam/clients/invite_user", &json!([])).await;
    assert_eq!(status, 400);
    assert!(body["errors"].is_object());
    let request = gcore(api, Method::POST, "/iam/clients/invite_user");
    let (status, body) = send(request.header("content-type", "application/json").body("{")).await;
    assert_eq!(status, 400);
    assert!(body["message"].is_string());
}

#[tokio::test]
async fn user_update_shows_in_both_apis() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let path = "/iam/users/777";
    let change = json!({"name": "Countess", "lang": "de", "phone": "+44", "client": 9});
    let (status, user) = write(api, Method::PATCH, path, &change).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&user["name"], &user["client"]),
        (&json!("Countess"), &json!(8))
    );
    assert_eq!(
        (&user["lang"], &user["phone"]),
        (&json!("de"), &json!("+44"))
    );
    let cleared = json!({"name": null, "phone": null});
    let (_, user) = write(api, Method::PATCH, path, &cleared).await;
    assert_eq!(
        (&user["name"], &user["phone"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(user["lang"], "de");
    let (_, mut user) = get(api, path).await;
    assert_eq!(
        user.as_object_mut().unwrap().remove("client_and_roles"),
        None
    );
    assert_eq!(api.users()[1]["name"], "");

    let taken = json!({"email": "user778@example.com"});
    let (status, body) = write(api, Method::PATCH, path, &taken).await;
    assert_eq!(status, 400);
    assert!(body["errors"]["email"].is_array());

    api.iam().set_password(777, "analytical");
    let path = "/iam/users/777/email";
    for (address, password, wrong) in [
        ("user777@example.com", "analytical", "new_email"),
        ("user778@example.com", "analytical", "new_email"),
        ("nowhere", "analytical", "new_email"),
        ("ada@example.com", "difference", "password"),
    ] {
        let body = json!({"new_email": address, "password": password});
        let (status, body) = write(api, Method::PUT, path, &body).await;
        assert_eq!(status, 400);
        assert!(body[0]["errors"][wrong].is_string(), "{body}");
    }
    let body = json!({"new_email": "ada@example.com", "password": "analytical"});
    assert_eq!(
        write(api, Method::PUT, path, &body).await,
        (200, json!({"new_email": "ada@example.com"}))
    );
    assert_eq!(api.users()[1]["email"], "ada@example.com");
}

#[tokio::test]
async fn token_acts_as_its_owner_until_deleted() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.iam().set_password(777, "analytical");
    let (_, pair) = log_in(api, 777, "analytical").await;
    let ada = bearer(&pair);
    for (path, separator) in [
        ("/iam/clients/8/tokens", '$'),
        ("/iam/v2/clients/8/tokens", '_'),
    ] {
        let wanted = json!({
            "name": "CI", "description": "nightly", "exp_date": null,
            "client_user": {"role": {"id": 2, "name": "Users"}},
        });
        let (status, made) = call_as(&ada, api, Method::POST, path, Some(&wanted)).await;
        assert_eq!(status, 200);
        let id = made["id"].as_i64().unwrap();
        let text = made["token"].as_str().unwrap();
        assert!(text.starts_with(&format!("{id}{separator}")), "{text}");
        assert_eq!(made["client_user"]["user_id"], 777);
        assert_eq!(made["last_usage"], Value::Null);

        // The text is not returned again. The last use is.
        let one = format!("{path}/{id}");
        let (_, seen) = get(api, &one).await;
        assert_eq!(seen.get("token"), None);
        assert_eq!(seen["description"], "nightly");
        let key = format!("apikey {text}");
        let role = json!({"user_id": 778, "role": "Observer"});
        let cloud = "/cloud/v1/users/assignments";
        let (status, assignment) = call_as(&key, api, Method::POST, cloud, Some(&role)).await;
        assert_eq!((status, &assignment["assigned_by"]), (200, &json!(777)));
        api.remove_assignment(assignment["id"].as_i64().unwrap());
        assert!(get(api, &one).await.1["last_usage"].is_string());

        assert_eq!(call_as(&ada, api, Method::DELETE, &one, None).await.0, 204);
        assert_eq!(call_as(&ada, api, Method::DELETE, &one, None).await.0, 404);
        assert_eq!(get(api, &one).await.1["deleted"], true);
        assert_eq!(call_as(&key, api, Method::GET, cloud, None).await.0, 401);
        assert_eq!(
            api.requests().last().unwrap().credential,
            CredentialStatus::Invalid
        );
    }
}

#[tokio::test]
async fn filters_tokens_and_hides_those_of_other_users() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (ada, text) = api.iam().add_token(777);
    let (gone, _) = api.iam().add_token(778);
    let path = format!("/iam/clients/8/tokens/{gone}");
    assert_eq!(call(api, Method::DELETE, &path).await.0, 204);
    for (query, found) in [
        ("", vec![1, ada, gone]),
        ("?role=1", vec![1]),
        ("?role=Users", vec![ada, gone]),
        ("?role=4", vec![]),
        ("?issued_by=777", vec![ada]),
        ("?not_issued_by=777", vec![1, gone]),
        ("?deleted=true", vec![1, ada]),
        ("?deleted=False", vec![gone]),
        ("?not_issued_by=1&deleted=true", vec![ada]),
    ] {
        let (status, list) = get(api, &format!("/iam/v2/clients/8/tokens{query}")).await;
        assert_eq!((status, ids(&list)), (200, found), "{query}");
    }
    assert_eq!(ids(&Value::from(api.iam().tokens())), [1, ada, gone]);
    let wrong = get(api, "/iam/v2/clients/8/tokens?issued_by=ada").await;
    assert_eq!(wrong.0, 400);
    assert_eq!(get(api, "/iam/v2/clients/9/tokens").await.0, 404);
    assert_eq!(get(api, "/iam/v2/clients/8/tokens/9").await.0, 404);

    let key = format!("APIKey {text}");
    let path = "/iam/v2/clients/8/tokens";
    let (_, list) = call_as(&key, api, Method::GET, path, None).await;
    assert_eq!(ids(&list), [ada]);
    let administrators = format!("{path}/1");
    let (status, _) = call_as(&key, api, Method::GET, &administrators, None).await;
    assert_eq!(status, 404);
    let wanted = json!({
        "name": "CI", "exp_date": null, "client_user": {"role": {"name": "Administrators"}},
    });
    let (status, body) = call_as(&key, api, Method::POST, path, Some(&wanted)).await;
    assert_eq!(status, 400);
    assert!(body["errors"]["client_user"]["role"].is_array());
    for (method, path, body) in [
        (Method::GET, "/iam/clients/8/client-users/778", None),
        (Method::DELETE, "/iam/clients/8/client-users/778", None),
        (Method::PATCH, "/iam/users/778", Some(json!({"lang": "de"}))),
    ] {
        let (status, _) = call_as(&key, api, method.clone(), path, body.as_ref()).await;
        assert_eq!(status, 403, "{method} {path}");
    }
    let own = json!({"lang": "de"});
    let (status, _) = call_as(&key, api, Method::PATCH, "/iam/users/777", Some(&own)).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn expired_token_counts_as_deleted() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let path = "/iam/v2/clients/8/tokens";
    let role = json!({"role": {"id": 1}});
    let wanted = |exp_date: Value| json!({"name": "CI", "exp_date": exp_date, "client_user": role});
    for wrong in ["soon", "2020-01-01T00:00:00Z"] {
        let (status, body) = post(api, path, &wanted(json!(wrong))).await;
        assert_eq!(status, 400);
        assert!(body["errors"]["exp_date"].is_array(), "{body}");
    }
    let (status, body) = post(api, path, &json!({"name": "CI", "client_user": {}})).await;
    assert_eq!(status, 400);
    assert!(body["errors"]["exp_date"].is_array(), "{body}");

    let far = "2999-01-01T00:00:00+02:00";
    let (_, made) = post(api, path, &wanted(json!(far))).await;
    assert_eq!(made["exp_date"], far);
    let key = format!("APIKey {}", made["token"].as_str().unwrap());
    let (status, me) = call_as(&key, api, Method::GET, "/iam/clients/me", None).await;
    assert_eq!((status, &me["currentUser"]), (200, &json!(1)));
    sandbox.advance_clock(HOUR * 24 * 365 * 1000).unwrap();
    let (status, body) = call_as(&key, api, Method::GET, "/iam/clients/me", None).await;
    assert_eq!(status, 401);
    assert!(body["message"].is_string());
    let (_, seen) = get(api, &format!("{path}/{}", made["id"])).await;
    assert_eq!(
        (&seen["expired"], &seen["deleted"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn login_lasts_an_hour_and_is_refreshed_once() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let user = api.api_key_owner();
    let password = api.iam().password(user).unwrap();
    let (status, pair) = log_in(api, user, &password).await;
    assert_eq!(status, 200);
    // It has the form of a JWT.
    let access = pair["access"].as_str().unwrap();
    assert!(access.starts_with("eyJ") && access.split('.').count() == 3);
    let me = |credential: String| async move {
        call_as(&credential, api, Method::GET, "/iam/clients/me", None).await
    };
    assert_eq!(me(bearer(&pair)).await.0, 200);
    let logged = api.requests().last().unwrap().clone();
    assert_eq!(logged.header("authorization"), Some("Bearer [redacted]"));
    // A refresh token is not a credential, and each scheme accepts only its own kind.
    for wrong in [
        format!("Bearer {}", pair["refresh"].as_str().unwrap()),
        format!("APIKey {access}"),
        format!("Bearer {}", api.api_key()),
        format!("{access}x"),
    ] {
        assert_eq!(me(wrong).await.0, 401);
    }
    let cloud = "/cloud/v1/users";
    assert_eq!(
        call_as(&bearer(&pair), api, Method::GET, cloud, None)
            .await
            .0,
        200
    );

    sandbox.advance_clock(HOUR).unwrap();
    assert_eq!(me(bearer(&pair)).await.0, 401);
    let renew = async |token: &Value| {
        let url = format!("{}/iam/auth/jwt/refresh", api.base_url());
        let (status, body) = send(client().post(url).json(&json!({"refresh": token}))).await;
        (status.as_u16(), body)
    };
    let (status, next) = renew(&pair["refresh"]).await;
    assert_eq!(status, 200);
    assert_eq!(me(bearer(&next)).await.0, 200);
    assert_eq!(renew(&pair["refresh"]).await.0, 401);
    assert_eq!(renew(&next["access"]).await.0, 401);
    sandbox.advance_clock(HOUR * 24).unwrap();
    assert_eq!(renew(&next["refresh"]).await.0, 401);
    let (status, body) = renew(&Value::Null).await;
    assert_eq!(status, 400);
    assert!(body["errors"]["refresh"].is_array());
}

#[tokio::test]
async fn records_successful_and_failed_logins() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (status, body) = log_in(api, 777, "guess").await;
    assert_eq!(status, 400);
    assert!(body["errors"]["errors"].is_array());
    api.iam().set_password(777, "analytical");
    api.iam().set_second_factor(777, "123456");
    let (status, body) = log_in(api, 777, "analytical").await;
    assert_eq!(status, 400);
    assert!(body["errors"]["one_time_password"].is_array());
    let url = format!("{}/iam/auth/jwt/login", api.base_url());
    let body = json!({
        "username": "user777@example.com", "password": "analytical", "one_time_password": "123456",
    });
    let request = client().post(url).header("user-agent", "test").json(&body);
    let (status, pair) = send(request).await;
    assert_eq!(status, 200);

    let (_, page) = get(api, "/iam/activity_log/logins?limit=2").await;
    assert_eq!(
        (&page["count"], &page["next"]),
        (&json!(3), &json!("/activity_log/logins?offset=2&limit=2"))
    );
    let first = &page["result"][0];
    assert_eq!(
        (&first["user"], &first["user_agent"]),
        (&json!(777), &json!("test"))
    );
    assert_eq!(first["is_successful"], true);
    assert_eq!(page["result"][1]["is_successful"], false);
    let password = api.iam().password(1).unwrap();
    log_in(api, 1, &password).await;
    let path = "/iam/activity_log/logins";
    let (_, own) = call_as(&bearer(&pair), api, Method::GET, path, None).await;
    assert_eq!(own["count"], 3);
    assert_eq!(get(api, path).await.1["count"], 4);
}

#[tokio::test]
async fn changes_a_password_and_sends_a_reset_email() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.iam().set_password(777, "old");
    let (_, pair) = log_in(api, 777, "old").await;
    let ada = bearer(&pair);
    let path = "/iam/users/777/password";
    for (old, new, double, wrong) in [
        ("guess", "new", "new", "old"),
        ("old", "new", "newer", "new"),
        ("old", "", "", "new"),
    ] {
        let body = json!({"old": old, "new": new, "double": double});
        let (status, body) = call_as(&ada, api, Method::PUT, path, Some(&body)).await;
        assert_eq!(status, 400);
        assert!(body["errors"][wrong].is_array(), "{body}");
    }
    let body = json!({"old": "old", "new": "new", "double": "new"});
    assert_eq!(write(api, Method::PUT, path, &body).await.0, 403);
    let (status, pair) = call_as(&ada, api, Method::PUT, path, Some(&body)).await;
    assert_eq!(status, 200);
    let (status, _) = call_as(&bearer(&pair), api, Method::GET, "/iam/users/777", None).await;
    assert_eq!(status, 200);
    assert_eq!(log_in(api, 777, "old").await.0, 400);
    assert_eq!(log_in(api, 777, "new").await.0, 200);

    for (email, emails) in [("nobody@example.com", 0), ("user777@example.com", 1)] {
        let body = json!({"email": email});
        assert_eq!(
            post(api, "/iam/auth/password/forgot", &body).await,
            (200, json!({"status": "sent"}))
        );
        assert_eq!(api.iam().emails().len(), emails);
    }
    assert_eq!(api.iam().emails()[0].kind, EmailKind::Password);
}

#[tokio::test]
async fn creates_and_selects_an_account() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (status, made) = post(api, "/iam/clients/create", &json!({"company": "Second"})).await;
    assert_eq!((status, &made["company"]), (201, &json!("Second")));
    let second = made["id"].as_i64().unwrap();
    let (status, body) = post(api, "/iam/clients/create", &json!({"company": "Second"})).await;
    assert_eq!(status, 400);
    assert!(body["errors"]["company"].is_array());

    // A token is for one account. A login can select any of the user's accounts.
    assert_eq!(
        get(api, &format!("/iam/auth/jwt/clients/{second}/login"))
            .await
            .0,
        403
    );
    let password = api.iam().password(1).unwrap();
    let (_, pair) = log_in(api, 1, &password).await;
    let path = format!("/iam/auth/jwt/clients/{second}/login");
    let (status, other) = call_as(&bearer(&pair), api, Method::GET, &path, None).await;
    assert_eq!(status, 200);
    let (_, me) = call_as(&bearer(&other), api, Method::GET, "/iam/clients/me", None).await;
    assert_eq!(
        (&me["id"], &me["companyName"]),
        (&json!(second), &json!("Second"))
    );
    assert_eq!(ids(&me["users"]), [1]);
    let (_, me) = call_as(&bearer(&pair), api, Method::GET, "/iam/clients/me", None).await;
    assert_eq!(
        (&me["id"], ids(&me["users"])),
        (&json!(8), vec![1, 777, 778])
    );

    let foreign = api.iam().add_account("Third");
    let path = format!("/iam/auth/jwt/clients/{foreign}/login");
    assert_eq!(
        call_as(&bearer(&pair), api, Method::GET, &path, None)
            .await
            .0,
        403
    );
    let path = "/iam/auth/jwt/clients/9/login";
    assert_eq!(
        call_as(&bearer(&pair), api, Method::GET, path, None)
            .await
            .0,
        404
    );

    // A user of another account only is not in the Cloud API.
    let invitation =
        json!({"email": "eve@example.com", "client_id": second, "user_role": {"id": 2}});
    let path = "/iam/clients/invite_user";
    let (status, made) = call_as(&bearer(&pair), api, Method::POST, path, Some(&invitation)).await;
    assert_eq!(status, 200);
    assert_eq!(api.users().len(), 3);
    let user = made["user_id"].as_i64().unwrap();
    let here = json!({"email": "eve@example.com", "client_id": 8, "user_role": {"id": 2}});
    let (_, again) = post(api, path, &here).await;
    assert_eq!(again["user_id"], user);
    assert_eq!(api.users().len(), 4);
    // The user keeps the other account.
    let path = format!("/iam/clients/8/client-users/{user}");
    assert_eq!(call(api, Method::DELETE, &path).await.0, 200);
    assert_eq!(api.users().len(), 3);
    let path = format!("/iam/clients/{second}/client-users/{user}");
    let (status, _) = call_as(&bearer(&other), api, Method::GET, &path, None).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn missing_iam_paths_and_methods_have_iam_errors() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let (status, body) = get(api, "/iam/nothing").await;
    assert_eq!((status, body["message"].is_string()), (404, true));
    let (status, body) = call(api, Method::DELETE, "/iam/users").await;
    assert_eq!((status, body["message"].is_string()), (405, true));
    let (status, body) = send(client().get(format!("{}/iam/users", api.base_url()))).await;
    assert_eq!((status.as_u16(), body["message"].is_string()), (401, true));
    assert_eq!(get(api, "/iam/users/ada").await.0, 404);
    // No response violated the document.
    assert!(
        api.requests()
            .iter()
            .all(|request| request.violation.is_none())
    );
}

#[tokio::test]
async fn debug_prints_no_secret() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let password = api.iam().password(1).unwrap();
    let (_, text) = api.iam().add_token(777);
    let (_, pair) = log_in(api, 1, &password).await;
    // The request log is excluded: it records bodies as sent.
    let printed = format!("{:?}", api.iam());
    assert!(printed.contains("second_factor"), "{printed}");
    for secret in [
        password.as_str(),
        &text,
        api.api_key(),
        pair["access"].as_str().unwrap(),
        pair["refresh"].as_str().unwrap(),
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn audit_log_has_iam_writes_but_no_logins() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let invitation = json!({
        "email": "eve@example.com",
        "client_id": 8,
        "user_role": {"id": 2, "name": "Users"},
    });
    let (status, made) = post(api, "/iam/clients/invite_user", &invitation).await;
    assert_eq!(status, 200, "{made}");
    let (_, refused) = post(api, "/iam/clients/invite_user", &invitation).await;
    assert!(refused.get("user_id").is_none());
    let login = json!({"username": "user1@example.com", "password": "guess"});
    post(api, "/iam/auth/jwt/login", &login).await;

    let log = api.user_actions();
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!(log[0]["api_group"], "user");
    assert_eq!(log[0]["action_type"], "create");
    assert_eq!(log[0]["user_id"], api.api_key_owner());
    let resource = &log[0]["resources"][0];
    assert_eq!(resource["resource_type"], "user");
    assert_eq!(resource["resource_id"], made["user_id"].to_string());
}
