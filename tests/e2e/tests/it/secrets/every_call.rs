//! Every call of both services, under every fault and with every echo of what was sent.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use reqwest::Method;
use rolekit::CallOptions;
use rolekit::Secret;
use rolekit::gcore::{
    self, AssignRole, AssignmentId, ClientId, CreateAmqpSubscription, ProjectId, Role, Scope,
    UserId,
};
use rolekit::trusted_twin::types::NewSubscription;
use rolekit::trusted_twin::{
    self, AccountId, Action, Expiry, NewRole, NewUser, NewUserSecretPin, NewUserToken, RoleId,
    RoleUpdate, RulesChange, SecretDict, Statement, UserSecretUpdate, UserTokenRefresh,
};
use rolekit_e2e::capture::Capture;
use rolekit_e2e::{clock, process};
use rolekit_sandbox::faults::{CannedResponse, ConnectionFault, Framing};
use rolekit_sandbox::{Fault, FaultPlan, Sandbox};
use serde_json::json;

use super::{Printed, assert_absent};

/// Secrets that the test sends. None may show up in any text.
const HEADER: &str = "canary-of-a-header";
const TOKEN: &str = "canary-of-a-token";
const PIN: &str = "canary-of-a-pin";
const USER_SECRET: &str = "canary-of-a-user-secret";

/// Responses that repeat what was sent.
fn echoes(key: &str) -> Vec<Fault> {
    let words = format!("{key} {TOKEN} {PIN} {USER_SECRET} {HEADER}");
    let body = json!({
        "exception_class": key, "message": format!("bad key {key}"), "request_id": key,
        "subcode": key, "description": format!("bad key {key}"), "trace": key,
        "invalid_fields": {key: [words]},
    });
    vec![
        Fault::respond(
            CannedResponse::new(401)
                .json(body.clone())
                .header("x-request-id", key),
        ),
        Fault::respond(CannedResponse::new(500).json(body.clone())).always(),
        Fault::respond(CannedResponse::new(200).text(&words)),
        Fault::respond(
            CannedResponse::new(200)
                .header("content-type", key)
                .json(json!([words])),
        ),
        Fault::respond(
            CannedResponse::new(200).json(json!({"results": [{"role": [key]}], "count": key})),
        ),
        Fault::respond(CannedResponse::new(200).json(json!({"roles": {key: {"name": 5}}}))),
        Fault::respond(
            CannedResponse::new(200).json(json!({"uuid": {key: key}, "account": [key]})),
        ),
        Fault::redirect(302, format!("https://elsewhere.example/{key}?{TOKEN}")),
        Fault::respond(
            CannedResponse::new(400).json(json!({"message": words, "description": words})),
        )
        .path("/secrets/*"),
    ]
    .into_iter()
    .chain(
        renderings(key)
            .into_iter()
            .zip(renderings(HEADER))
            .flat_map(|(key, header)| {
                let text = format!("bad key {key} {header}");
                let header_text = key.replace(['\r', '\n'], "");
                [
                    Fault::respond(CannedResponse::new(400).text(&text)),
                    Fault::respond(CannedResponse::new(200).header("x-request-id", &header_text)),
                    Fault::respond(CannedResponse::new(502).text(format!("<title>{text}</title>"))),
                    Fault::respond(
                        CannedResponse::new(403)
                            .header("x-request-id", &header_text)
                            .json(json!({
                                "exception_class": key, "message": text, "subcode": header,
                                "description": text,
                            })),
                    ),
                    Fault::respond(
                        CannedResponse::new(422)
                            .json(json!({"detail": [{"loc": [key], "msg": text}]})),
                    ),
                ]
            }),
    )
    .collect()
}

