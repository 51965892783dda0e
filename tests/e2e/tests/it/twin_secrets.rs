//! User Secrets and their PINs: requests, credentials, expiry, and the state after a failure.

use std::time::Duration;

use rolekit::trusted_twin::{
    AccountId, Client, Expiry, NewUser, NewUserSecretPin, RoleId, UserId, UserSecretUpdate,
};
use rolekit::{ErrorKind, Outcome, Secret, UnixTimestamp};
use rolekit_e2e::{assert_sent, trusted_twin, wire};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{CredentialStatus, Fault, Sandbox};
use serde_json::json;

/// Returns a client without a key.
fn nobody(sandbox: &Sandbox) -> Client {
    let builder = Client::builder().base_url(sandbox.trusted_twin().base_url());
    builder.without_credential().build().unwrap()
}

/// Creates a user without a secret.
async fn newcomer(sandbox: &Sandbox, client: &Client) -> UserId {
    let role = RoleId::new(sandbox.trusted_twin().administrator().role.as_str());
    let user = client.users().create(&NewUser::new(role)).await.unwrap();
    user.uuid
}

async fn create_pin(client: &Client, user: &UserId, expiry: Expiry) -> Secret {
    let new = NewUserSecretPin::new(expiry);
    client.secrets().create_pin(user, &new).await.unwrap().pin
}

fn expires(expiry: impl Into<Expiry>) -> UserSecretUpdate {
    UserSecretUpdate::new(expiry.into())
}

