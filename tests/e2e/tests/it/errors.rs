//! What an error tells beyond the fault table: the body, the field, the retry time.

use std::time::Duration;

use rolekit::ErrorKind;
use rolekit::gcore::{Client, Role, Scope};
use rolekit_e2e::scene::{Call, Scene, System};
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::Answer;
use serde_json::json;

async fn fixture(fault: Fault) -> Scene {
    let scene = Scene::new(rolekit::CallOptions::new()).await.unwrap();
    scene.side(System::Gcore).inject(fault).await.unwrap();
    scene
}

#[tokio::test(start_paused = true)]
async fn a_decode_error_keeps_the_body_and_names_the_missing_field() {
    let html = Answer::new(200)
        .header("content-type", "text/html")
        .text("<html>");
    let scene = fixture(Fault::answer(html)).await;
    let error = scene.call(System::Gcore, Call::Patch).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.content_type(), Some("text/html"));
    assert_eq!(error.body(), b"<html>");

    let scene = fixture(Fault::answer(Answer::new(200).json(json!({})))).await;
    let error = scene.call(System::Gcore, Call::Patch).await.unwrap_err();
    let message = error.message().unwrap();
    assert!(message.contains("\"assignment_id\""), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_long_retry_after_is_returned_to_the_caller() {
    let busy = Answer::new(429).header("retry-after", "3600");
    let scene = fixture(Fault::answer(busy)).await;
    let error = scene.call(System::Gcore, Call::Get).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_retryable());
}

/// A custom HTTP client may follow redirects before the SDK sees them.
#[tokio::test]
async fn a_redirect_that_the_http_client_followed_is_an_error() {
    let scene = fixture(Fault::redirect(302, "/cloud/v1/users")).await;
    let side = scene.sandbox.gcore();
    let client = Client::builder()
        .credential(side.api_key())
        .base_url(side.base_url())
        .http_client(reqwest::Client::new())
        .build()
        .unwrap();
    let scope = Scope::project(8, 100);
    let update = client
        .role_assignments()
        .update(1, 777, Role::User, scope)
        .await;
    assert_eq!(update.unwrap_err().kind(), ErrorKind::Redirect);
}

#[test]
fn an_empty_key_is_a_configuration_error() {
    for key in ["", " ", "apikey "] {
        let error = Client::new(key).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0));
    }
}
