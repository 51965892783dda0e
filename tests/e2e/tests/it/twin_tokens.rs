//! User Tokens, and the dictionary that calls send in a header.

use std::time::Duration;

use rolekit::trusted_twin::{Expiry, NewUserToken, SecretDict, TokenOption, UserTokenRefresh};
use rolekit::{ErrorKind, UnixTimestamp};
use rolekit_e2e::{assert_sent, trusted_twin};
use rolekit_sandbox::{Sandbox, TrustedTwinServer};
use serde_json::{Map, Value, json};

/// Returns a dictionary with one key.
fn dict(key: &str, value: impl Into<Value>) -> SecretDict {
    SecretDict::new([(key, value)]).unwrap()
}

fn refresh(expiry: impl Into<Expiry>) -> UserTokenRefresh {
    UserTokenRefresh::new(expiry.into())
}

#[tokio::test]
async fn a_token_has_the_requested_validity_and_options() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let end = UnixTimestamp::from_millis(4_102_444_800_500);
    for (token, body) in [
        (NewUserToken::new(Expiry::Never), r#"{"validity_ts":null}"#),
        (
            NewUserToken::new(end.into()).options([TokenOption::Refresh, TokenOption::Create]),
            r#"{"options":["refresh","create"],"validity_ts":4102444800.5}"#,
        ),
        (
            NewUserToken::new(Expiry::Never).secret_dict(dict("serial", "canary")),
            r#"{"secret_dict":{"serial":"canary"},"validity_ts":null}"#,
        ),
    ] {
        assert!(!format!("{token:?} {token:#?}").contains("canary"));
        let made = client.tokens().create(&token).await.unwrap();
        assert_sent(server, "POST", "/token", body);
        let own = client.with_key(made.token.clone()).unwrap();
        assert_eq!(
            own.who_am_i().await.unwrap().user,
            server.administrator().user.as_str()
        );
        assert!(!format!("{made:?} {own:?}").contains(made.token.expose()));
        let requests = server.requests();
        assert_eq!(
            requests[0].connection,
            requests[requests.len() - 1].connection
        );
    }
    let token = NewUserToken::new(Expiry::Never).secret_dict(dict("a", 1));
    let made = client.tokens().create(&token).await.unwrap();
    assert_eq!(
        server.secret_dict(made.token.expose()),
        Some(json!({"a": 1}))
    );
}

#[tokio::test]
async fn token_options_decide_whether_it_may_refresh_or_create() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let forever = NewUserToken::new(Expiry::Never);
    let may = |option| forever.clone().options([option]);
    let token = may(TokenOption::Refresh);
    let made = client.tokens().create(&token).await.unwrap();
    assert_eq!(made.options, Some(vec![TokenOption::Refresh]));
    let own = client.with_key(made.token).unwrap();
    assert!(
        own.tokens()
            .create(&forever)
            .await
            .unwrap_err()
            .is_forbidden()
    );

    let now = own.account().get().await.unwrap().updated_ts.unwrap();
    let end = UnixTimestamp::from_millis(now.as_millis() + 3_600_000);
    let next = own.tokens().refresh(&refresh(end.clone())).await.unwrap();
    let body = json!({"validity_ts": end}).to_string();
    assert_sent(server, "POST", "/token/refresh", &body);
    let next = client.with_key(next.token).unwrap();
    next.who_am_i().await.unwrap();
    sandbox.advance_clock(Duration::from_secs(3600)).unwrap();
    assert!(next.who_am_i().await.unwrap_err().is_unauthorized());
    own.who_am_i().await.unwrap();
    own.tokens().refresh(&refresh(Expiry::Never)).await.unwrap();
    assert_sent(server, "POST", "/token/refresh", r#"{"validity_ts":null}"#);

    let token = may(TokenOption::Create);
    let made = client.tokens().create(&token).await.unwrap();
    let own = client.with_key(made.token).unwrap();
    own.tokens().create(&forever).await.unwrap();
    assert!(
        own.tokens()
            .refresh(&refresh(Expiry::Never))
            .await
            .unwrap_err()
            .is_forbidden()
    );
    assert!(
        client
            .tokens()
            .refresh(&refresh(Expiry::Never))
            .await
            .unwrap_err()
            .is_forbidden()
    );
}

#[tokio::test]
async fn a_dictionary_is_sent_with_every_call_and_not_printed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let server = sandbox.trusted_twin();
    let header = |server: &TrustedTwinServer| {
        let requests = server.requests();
        requests[requests.len() - 1]
            .header("x-trustedtwin")
            .map(str::to_owned)
    };
    // The vendor's example needs padding.
    let serial = json!({"serial": "b0f531c3-ec4e-4e2a-8d45-3d0a9b8a9d4b"});
    let Value::Object(serial) = serial else {
        panic!()
    };
    for (entries, sent) in [
        (
            serial,
            "eyJzZXJpYWwiOiJiMGY1MzFjMy1lYzRlLTRlMmEtOGQ0NS0zZDBhOWI4YTlkNGIifQ==",
        ),
        (Map::new(), "e30="),
        (
            Map::from_iter([("a".into(), json!("é>?"))]),
            "eyJhIjoiw6k+PyJ9",
        ),
    ] {
        let with = client
            .with_dict(&SecretDict::new(entries).unwrap())
            .unwrap();
        with.who_am_i().await.unwrap();
        assert_eq!(header(server).as_deref(), Some(sent));
        with.roles().list().await.unwrap();
        assert_eq!(header(server).as_deref(), Some(sent));
        assert!(!format!("{with:?} {with:#?}").contains(sent));
        let other = with.with_dict(&dict("b", 2)).unwrap();
        other.who_am_i().await.unwrap();
        assert_eq!(
            header(server).as_deref(),
            Some("eyJiIjoyfQ=="),
            "in place of the first"
        );
    }
    client.who_am_i().await.unwrap();
    assert_eq!(header(server), None);
    for key in ["", "A", "1a", "a-b"] {
        let error = SecretDict::new([(key, 1)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
}
