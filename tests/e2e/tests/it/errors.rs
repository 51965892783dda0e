//! The fields of an error that the fault table does not contain: body, JSON path, retry time.

use std::time::Duration;

use rolekit::gcore::{AssignRole, Client, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::{ErrorKind, Outcome};
use rolekit_e2e::fixture::{Call, Fixture, System};
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::CannedResponse;
use serde_json::json;

async fn with_fault(fault: Fault) -> Fixture {
    let fixture = Fixture::new(rolekit::CallOptions::new()).await.unwrap();
    fixture.server(System::Gcore).inject(fault).await.unwrap();
    fixture
}

#[tokio::test(start_paused = true)]
async fn a_decode_error_keeps_the_body_and_names_the_missing_field() {
    let html = CannedResponse::new(200)
        .header("content-type", "text/html")
        .text("<html>");
    let fixture = with_fault(Fault::respond(html)).await;
    let error = fixture.call(System::Gcore, Call::Patch).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.content_type(), Some("text/html"));
    assert_eq!(error.body(), b"<html>");

    let fixture = with_fault(Fault::respond(CannedResponse::new(200).json(json!({})))).await;
    let error = fixture.call(System::Gcore, Call::Patch).await.unwrap_err();
    let message = error.message().unwrap();
    assert!(message.contains("\"assignment_id\""), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_long_retry_after_is_returned_to_the_caller() {
    let busy = CannedResponse::new(429).header("retry-after", "3600");
    let fixture = with_fault(Fault::respond(busy)).await;
    let error = fixture.call(System::Gcore, Call::Get).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_retryable());
}

/// A custom HTTP client may follow redirects before the SDK sees them.
#[tokio::test]
async fn a_redirect_that_the_http_client_followed_is_an_error() {
    for target in ["/cloud/v1/users", "/cloud/v1/nothing"] {
        let fixture = with_fault(Fault::redirect(303, target).after()).await;
        let server = fixture.sandbox.gcore();
        let client = Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .http_client(reqwest::Client::new())
            .build()
            .unwrap();
        let scope = Scope::project(ClientId::new(8), ProjectId::new(200));
        let user = AssignRole::new(UserId::new(778), Role::User).scope(scope);
        let creation = client.role_assignments().create(&user).await;
        let error = creation.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
        // The status of the target says nothing about the request.
        assert_eq!((error.outcome(), error.status()), (Outcome::Unknown, None));
        assert_eq!(error.attempts(), 1);
        let methods: Vec<_> = server.requests().into_iter().map(|r| r.method).collect();
        assert_eq!(methods, ["POST", "GET"]);
    }
}

#[test]
fn an_empty_key_is_a_configuration_error() {
    for key in ["", " ", "apikey "] {
        let error = Client::new(key).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Config, 0));
    }
}
