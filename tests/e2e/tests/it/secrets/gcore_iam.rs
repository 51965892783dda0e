//! The passwords, codes and tokens of Gcore IAM.

use rolekit::Secret;
use rolekit::gcore_iam::generated::types::{ChangePassword, Login, Refresh, UpdateUserEmail};
use rolekit::gcore_iam::{Client, CreateToken, Expiry, GroupName};
use rolekit_e2e::capture::Capture;
use rolekit_e2e::{clock, gcore_iam, process};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, FaultPlan, GcoreServer, Sandbox};
use serde_json::json;

use super::{Printed, assert_absent};

const PASSWORD: &str = "canary-of-a-password";
const NEW_PASSWORD: &str = "canary-of-a-password-that-is-new";
const CODE: &str = "canary-of-a-code";
const REFRESH: &str = "canary-of-a-refresh-token";
const TOKEN: &str = "canary-of-an-api-token";
const SENT: [&str; 4] = [PASSWORD, NEW_PASSWORD, CODE, REFRESH];

/// Responses that repeat what was sent, or contain tokens where none belong.
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

/// Makes every call that sends or returns a secret, each under the same fault.
async fn every_call(iam: &Client, server: &GcoreServer, plan: usize, printed: &mut Printed) {
    let fault = async |sent: &[&str]| {
        server.clear_faults().await;
        server.inject(plans(sent).swap_remove(plan)).await.unwrap();
    };
    let auth = iam.auth();
    fault(&[PASSWORD]).await;
    printed.result(&auth.login("user1@example.com", PASSWORD).await);
    let email = iam.users().change_email(1, "a@example.com", PASSWORD).await;
    printed.result(&email);
    fault(&[PASSWORD, CODE]).await;
    printed.result(&auth.login_with_code("a@example.com", PASSWORD, CODE).await);
    fault(&[REFRESH]).await;
    printed.result(&auth.refresh(&Secret::from(REFRESH)).await);
    fault(&[PASSWORD, NEW_PASSWORD]).await;
    printed.result(&auth.change_password(1, PASSWORD, NEW_PASSWORD).await);
    printed.result(&auth.change_password(1, NEW_PASSWORD, PASSWORD).await);
    fault(&[]).await;
    printed.result(&auth.select_account(8).await);
    let token = CreateToken::new("a", GroupName::Users, Expiry::Never);
    let made = iam.tokens(8).create(token).await;
    if let Ok(made) = &made {
        printed.result(&iam.tokens(8).rotate(made.id).await);
    }
    printed.result(&made);

    // The same through the generated client.
    fault(&[PASSWORD, CODE]).await;
    let mut login = Login::new(PASSWORD.into(), "a@example.com".to_owned());
    login.one_time_password = Some(CODE.into());
    printed.debug(&login);
    printed.result(&iam.generated().login(&login).await);
    fault(&[REFRESH]).await;
    let refresh = Refresh::new(REFRESH.into());
    printed.debug(&refresh);
    printed.result(&iam.generated().refresh(&refresh).await);
    fault(&[PASSWORD, NEW_PASSWORD]).await;
    let change = ChangePassword::new(NEW_PASSWORD.into(), NEW_PASSWORD.into(), PASSWORD.into());
    printed.debug(&change);
    let change = iam.generated().change_password(1.into(), &change).await;
    printed.result(&change);
    let email = UpdateUserEmail::new("a@example.com".to_owned(), PASSWORD.into());
    printed.debug(&email);
}

#[test]
fn no_password_or_token_is_printed_logged_or_traced() {
    process::isolated(
        "secrets::gcore_iam::no_password_or_token_is_printed_logged_or_traced",
        || clock::paused().block_on(every_call_under_every_fault()),
    );
}

async fn every_call_under_every_fault() {
    let capture = Capture::default();
    // Other threads' events count too.
    capture.start_everywhere();

    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let iam = gcore_iam(&sandbox);
    server.iam().set_password(1, PASSWORD);
    let mut printed = Printed::default();

    // Secrets that the sandbox issues.
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
    printed.result(&iam.with_key(format!("{TOKEN}\n")));
    // A response that repeats the access token.
    let key = pair.access.expose();
    let body = json!({"message": key, "code": key, "request_id": key});
    let echo = Fault::respond(CannedResponse::new(403).json(body));
    server.inject(echo).await.unwrap();
    printed.result(&with_key.account().me().await);

    for plan in 0..plans(&[]).len() {
        every_call(&iam, server, plan, &mut printed).await;
    }

    let traced = capture.captured().text;
    assert!(traced.contains("rolekit.operation") && traced.contains("reqwest"));
    assert!(printed.0.len() > 10_000 && printed.0.contains("[redacted]"));
    let issued = [&pair.access, &pair.refresh, &made.token].map(Secret::expose);
    // The claims of an access token are confidential too.
    let claims = key.split('.').nth(1).unwrap();
    assert_absent(
        &[("printed", &printed.0), ("traced", &traced)],
        SENT.into_iter().chain(issued).chain([TOKEN, claims]),
    );
}
