//! No password, code or token of Gcore's IAM is printed, logged or traced, whatever the service
//! answers.

use std::error::Error as _;
use std::fmt::{Debug, Write as _};

use rolekit::gcore_iam::generated::types::{ChangePassword, Login, Refresh, UpdateUserEmail};
use rolekit::gcore_iam::{Client, CreateToken, Expiry, GroupName};
use rolekit::{Error, Secret};
use rolekit_e2e::capture::Capture;
use rolekit_e2e::{clock, gcore_iam, process};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, FaultPlan, GcoreServer, Sandbox};
use serde_json::json;

const PASSWORD: &str = "canary-of-a-password";
const NEW_PASSWORD: &str = "canary-of-a-password-that-is-new";
const CODE: &str = "canary-of-a-code";
const REFRESH: &str = "canary-of-a-refresh-token";
const TOKEN: &str = "canary-of-an-api-token";
const SENT: [&str; 4] = [PASSWORD, NEW_PASSWORD, CODE, REFRESH];

#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &impl Debug) {
        writeln!(self.0, "{value:?} {value:#?}").unwrap();
    }

    fn end<T: Debug>(&mut self, end: Result<T, Error>) {
        self.debug(&end);
        if let Err(error) = end {
            let parts = [
                error.message(),
                error.code(),
                error.request_id(),
                error.path(),
            ];
            writeln!(self.0, "{error} {error:#} {parts:?}").unwrap();
            let mut source = error.source();
            while let Some(cause) = source {
                writeln!(self.0, "{cause} {cause:?}").unwrap();
                source = cause.source();
            }
        }
    }
}

/// Answers in which the service repeats what it was sent, or gives what it should not.
fn plans(sent: &[&str]) -> Vec<FaultPlan> {
    let words = sent.join(" ");
    let echo = json!({
        "message": words, "detail": words, "code": words, "request_id": words,
        "errors": {"errors": [words], "password": [words], "nested": {&words: [words]}},
    });
    let faults = [
        Fault::respond(
            CannedResponse::new(400)
                .json(echo.clone())
                .header("x-request-id", &words),
        ),
        Fault::respond(CannedResponse::new(401).json(json!([words]))),
        Fault::respond(CannedResponse::new(400).json(json!([{"errors": {"new_email": words}}]))),
        Fault::respond(CannedResponse::new(500).json(echo)),
        Fault::respond(CannedResponse::new(400).text(&words)),
        Fault::respond(CannedResponse::new(200).text(format!("{words} {TOKEN}"))),
        Fault::respond(
            CannedResponse::new(200).json(json!({"access": [TOKEN], "token": {TOKEN: TOKEN}})),
        ),
        Fault::respond(
            CannedResponse::new(200).json(json!({"access": {&words: words}, "refresh": TOKEN})),
        ),
        Fault::respond(CannedResponse::new(200).json(json!({"access": REFRESH, "refresh": TOKEN}))),
        Fault::redirect(302, format!("https://elsewhere.example/{words}")),
        Fault::reset(),
    ];
    let faults = faults.map(|fault| FaultPlan::from(fault.always()));
    std::iter::once(FaultPlan::default())
        .chain(faults)
        .collect()
}

