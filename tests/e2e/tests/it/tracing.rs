//! One span per call, and one event per attempt and call, with OpenTelemetry's names. Time is paused.

use std::time::Duration;

use rolekit::trusted_twin::{NewRole, Statement};
use rolekit::{CallOptions, RetryPolicy};
use rolekit_e2e::capture::{Capture, Captured, Fields};
use rolekit_e2e::clock::Stopwatch;
use rolekit_e2e::fixture::{Call, Fixture, System};
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::CannedResponse;
use serde_json::json;

fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).map(String::as_str)
}

/// Makes one call on a new fixture and returns its spans and events.
async fn traced(system: System, call: Call, faults: Vec<Fault>) -> Captured {
    let capture = Capture::default();
    let fixture = Fixture::new(CallOptions::new()).await.unwrap();
    fixture.server(system).inject(faults).await.unwrap();
    let guard = capture.start();
    let _ = fixture.call(system, call).await;
    drop(guard);
    capture.captured()
}

#[tokio::test(start_paused = true)]
async fn a_call_is_a_span() {
    for (system, call, name, template) in [
        (
            System::Gcore,
            Call::Get,
            "list_role_assignments",
            "/cloud/v1/users/assignments",
        ),
        (
            System::Gcore,
            Call::Patch,
            "update_role_assignment",
            "/cloud/v1/users/assignments/{assignment_id}",
        ),
        (
            System::TrustedTwin,
            Call::Delete,
            "delete_user_role",
            "/roles/{role}",
        ),
        (
            System::TrustedTwin,
            Call::Post,
            "create_user_role",
            "/roles",
        ),
    ] {
        let seen = traced(system, call, vec![]).await;
        let [(span, fields)] = seen.spans.as_slice() else {
            panic!("{:?}", seen.spans);
        };
        assert_eq!(span, "rolekit.call");
        assert_eq!(field(fields, "rolekit.operation"), Some(name));
        assert_eq!(
            field(fields, "http.request.method"),
            Some(&*call.to_string())
        );
        assert_eq!(field(fields, "url.template"), Some(template));
        assert_eq!(field(fields, "server.address"), Some("127.0.0.1"));
        assert!(field(fields, "server.port").is_some());
        let status = field(fields, "http.response.status_code").unwrap();
        assert!(["200", "201"].contains(&status), "{status}");
        assert_eq!(field(fields, "error.type"), None);
        assert_eq!(field(fields, "http.request.resend_count"), None);
        let [attempt, call] = seen.events.as_slice() else {
            panic!("{:?}", seen.events);
        };
        for event in [attempt, call] {
            assert_eq!(field(event, "rolekit.operation"), Some(name));
            assert_eq!(field(event, "server.address"), Some("127.0.0.1"));
            assert_eq!(field(event, "http.response.status_code"), Some(status));
            assert_eq!(field(event, "error.type"), None);
            assert_eq!(field(event, "rolekit.outcome"), None);
            assert_eq!(field(event, "http.request.resend_count"), None);
            for number in ["rolekit.duration_seconds", "rolekit.response_bytes"] {
                let value = field(event, number).unwrap();
                assert!(value.parse::<f64>().unwrap() >= 0.0, "{number} {value}");
            }
        }
        assert_eq!(field(attempt, "message"), Some("attempt succeeded"));
        assert_eq!(field(call, "message"), Some("call succeeded"));
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_an_event() {
    let busy = Fault::respond(CannedResponse::new(503).header("retry-after", "2"));
    let seen = traced(System::Gcore, Call::Get, vec![busy, Fault::reset()]).await;
    let [(_, fields)] = seen.spans.as_slice() else {
        panic!("{:?}", seen.spans);
    };
    assert_eq!(field(fields, "http.request.resend_count"), Some("2"));
    assert_eq!(field(fields, "http.response.status_code"), Some("200"));
    let [first, second, third, call] = seen.events.as_slice() else {
        panic!("{:?}", seen.events);
    };
    for retry in [first, second] {
        assert_eq!(field(retry, "message"), Some("retrying"));
        assert_eq!(field(retry, "rolekit.outcome"), Some("unknown"));
    }
    assert_eq!(field(third, "http.response.status_code"), Some("200"));
    assert_eq!(field(third, "rolekit.wait_seconds"), None);
    for event in [third, call] {
        assert_eq!(field(event, "http.request.resend_count"), Some("2"));
        assert_eq!(field(event, "error.type"), None);
    }
    assert_eq!(field(first, "error.type"), Some("503"));
    assert_eq!(field(first, "http.response.status_code"), Some("503"));
    assert_eq!(field(first, "rolekit.wait_seconds"), Some("2.0"));
    assert_eq!(field(second, "error.type"), Some("transport"));
    assert_eq!(field(first, "http.request.resend_count"), None);
    assert_eq!(field(second, "http.request.resend_count"), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn a_span_has_error_type_and_request_id() {
    let fault = Fault::respond(CannedResponse::new(403).json(json!({
        "subcode": "403535", "description": "secret body", "trace": "t-1",
    })));
    let seen = traced(System::TrustedTwin, Call::Get, vec![fault]).await;
    let fields = &seen.spans[0].1;
    assert_eq!(field(fields, "error.type"), Some("403"));
    assert_eq!(field(fields, "rolekit.request_id"), Some("t-1"));
    assert!(!seen.text.contains("secret body"));

    // A successful response may have a request id too.
    let named = CannedResponse::new(200)
        .header("x-request-id", "r-7")
        .json(json!({"uuid": "u", "name": "Before"}));
    let seen = traced(System::TrustedTwin, Call::Get, vec![Fault::respond(named)]).await;
    let fields = &seen.spans[0].1;
    assert_eq!(field(fields, "rolekit.request_id"), Some("r-7"));
    assert_eq!(field(fields, "error.type"), None);

    // Found only when the body is decoded.
    let lie = Fault::respond(CannedResponse::new(200).text("<html>"));
    let seen = traced(System::TrustedTwin, Call::Get, vec![lie]).await;
    let fields = &seen.spans[0].1;
    assert_eq!(field(fields, "error.type"), Some("decode"));
    assert_eq!(field(fields, "http.response.status_code"), Some("200"));
}

#[tokio::test(start_paused = true)]
async fn call_options_apply_to_one_client_value() {
    let fixture = Fixture::new(CallOptions::new()).await.unwrap();
    let server = fixture.server(System::TrustedTwin);
    server.inject(Fault::hang().always()).await.unwrap();
    let options = CallOptions::new()
        .timeout(Duration::from_secs(2))
        .retry(RetryPolicy::never())
        .client_request_id("audit-1")
        .and_then(|options| options.header("x-team", "roles"))
        .unwrap();
    let hurried = fixture.twin.with_options(&options);
    let started = Stopwatch::start();
    let error = hurried.roles().list().await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::from_secs(2));
    assert_eq!(
        (error.kind(), error.attempts()),
        (rolekit::ErrorKind::Timeout, 1)
    );
    let request = server.requests().remove(0);
    assert_eq!(request.header("x-request-id"), Some("audit-1"));
    assert_eq!(request.header("x-team"), Some("roles"));
    // The original client is unchanged.
    server.clear_faults().await;
    let role = NewRole::new("Reader".parse().unwrap(), Statement::permit_nothing());
    fixture.twin.roles().create(&role).await.unwrap();
    assert_eq!(server.requests().last().unwrap().header("x-team"), None);
}

#[tokio::test(start_paused = true)]
async fn a_raw_request_has_key_retries_limits_and_a_span() {
    let capture = Capture::default();
    let fixture = Fixture::new(CallOptions::new()).await.unwrap();
    let server = fixture.server(System::Gcore);
    server
        .inject([Fault::status(503), Fault::endless()])
        .await
        .unwrap();
    let guard = capture.start();
    let path = "/cloud/v1/users/assignments";
    let error = fixture
        .gcore
        .request(reqwest::Method::GET, path)
        .query("limit", "1")
        .template(path)
        .send()
        .await
        .unwrap_err();
    drop(guard);
    assert_eq!(
        (error.kind(), error.attempts()),
        (rolekit::ErrorKind::TooLarge, 2)
    );
    let fields = &capture.captured().spans[0].1;
    assert_eq!(field(fields, "url.template"), Some(path));

    let response = fixture
        .gcore
        .request(reqwest::Method::GET, path)
        .send()
        .await
        .unwrap();
    let page: serde_json::Value = response.json().unwrap();
    assert_eq!(page["count"], 1);
    let last = server.requests().pop().unwrap();
    assert_eq!(last.credential, rolekit_sandbox::CredentialStatus::Valid);

    for (path, kind) in [
        ("cloud", rolekit::ErrorKind::InvalidRequest),
        ("//elsewhere.example/", rolekit::ErrorKind::Api),
        ("/../../x", rolekit::ErrorKind::Api),
    ] {
        let sent = fixture
            .gcore
            .request(reqwest::Method::GET, path)
            .send()
            .await;
        assert_eq!(sent.unwrap_err().kind(), kind, "{path}");
    }
}