/// The ways in which a service may write a secret.
fn renderings(secret: &str) -> Vec<String> {
    let encoded = |upper: bool| -> String {
        let bytes = secret.bytes();
        bytes
            .map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte if upper => format!("%{byte:02X}"),
                byte => format!("%{byte:02x}"),
            })
            .collect()
    };
    let (first, last) = secret.split_at(secret.len() / 2);
    let part = secret.split_once('$').map_or(secret, |(_, part)| part);
    vec![
        secret.to_owned(),
        secret.to_lowercase(),
        secret.to_uppercase(),
        encoded(true),
        encoded(false),
        format!("{first}\r\n {last}"),
        part.to_owned(),
    ]
}

fn plans(key: &str) -> Vec<FaultPlan> {
    let mut plans: Vec<FaultPlan> = vec![
        FaultPlan::default(),
        ConnectionFault::Refuse { ms: None }.into(),
        ConnectionFault::Reset { count: 9 }.into(),
    ];
    let faults = [
        Fault::reset().always(),
        Fault::reset().after(),
        Fault::hang(),
        Fault::delay(Duration::from_secs(100)),
        Fault::status(503),
        Fault::status(404),
        Fault::truncate(8, Framing::ContentLength).always(),
        Fault::truncate(8, Framing::Close),
        Fault::reset_body(8),
        Fault::content_length(9),
        Fault::endless(),
        Fault::respond(CannedResponse::new(204)),
        Fault::respond(
            CannedResponse::new(200)
                .header("content-encoding", "gzip")
                .text(key),
        ),
    ];
    plans.extend(faults.into_iter().chain(echoes(key)).map(FaultPlan::from));
    plans
}

async fn every_gcore_call(client: &gcore::Client, printed: &mut Printed) {
    let assignments = client.role_assignments();
    let user = UserId::new(777);
    let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    printed.debug(&assignments.list());
    printed.result(&assignments.list().page().await);
    printed.result(&client.users().list().page().await);
    let assign = AssignRole::new(user, Role::User).scope(scope);
    let made = assignments.create(&assign).await;
    printed.response(&made);
    let id = made.map_or(AssignmentId::new(1), |made| made.id);
    let assign = AssignRole::new(user, Role::Observer).scope(scope);
    let update = assignments.update(id, &assign);
    printed.debug(&update);
    printed.response(&update.await);
    printed.result(&assignments.delete(id).await);
    let assignable = assignments.list_assignable_roles();
    printed.result(&assignable.send().await);
    let request = client
        .request(Method::POST, &format!("/secrets/account/{PIN}"))
        .query("token", TOKEN)
        .header("x-token", HEADER)
        .json(&json!({"secret": USER_SECRET}));
    printed.debug(&request);
    let response = request.send().await;
    printed.result(&response);
    if let Ok(response) = response {
        printed.result(&response.json::<Vec<u8>>());
    }
}

async fn every_twin_call(client: &trusted_twin::Client, printed: &mut Printed) {
    let roles = client.roles();
    printed.response(&roles.list().await);
    printed.response(&client.who_am_i().await);
    let statement = Statement::allow([Action::GetTwin]);
    let role = NewRole::new("Reader".parse().unwrap(), statement);
    let made = roles.create(&role).await;
    printed.response(&made);
    let id = made.map_or(RoleId::new("none"), |made| made.uuid);
    printed.response(&roles.get(&id).await);
    let change = RoleUpdate::new().rules(RulesChange::new().twin("true"));
    printed.response(&roles.update(&id, &change).await);
    printed.response(&roles.delete(&id).await);
    every_twin_secret(client, printed).await;
    let request = client
        .request(Method::POST, &format!("/secrets/account/{PIN}"))
        .body("text/plain", USER_SECRET)
        .header("x-token", HEADER);
    printed.debug(&request);
    printed.result(&request.send().await);
}