/// Makes every call that sends or gives a secret, with the same fault in the way of each.
async fn every_call(iam: &Client, side: &GcoreServer, plan: usize, printed: &mut Printed) {
    let fault = async |sent: &[&str]| {
        side.clear_faults().await;
        side.inject(plans(sent).swap_remove(plan)).await.unwrap();
    };
    let auth = iam.auth();
    fault(&[PASSWORD]).await;
    printed.end(auth.login("user1@example.com", PASSWORD).await);
    let email = iam.users().change_email(1, "a@example.com", PASSWORD).await;
    printed.end(email);
    fault(&[PASSWORD, CODE]).await;
    printed.end(auth.login_with_code("a@example.com", PASSWORD, CODE).await);
    fault(&[REFRESH]).await;
    printed.end(auth.refresh(&Secret::from(REFRESH)).await);
    fault(&[PASSWORD, NEW_PASSWORD]).await;
    printed.end(auth.change_password(1, PASSWORD, NEW_PASSWORD).await);
    printed.end(auth.change_password(1, NEW_PASSWORD, PASSWORD).await);
    fault(&[]).await;
    printed.end(auth.select_account(8).await);
    let token = CreateToken::new("a", GroupName::Users, Expiry::Never);
    let made = iam.tokens(8).create(token).await;
    if let Ok(made) = &made {
        printed.end(iam.tokens(8).rotate(made.id).await);
    }
    printed.end(made);

    // The same without the face.
    fault(&[PASSWORD, CODE]).await;
    let mut login = Login::new(PASSWORD.into(), "a@example.com".to_owned());
    login.one_time_password = Some(CODE.into());
    printed.debug(&login);
    printed.end(iam.generated().login(&login).await);
    fault(&[REFRESH]).await;
    let refresh = Refresh::new(REFRESH.into());
    printed.debug(&refresh);
    printed.end(iam.generated().refresh(&refresh).await);
    fault(&[PASSWORD, NEW_PASSWORD]).await;
    let change = ChangePassword::new(NEW_PASSWORD.into(), NEW_PASSWORD.into(), PASSWORD.into());
    printed.debug(&change);
    let change = iam.generated().change_password(1.into(), &change).await;
    printed.end(change);
    let email = UpdateUserEmail::new("a@example.com".to_owned(), PASSWORD.into());
    printed.debug(&email);
}

#[test]
fn no_password_or_token_is_printed_logged_or_traced() {
    process::isolated(
        "gcore_iam_secrets::no_password_or_token_is_printed_logged_or_traced",
        || clock::paused().block_on(every_call_under_every_fault()),
    );
}

async fn every_call_under_every_fault() {
    let capture = Capture::default();
    // For the whole process: what other threads trace and log counts too.
    capture.start_everywhere();

    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let iam = gcore_iam(&sandbox);
    side.iam().set_password(1, PASSWORD);
    let mut printed = Printed::default();

    // What the sandbox itself gives out.
    let pair = iam
        .auth()
        .login("user1@example.com", PASSWORD)
        .await
        .unwrap();
    let token = CreateToken::new("a", GroupName::Users, Expiry::Never);
    let made = iam.tokens(8).create(token).await.unwrap();
    let with_key = iam.with_key(pair.key()).unwrap();
    printed.debug(&(&pair, pair.key(), &made));
    printed.debug(&(&with_key, with_key.generated()));
    printed.end(iam.with_key(format!("{TOKEN}\n")));
    // A service that repeats the access token, or the key that the client was given anew.
    let key = pair.access.expose();
    let body = json!({"message": key, "code": key, "request_id": key});
    let echo = Fault::respond(CannedResponse::new(403).json(body));
    side.inject(echo).await.unwrap();
    printed.end(with_key.account().me().await);

    for plan in 0..plans(&[]).len() {
        every_call(&iam, side, plan, &mut printed).await;
    }

    let traced = capture.seen().text;
    assert!(traced.contains("rolekit.operation") && traced.contains("reqwest"));
    assert!(printed.0.len() > 10_000 && printed.0.contains("[redacted]"));
    let given = [&pair.access, &pair.refresh, &made.token].map(Secret::expose);
    // The claims of an access token are as good as the whole where somebody wants to know them.
    let claims = key.split('.').nth(1).unwrap();
    for secret in SENT.into_iter().chain(given).chain([TOKEN, claims]) {
        for (name, text) in [("printed", &printed.0), ("traced", &traced)] {
            if let Some(place) = text.find(secret) {
                let before = text[..place].char_indices().rev().nth(300);
                let from = before.map_or(0, |(at, _)| at);
                panic!(
                    "{name} holds {secret}: …{}",
                    &text[from..place + secret.len()]
                );
            }
        }
    }
}