#[tokio::test]
async fn a_pin_is_redeemed_once_and_without_a_credential() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let account = AccountId::new(server.account());
    let user = newcomer(&sandbox, &client).await;
    let end = UnixTimestamp::from_millis(4_102_444_800_123);
    let path = format!("/users/{user}/secrets");
    for (validity, body) in [
        (Expiry::Never, r#"{"validity_ts":null}"#),
        (end.clone().into(), r#"{"validity_ts":4102444800.123}"#),
    ] {
        let pin = create_pin(&client, &user, validity.clone()).await;
        assert_sent(server, "POST", &path, body);
        // With a client that has a key, and with one that has none: the PIN is valid once.
        for client in [client.clone(), nobody(&sandbox)] {
            let redeemed = client.secrets().redeem(&account, &pin).await;
            let requests = server.requests();
            let last = &requests[requests.len() - 1];
            let target = format!("/secrets/{account}/{}", pin.expose());
            assert_eq!(wire(last), ("POST".to_owned(), target, String::new()));
            assert_eq!(last.credential, CredentialStatus::Missing);
            assert_eq!(last.header("authorization"), None);
            match redeemed {
                Ok(made) => {
                    assert_eq!(made.user.as_ref(), Some(&user));
                    assert_eq!(made.secret.expose().len(), 64);
                    let expected = match &validity {
                        Expiry::At(end) => Some(end.clone()),
                        Expiry::Never => None,
                    };
                    assert_eq!(made.validity_ts, expected);
                }
                Err(error) => {
                    assert!(error.is_not_found(), "the PIN is used up: {error}");
                    assert_eq!(error.outcome(), Outcome::Refused);
                    for text in [error.to_string(), format!("{error:?}")] {
                        assert!(!text.contains(pin.expose()), "{text}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_pin_expires_after_ten_minutes_and_a_secret_at_its_validity() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let account = AccountId::new(sandbox.trusted_twin().account());
    let user = newcomer(&sandbox, &client).await;
    for (passed, valid) in [
        (Duration::from_secs(595), true),
        (Duration::from_secs(600), false),
    ] {
        let pin = create_pin(&client, &user, Expiry::Never).await;
        sandbox.advance_clock(passed).unwrap();
        let redeemed = client.secrets().redeem(&account, &pin).await;
        assert_eq!(redeemed.is_ok(), valid);
    }

    // A secret that expires in three hours, by the sandbox's clock.
    let secrets = client.secrets();
    let now = secrets.get(&user).await.unwrap().updated_ts.unwrap();
    let end = UnixTimestamp::from_millis(now.as_millis() + 3 * 3_600_000);
    let made = secrets.create(&user, end.clone()).await.unwrap();
    let made = made.into_result().unwrap();
    assert_eq!(made.validity_ts, Some(end));
    let own = client.with_key(made.secret).unwrap();
    assert_eq!(own.who_am_i().await.unwrap().user, user);
    sandbox
        .advance_clock(Duration::from_secs(3 * 3600))
        .unwrap();
    assert!(own.who_am_i().await.unwrap_err().is_unauthorized());
    let for_ever = expires(Expiry::Never);
    secrets.update(&user, &for_ever).await.unwrap();
    own.who_am_i().await.unwrap();
}

#[tokio::test]
async fn the_validity_of_a_secret_is_always_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let caller = server.add_user(&server.administrator().role);
    let path = format!("/users/{}/secrets", caller.user);
    let (secrets, user) = (client.secrets(), UserId::new(caller.user.as_str()));
    let end = UnixTimestamp::from_secs(4_102_444_800);
    let until = expires(end.clone());
    let changed = secrets.update(&user, &until).await.unwrap();
    assert_sent(server, "PATCH", &path, r#"{"validity_ts":4102444800}"#);
    assert_eq!(changed.validity_ts, Some(end.clone()));
    let known = secrets.get(&user).await.unwrap();
    assert_sent(server, "GET", &path, "");
    assert_eq!(known.validity_ts, Some(end));
    assert_eq!(known.fingerprint.as_deref(), Some(&caller.secret[60..]));
    let for_ever = expires(Expiry::Never);
    let changed = secrets.update(&user, &for_ever).await.unwrap();
    assert_sent(server, "PATCH", &path, r#"{"validity_ts":null}"#);
    assert_eq!(changed.validity_ts, None);

    let lost = Fault::reset().after().method("DELETE");
    server.inject(lost).await.unwrap();
    assert_eq!(secrets.delete(&user).await.unwrap(), None);
    assert!(secrets.get(&user).await.unwrap_err().is_not_found());
    assert!(secrets.delete(&user).await.unwrap_err().is_not_found());
    let error = secrets.update(&user, &for_ever).await.unwrap_err();
    assert!(error.is_not_found());
    let user = client.with_key(caller.secret).unwrap();
    assert!(user.who_am_i().await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn creating_a_secret_reports_which_of_its_two_steps_failed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let user = newcomer(&sandbox, &client).await;
    let secrets = client.secrets();

    // The API returns an error: the PIN remains valid.
    server
        .inject(Fault::status(403).path("/secrets/*"))
        .await
        .unwrap();
    let creation = secrets.create(&user, Expiry::Never).await.unwrap();
    let error = creation.redeemed.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Refused);
    assert!(secrets.get(&user).await.unwrap_err().is_not_found());
    let again = secrets.redeem(&creation.account, &creation.pin).await;
    again.unwrap();
    secrets.delete(&user).await.unwrap();

    // The response is lost: the secret exists, and the PIN is used up.
    server
        .inject(Fault::reset().after().path("/secrets/*"))
        .await
        .unwrap();
    let creation = secrets.create(&user, Expiry::Never).await.unwrap();
    let error = creation.redeemed.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Applied, 1));
    secrets.get(&user).await.unwrap();
    let again = secrets.redeem(&creation.account, &creation.pin).await;
    assert!(again.unwrap_err().is_not_found());

    // The first step fails: no PIN is created.
    server
        .inject(Fault::status(403).method("POST"))
        .await
        .unwrap();
    let error = secrets.create(&user, Expiry::Never).await.unwrap_err();
    assert_eq!(error.operation(), Some("create_user_secret_pin"));
}

#[tokio::test]
async fn a_pin_that_the_service_echoes_is_not_printed() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.trusted_twin();
    let (account, pin) = (AccountId::new("account"), Secret::from("canary"));
    let body = json!({"subcode": "404653", "description": "no PIN canary", "trace": "t"});
    for status in [404, 500] {
        let response = CannedResponse::new(status).json(body.clone());
        server.inject(Fault::respond(response)).await.unwrap();
        let secrets = nobody(&sandbox).secrets();
        let error = secrets.redeem(&account, &pin).await.unwrap_err();
        assert_eq!(error.code(), Some("404653"));
        assert!(!format!("{error} {error:?} {error:#?}").contains("canary"));
        let body = String::from_utf8_lossy(error.body()).into_owned();
        assert!(body.contains("canary"), "the body is available on request");
    }
}

#[tokio::test]
async fn a_client_without_a_key_sends_nothing_that_needs_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.trusted_twin();
    let nobody = nobody(&sandbox);
    let error = nobody.who_am_i().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Config, Outcome::NotSent)
    );
    assert!(
        error.to_string().contains("needs the User Secret"),
        "{error}"
    );
    assert_eq!(server.request_count(), 0);
    let keyed = nobody.with_key(server.secret()).unwrap();
    keyed.who_am_i().await.unwrap();
    assert!(!format!("{nobody:?} {keyed:?}").contains(server.secret()));
    keyed.with_key("a b").unwrap_err();
}
