//! The passwords, codes and tokens of Gcore IAM.

use rolekit::Secret;
use rolekit::gcore_iam::{
    ChangePassword, Client, ClientId, CreateApiToken, GroupName, Login, Refresh, TokenGroup,
    UpdateUserEmail, UserId,
};
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

/// The account of the sandbox, and the user who calls.
const ACCOUNT: ClientId = ClientId::new(8);
const ME: UserId = UserId::new(1);

fn new_token() -> CreateApiToken {
    let group = TokenGroup::new(GroupName::Users.into());
    CreateApiToken::new("a".to_owned(), None, group)
}

fn login(email: &str) -> Login {
    Login::new(PASSWORD.into(), email.to_owned())
}

/// Makes every call that sends or returns a secret, each under the same fault.
async fn every_call(iam: &Client, server: &GcoreServer, plan: usize, printed: &mut Printed) {
    let fault = async |sent: &[&str]| {
        server.clear_faults().await;
        server.inject(plans(sent).swap_remove(plan)).await.unwrap();
    };
    let auth = iam.auth();
    fault(&[PASSWORD]).await;
    let body = login("user1@example.com");
    printed.value(&body);
    printed.response(&auth.login(&body).await);
    let email = UpdateUserEmail::new("a@example.com".to_owned(), PASSWORD.into());
    printed.value(&email);
    printed.response(&iam.users().update_email(ME, &email).await);
    fault(&[PASSWORD, CODE]).await;
    let body = login("a@example.com").one_time_password(CODE);
    printed.value(&body);
    let request = auth.login(&body);
    printed.debug(&request);
    printed.response(&request.await);
    fault(&[REFRESH]).await;
    let body = Refresh::new(REFRESH.into());
    printed.value(&body);
    printed.response(&auth.refresh(&body).await);
    fault(&[PASSWORD, NEW_PASSWORD]).await;
    for (old, new) in [(PASSWORD, NEW_PASSWORD), (NEW_PASSWORD, PASSWORD)] {
        let change = ChangePassword::confirmed(old, new);
        printed.value(&change);
        printed.response(&auth.change_password(ME, &change).await);
    }
    let change = ChangePassword::new(PASSWORD.into(), NEW_PASSWORD.into(), NEW_PASSWORD.into());
    printed.value(&change);
    let change = auth.change_password(ME, &change).send().await;
    printed.result(&change);
    if let Ok(change) = &change {
        printed.json(&**change);
    }
    fault(&[]).await;
    printed.response(&auth.select_account(ACCOUNT).await);
    let tokens = iam.tokens();
    printed.response(&tokens.create(ACCOUNT, &new_token()).await);
    let made = tokens.create_checked(ACCOUNT, &new_token()).await;
    if let Ok(made) = &made {
        let rotated = tokens.rotate(ACCOUNT, made.id).await;
        printed.result(&rotated);
        if let Ok(rotated) = &rotated {
            printed.value(&rotated.new);
        }
    }
    printed.response(&made);
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
    let pair = iam.auth().login(&login("user1@example.com")).await.unwrap();
    let made = iam.tokens().create(ACCOUNT, &new_token()).await.unwrap();
    let with_key = iam.with_key(pair.key()).unwrap();
    printed.debug(&pair.key());
    printed.value(&(&pair, &made));
    printed.debug(&(&with_key, with_key.runtime(), with_key.auth()));
    printed.result(&iam.with_key(format!("{TOKEN}\n")));
    // A response that repeats the access token.
    let key = pair.access.expose();
    let body = json!({"message": key, "code": key, "request_id": key});
    let echo = Fault::respond(CannedResponse::new(403).json(body));
    server.inject(echo).await.unwrap();
    printed.result(&with_key.account().get().await);

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