/// The operations that create, accept or send secrets.
async fn every_twin_secret(client: &trusted_twin::Client, printed: &mut Printed) {
    let (secrets, tokens) = (client.secrets(), client.tokens());
    let user = trusted_twin::UserId::new("none");
    printed.debug(&secrets);
    let pin = NewUserSecretPin::new(Expiry::Never);
    printed.response(&secrets.create_pin(&user, &pin).await);
    let creation = secrets.create(&user, Expiry::Never).await;
    printed.result(&creation);
    if let Ok(creation) = creation {
        printed.response(&creation.redeemed);
    }
    let (account, pin) = (AccountId::new("account"), Secret::from(PIN));
    printed.value(&pin);
    let exchange = secrets.exchange_pin(&account, &pin);
    printed.debug(&exchange);
    printed.response(&exchange.await);
    printed.response(&secrets.redeem(&account, &pin).await);
    printed.response(&secrets.get(&user).await);
    let update = UserSecretUpdate::new(Expiry::Never);
    printed.response(&secrets.update(&user, &update).await);
    printed.response(&secrets.delete(&user).await);
    let dict = SecretDict::new([
        ("serial", json!(HEADER)),
        ("nested", json!({"list": [HEADER, TOKEN]})),
    ]);
    let dict = dict.unwrap();
    let token = NewUserToken::new(Expiry::Never).secret_dict(dict.clone());
    printed.value(&token);
    let made = tokens.create(&token);
    printed.debug(&made);
    printed.response(&made.await);
    let refresh = UserTokenRefresh::new(Expiry::Never);
    printed.response(&tokens.refresh(&refresh).await);
    printed.result(&client.with_key(TOKEN));
    printed.result(&client.with_key(format!("{TOKEN}\n")));
    let with = client.with_dict(&dict);
    printed.result(&with);
    printed.response(&with.unwrap().who_am_i().await);
    let new = NewUser::new(RoleId::new("none"));
    printed.response(&client.users().create(&new).await);
    printed.result(&client.log().get().await);
    printed.result(&client.twins().scan().page().await);
}

#[test]
fn no_secret_is_printed_logged_or_traced() {
    process::isolated(
        "secrets::every_call::no_secret_is_printed_logged_or_traced",
        || {
            clock::paused().block_on(every_call_of_both_services());
        },
    );
}

async fn every_call_of_both_services() {
    let capture = Capture::default();
    // Other threads' events count too.
    capture.start_everywhere();
    let panics = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&panics);
    std::panic::set_hook(Box::new(move |info| {
        seen.lock().unwrap().push_str(&info.to_string());
    }));

    let sandbox = Sandbox::start().await.unwrap();
    let mut printed = Printed::default();
    let options = CallOptions::new()
        .max_response_bytes(64 * 1024)
        .header("x-api-key", HEADER)
        .unwrap();
    printed.debug(&options);
    let builder = gcore::Client::builder()
        .credential(sandbox.gcore().api_key())
        .base_url(sandbox.gcore().base_url())
        .options(options.clone());
    printed.debug(&builder);
    let gcore = builder.build().unwrap();
    let builder = trusted_twin::Client::builder()
        .credential(sandbox.trusted_twin().secret())
        .base_url(sandbox.trusted_twin().base_url())
        .options(options);
    printed.debug(&builder);
    let twin = builder.build().unwrap();
    printed.debug(&gcore);
    printed.debug(&twin);
    printed.debug(gcore.runtime());
    printed.debug(twin.runtime());

    // Keys in the header, and malformed keys.
    let keys = [
        sandbox.gcore().api_key().to_owned(),
        sandbox.trusted_twin().secret().to_owned(),
    ];
    for malformed in [
        format!("{TOKEN}\n"),
        format!("{TOKEN} {TOKEN}"),
        format!("é{TOKEN}"),
    ] {
        printed.result(&gcore::Client::new(malformed.as_str()));
        printed.result(&trusted_twin::Client::new(malformed.as_str()));
    }
    let with_password = format!("https://me:{TOKEN}@host/");
    let builder = gcore::Client::builder()
        .credential(TOKEN)
        .base_url(with_password);
    printed.debug(&builder);
    printed.result(&builder.build());
    printed.result(&CallOptions::new().header("authorization", HEADER));
    printed.result(&CallOptions::new().header("x-a", &format!("{HEADER}\n")));

    for plan in plans(&keys[0]) {
        sandbox.gcore().clear_faults().await;
        sandbox.gcore().inject(plan).await.unwrap();
        every_gcore_call(&gcore, &mut printed).await;
    }
    for plan in plans(&keys[1]) {
        sandbox.trusted_twin().clear_faults().await;
        sandbox.trusted_twin().inject(plan).await.unwrap();
        every_twin_call(&twin, &mut printed).await;
    }
    // A caller's panic that prints an error.
    sandbox.gcore().clear_faults().await;
    sandbox.gcore().inject(echoes(&keys[0])).await.unwrap();
    let panicking = async { gcore.users().list().page().await.unwrap() };
    AssertUnwindSafe(panicking)
        .catch_unwind()
        .await
        .unwrap_err();
    let _ = std::panic::take_hook();

    let traced = capture.captured().text;
    let panics = panics.lock().unwrap().clone();
    assert!(
        traced.contains("rolekit.operation") && traced.contains("reqwest"),
        "the capture missed calls"
    );
    assert!(printed.0.len() > 10_000 && !panics.is_empty());
    // Half a key is a leak too.
    let [gcore_key, twin_key] = &keys;
    let halves = keys.iter().map(|key| &key[..key.len() / 2]);
    let secrets = [gcore_key, twin_key, TOKEN, PIN, USER_SECRET, HEADER];
    let renderings: Vec<_> = [gcore_key, twin_key, HEADER]
        .into_iter()
        .flat_map(renderings)
        .collect();
    assert_absent(
        &[
            ("printed", &printed.0),
            ("traced", &traced),
            ("panics", &panics),
        ],
        secrets
            .into_iter()
            .chain(halves)
            .chain(renderings.iter().map(String::as_str)),
    );
}

