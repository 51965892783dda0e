//! User Secrets and their PINs: what is sent with which credential, when they end, and what is left.

use std::time::Duration;

use rolekit::trusted_twin::{Client, NewUser, Validity};
use rolekit::{ErrorKind, Outcome, UnixTimestamp};
use rolekit_e2e::{sent, trusted_twin, wire};
use rolekit_sandbox::faults::Answer;
use rolekit_sandbox::{Credential, Fault, Sandbox};
use serde_json::json;

/// A client without a key.
fn nobody(sandbox: &Sandbox) -> Client {
    let builder = Client::builder().base_url(sandbox.trusted_twin().base_url());
    builder.without_credential().build().unwrap()
}

/// A user who has no secret.
async fn newcomer(sandbox: &Sandbox, client: &Client) -> String {
    let role = sandbox.trusted_twin().administrator().role.as_str();
    let user = client.users().create(NewUser::new(role)).await.unwrap();
    user.uuid.to_string()
}

#[tokio::test]
async fn a_pin_is_redeemed_without_a_credential_and_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let side = sandbox.trusted_twin();
    let account = side.account();
    let user = newcomer(&sandbox, &client).await;
    let end = UnixTimestamp::from_millis(4_102_444_800_123);
    let path = format!("/users/{user}/secrets");
    let secret = client.users().secret(user.as_str());
    for (validity, body) in [
        (Validity::Forever, r#"{"validity_ts":null}"#),
        (end.clone().into(), r#"{"validity_ts":4102444800.123}"#),
    ] {
        let pin = secret.create_pin(validity.clone()).await.unwrap();
        sent(side, "POST", &path, body);
        // With a client that has a key, and with one that has none.
        for client in [client.clone(), nobody(&sandbox)] {
            let redeemed = client.users().redeem(account.as_str(), pin.clone()).await;
            let requests = side.requests();
            let last = &requests[requests.len() - 1];
            let target = format!("/secrets/{account}/{}", pin.expose());
            assert_eq!(wire(last), ("POST".to_owned(), target, String::new()));
            assert_eq!(last.credential, Credential::Missing);
            assert_eq!(last.header("authorization"), None);
            match redeemed {
                Ok(made) => {
                    assert_eq!(made.user.as_ref().map(AsRef::as_ref), Some(user.as_str()));
                    assert_eq!(made.secret.expose().len(), 64);
                    let expected = match &validity {
                        Validity::Until(end) => Some(end.clone()),
                        Validity::Forever => None,
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
async fn a_pin_ends_after_ten_minutes_and_a_secret_when_it_says() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let account = sandbox.trusted_twin().account();
    let user = newcomer(&sandbox, &client).await;
    let secret = client.users().secret(user.as_str());
    for (passed, valid) in [
        (Duration::from_secs(595), true),
        (Duration::from_secs(600), false),
    ] {
        let pin = secret.create_pin(Validity::Forever).await.unwrap();
        sandbox.advance(passed);
        let redeemed = client.users().redeem(account.as_str(), pin).await;
        assert_eq!(redeemed.is_ok(), valid);
    }

    // A secret of an hour, from now on by the sandbox's clock.
    let now = secret.get().await.unwrap().updated_ts.unwrap();
    let end = UnixTimestamp::from_millis(now.as_millis() + 3 * 3_600_000);
    let made = secret
        .create(end.clone())
        .await
        .unwrap()
        .into_result()
        .unwrap();
    assert_eq!(made.validity_ts, Some(end));
    let own = client.with_key(made.secret).unwrap();
    assert_eq!(own.who_am_i().await.unwrap().user, user.as_str());
    sandbox.advance(Duration::from_secs(3 * 3600));
    assert!(own.who_am_i().await.unwrap_err().is_unauthorized());
    secret.never_expires().await.unwrap();
    own.who_am_i().await.unwrap();
}

#[tokio::test]
async fn the_end_of_a_secret_is_always_said() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let side = sandbox.trusted_twin();
    let caller = side.add_user(&side.administrator().role);
    let path = format!("/users/{}/secrets", caller.user);
    let secret = client.users().secret(caller.user.as_str());
    let end = UnixTimestamp::from_secs(4_102_444_800);
    let changed = secret.set_validity(end.clone()).await.unwrap();
    sent(side, "PATCH", &path, r#"{"validity_ts":4102444800}"#);
    assert_eq!(changed.validity_ts, Some(end.clone()));
    let known = secret.get().await.unwrap();
    sent(side, "GET", &path, "");
    assert_eq!(known.validity_ts, Some(end));
    assert_eq!(known.fingerprint.as_deref(), Some(&caller.secret[60..]));
    let changed = secret.never_expires().await.unwrap();
    sent(side, "PATCH", &path, r#"{"validity_ts":null}"#);
    assert_eq!(changed.validity_ts, None);

    let lost = Fault::reset().after().method("DELETE");
    side.inject(lost).await.unwrap();
    assert_eq!(secret.delete().await.unwrap(), None);
    assert!(secret.get().await.unwrap_err().is_not_found());
    assert!(secret.delete().await.unwrap_err().is_not_found());
    assert!(secret.never_expires().await.unwrap_err().is_not_found());
    let user = client.with_key(caller.secret).unwrap();
    assert!(user.who_am_i().await.unwrap_err().is_unauthorized());
}

#[tokio::test]
async fn of_two_steps_what_is_left_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let side = sandbox.trusted_twin();
    let user = newcomer(&sandbox, &client).await;
    let secret = client.users().secret(user.as_str());

    // Refused: the PIN is left, and still good.
    side.inject(Fault::status(403).path("/secrets/*"))
        .await
        .unwrap();
    let creation = secret.create(Validity::Forever).await.unwrap();
    let error = creation.redeemed.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Refused);
    assert!(secret.get().await.unwrap_err().is_not_found());
    client
        .users()
        .redeem(&creation.account, creation.pin)
        .await
        .unwrap();
    secret.delete().await.unwrap();

    // The answer is lost: there is a secret that nobody has seen, and the PIN is used up.
    side.inject(Fault::reset().after().path("/secrets/*"))
        .await
        .unwrap();
    let creation = secret.create(Validity::Forever).await.unwrap();
    let error = creation.redeemed.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    secret.get().await.unwrap();
    let again = client.users().redeem(&creation.account, creation.pin).await;
    assert!(again.unwrap_err().is_not_found());

    // Of the first step nothing is left.
    side.inject(Fault::status(403).method("POST"))
        .await
        .unwrap();
    let error = secret.create(Validity::Forever).await.unwrap_err();
    assert_eq!(error.operation(), Some("create_user_secret_pin"));
}

#[tokio::test]
async fn a_pin_that_the_service_repeats_is_not_shown() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.trusted_twin();
    let pin = "canary";
    let body = json!({"subcode": "404653", "description": "no PIN canary", "trace": "t"});
    for status in [404, 500] {
        let answer = Answer::new(status).json(body.clone());
        side.inject(Fault::answer(answer)).await.unwrap();
        let users = nobody(&sandbox);
        let error = users.users().redeem("account", pin).await.unwrap_err();
        assert_eq!(error.code(), Some("404653"));
        assert!(!format!("{error} {error:?} {error:#?}").contains("canary"));
        let body = String::from_utf8_lossy(error.body()).into_owned();
        assert!(body.contains("canary"), "whoever asks can read it");
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_sent_that_takes_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.trusted_twin();
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
    assert_eq!(side.arrived(), 0);
    let keyed = nobody.with_key(side.secret()).unwrap();
    keyed.who_am_i().await.unwrap();
    assert!(!format!("{nobody:?} {keyed:?}").contains(side.secret()));
    keyed.with_key("a b").unwrap_err();
}