#[tokio::test]
async fn secrets_of_a_body_that_the_service_echoes_are_redacted() {
    const CANARY: &str = "canary-of-a-body";
    let sandbox = Sandbox::start().await.unwrap();
    let echo = json!({ "message": format!("no {CANARY}"), "description": format!("no {CANARY}") });
    for server in [
        &**sandbox.gcore() as &rolekit_sandbox::Endpoint,
        &**sandbox.trusted_twin(),
    ] {
        let response = CannedResponse::new(400).json(echo.clone());
        let response = Fault::respond(response).always();
        server.inject(response).await.unwrap();
    }
    let cloud = rolekit_e2e::gcore(&sandbox);
    let mut printed = Printed::default();
    let queue = CreateAmqpSubscription::new(CANARY.into());
    printed.value(&queue);
    let result = cloud.audit_subscriptions().create_amqp(&queue).await;
    printed.result(&result);
    let error = result.unwrap_err();
    assert!(error.to_string().contains("message withheld"), "{error}");

    let twin = rolekit_e2e::trusted_twin(&sandbox);
    let hook = NewSubscription::new("https://example.com".to_owned(), "topic".to_owned());
    let hook = hook.client_secret(CANARY);
    printed.value(&hook);
    let dict = SecretDict::new([("nested", json!({"list": [CANARY, 1]}))]).unwrap();
    let token = NewUserToken::new(Expiry::Never).secret_dict(dict);
    printed.value(&token);
    let hook = twin.notifications().subscribe(&hook).await;
    printed.result(&hook);
    let token = twin.tokens().create(&token).await;
    printed.result(&token);
    for error in [hook.unwrap_err(), token.unwrap_err()] {
        assert!(error.to_string().contains("no [redacted]"), "{error}");
    }
    assert_absent(&[("printed", &printed.0)], [CANARY]);
    let sent = sandbox.trusted_twin().requests();
    let sent = String::from_utf8_lossy(&sent.last().unwrap().body).into_owned();
    assert_eq!(
        sent,
        format!(r#"{{"secret_dict":{{"nested":{{"list":["{CANARY}",1]}}}},"validity_ts":null}}"#),
    );
}
