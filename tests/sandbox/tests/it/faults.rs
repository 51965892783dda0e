//! Faults: what the client receives, and whether the request is applied.

use std::io::ErrorKind;
use std::time::Duration;

use crate::client::{client, gcore, send, start};
use crate::clock::{Stopwatch, sleep};
use reqwest::Method;
use rolekit_sandbox::faults::{
    CannedResponse, ConnectionFault, FaultKind, Framing, GzipForm, JsonEdit, RandomFaults,
};
use rolekit_sandbox::{Fault, FaultPlan, GcoreServer};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const ASSIGNMENTS: &str = "/cloud/v1/users/assignments";

/// The bytes received, and how the connection ended.
struct Wire {
    text: String,
    end: Result<(), ErrorKind>,
}

impl Wire {
    fn body(&self) -> &str {
        self.text
            .split_once("\r\n\r\n")
            .map_or("", |(_, body)| body)
    }

    fn head(&self) -> &str {
        self.text
            .split_once("\r\n\r\n")
            .map_or("", |(head, _)| head)
    }
}

/// Sends a `POST` of an assignment over a bare socket.
async fn post_raw(api: &GcoreServer) -> Wire {
    let mut stream = TcpStream::connect(api.address().unwrap()).await.unwrap();
    let body = r#"{"user_id":777,"role":"Observer","client_id":8,"project_id":100}"#;
    let request = format!(
        "POST {ASSIGNMENTS} HTTP/1.1\r\nhost: x\r\nauthorization: APIKey {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        api.api_key(),
        body.len(),
    );
    let mut bytes = Vec::new();
    let sent = stream.write_all(request.as_bytes()).await;
    let end = match sent {
        Ok(()) => stream.read_to_end(&mut bytes).await.map(drop),
        Err(error) => Err(error),
    };
    Wire {
        text: String::from_utf8_lossy(&bytes).into_owned(),
        end: end.map_err(|error| error.kind()),
    }
}

fn post(api: &GcoreServer) -> reqwest::RequestBuilder {
    gcore(api, Method::POST, ASSIGNMENTS)
        .json(&json!({"user_id": 777, "role": "Observer", "client_id": 8, "project_id": 100}))
}

/// Returns the fault, the API's status and the sent status of the newest request.
fn last(api: &GcoreServer) -> (Option<&'static str>, Option<u16>, Option<u16>) {
    let request = api.requests().pop().unwrap();
    (request.fault, request.api_status, request.status)
}

/// Sends a request with a fault, and checks whether it was applied.
async fn send_with_fault(fault: Fault, applied: bool) -> (Wire, GcoreServer) {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let name = fault.name();
    api.inject(fault).await.unwrap();
    let wire = post_raw(api).await;
    assert_eq!(api.assignments().len(), usize::from(applied), "{name}");
    let (fault, api_status, _) = last(api);
    assert_eq!((fault, api_status), (Some(name), applied.then_some(200)));
    assert!(api.pending_faults().is_empty());
    api.wait_idle().await;
    let api = api.clone();
    sandbox.shutdown().await;
    (wire, api)
}

#[tokio::test]
async fn status_fault_sends_any_status_headers_and_body() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let busy = CannedResponse::new(503)
        .header("retry-after", "7")
        .header("content-type", "text/html")
        .text("<h1>busy</h1>");
    api.inject(Fault::respond(busy)).await.unwrap();
    let response = post(api).send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(response.headers()["content-type"], "text/html");
    assert_eq!(response.text().await.unwrap(), "<h1>busy</h1>");
    assert_eq!(last(api), (Some("response"), None, Some(503)));
    assert!(api.assignments().is_empty());
    // The request is recorded nevertheless.
    assert_eq!(api.requests()[0].json()["user_id"], 777);

    // Applied, with another response.
    let responses = [
        CannedResponse::new(204),
        CannedResponse::new(200).json(json!({})),
        CannedResponse::new(200)
            .header("content-encoding", "gzip")
            .bytes(*b"\x1f\x8b\x08\x00garbage"),
    ];
    for response in responses {
        let status = response.status;
        api.inject(Fault::respond(response).after()).await.unwrap();
        let response = post(api).send().await.unwrap();
        assert_eq!(response.status(), status);
        let expected: &[u8] = match response.headers().get("content-encoding") {
            Some(_) => b"\x1f\x8b\x08\x00garbage",
            None if status == 204 => b"",
            None => b"{}",
        };
        assert_eq!(response.bytes().await.unwrap(), expected);
        assert_eq!(last(api), (Some("response"), Some(200), Some(status)));
        let [made] = api.assignments().try_into().unwrap();
        api.remove_assignment(made["id"].as_i64().unwrap());
    }
}

#[tokio::test]
async fn framing_headers_of_a_canned_response_are_sent_unchanged() {
    let odd = CannedResponse::new(200)
        .header("content-length", "5")
        .header("content-length", "6")
        .text("abcdefgh");
    let (wire, _) = send_with_fault(Fault::respond(odd), false).await;
    assert_eq!(wire.end, Ok(()));
    assert!(
        wire.head()
            .contains("content-length: 5\r\ncontent-length: 6")
    );
    assert_eq!(wire.body(), "abcdefgh");
}

/// Sends a `POST` of an assignment, and returns the whole response.
async fn post_whole(api: &GcoreServer) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
    let response = post(api).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn proxies_and_vendors_answer_with_every_status_before_and_after() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let envoy = "upstream connect error or disconnect/reset before headers. reset reason: \
                 connection termination";
    for status in [429, 500, 502, 503, 504] {
        for retry_after in [None, Some("2")] {
            for applied in [false, true] {
                let canned = |canned: CannedResponse| match retry_after {
                    Some(value) => canned.header("retry-after", value),
                    None => canned,
                };
                let bodies = [
                    (CannedResponse::new(status), None),
                    (CannedResponse::new(status).envoy(), Some("text/plain")),
                    (CannedResponse::new(status).nginx(), Some("text/html")),
                    (
                        CannedResponse::new(status).vendor(),
                        Some("application/json"),
                    ),
                ];
                for (response, content_type) in bodies {
                    let fault = Fault::respond(canned(response));
                    let fault = if applied { fault.after() } else { fault };
                    api.inject(fault).await.unwrap();
                    let (got, headers, body) = post_whole(api).await;
                    assert_eq!(got, status);
                    let header = |name| headers.get(name).map(|value| value.to_str().unwrap());
                    assert_eq!(header("retry-after"), retry_after);
                    assert_eq!(header("content-type"), content_type);
                    let body = String::from_utf8(body).unwrap();
                    match content_type {
                        None => assert_eq!(body, ""),
                        Some("text/plain") => {
                            assert_eq!((body.as_str(), header("server")), (envoy, Some("envoy")));
                        }
                        Some("text/html") => {
                            assert!(body.contains(&format!("<h1>{status} ")), "{body}");
                            assert_eq!(header("server"), Some("nginx"));
                        }
                        Some(_) => {
                            let body: Value = serde_json::from_str(&body).unwrap();
                            assert!(!crate::client::class(&body).is_empty());
                        }
                    }
                    let api_status = applied.then_some(200);
                    assert_eq!(last(api), (Some("response"), api_status, Some(status)));
                    assert_eq!(api.assignments().len(), usize::from(applied));
                    for made in api.assignments() {
                        api.remove_assignment(made["id"].as_i64().unwrap());
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn vendor_body_has_the_format_of_the_service() {
    let sandbox = start().await;
    let (gcore_api, twin_api) = (sandbox.gcore(), sandbox.trusted_twin());
    for status in [400, 401, 403, 404, 409, 418, 429, 500, 503] {
        let fault = Fault::respond(CannedResponse::new(status).vendor()).times(2);
        gcore_api.inject(fault.clone()).await.unwrap();
        twin_api.inject(fault).await.unwrap();
        let (got, body) = send(gcore(gcore_api, Method::GET, ASSIGNMENTS)).await;
        assert_eq!(got, status);
        assert!(body["exception_class"].is_string(), "{body}");
        let (got, body) = send(gcore(gcore_api, Method::GET, "/iam/users")).await;
        assert_eq!(got, status);
        assert_eq!(
            body.as_object().unwrap().keys().collect::<Vec<_>>(),
            ["message"]
        );
        let whoami = crate::client::twin(twin_api, twin_api.secret(), Method::GET, "/whoami");
        let (got, body) = send(whoami).await;
        assert_eq!(got, status);
        assert_eq!(crate::client::subcode(&body), format!("{status}000"));
        twin_api.clear_faults().await;
    }
}

#[tokio::test]
async fn body_faults_damage_an_error_response_before_and_after() {
    let error_responses = [
        CannedResponse::new(403).vendor(),
        CannedResponse::new(429).vendor().header("retry-after", "2"),
        CannedResponse::new(500).vendor(),
    ];
    for error_response in error_responses {
        let status = error_response.status;
        for applied in [false, true] {
            let faults = [
                Fault::truncate(10, Framing::ContentLength),
                Fault::truncate(10, Framing::Chunked),
                Fault::truncate(10, Framing::Close),
                Fault::reset_body(10),
                Fault::content_length(10),
                Fault::new(FaultKind::Endless { cap_bytes: 50_000 }),
                Fault::pad(50_000),
                Fault::gzip(GzipForm::NotCompressed),
                Fault::json(JsonEdit::LoneSurrogate),
            ];
            for fault in faults {
                let fault = fault.with_response(error_response.clone());
                let fault = if applied { fault.after() } else { fault };
                let sandbox = start().await;
                let api = sandbox.gcore();
                let name = fault.name();
                api.inject(fault).await.unwrap();
                let response = post(api).send().await.unwrap();
                assert_eq!(response.status(), status, "{name}");
                let retry_after = response.headers().get("retry-after");
                assert_eq!(retry_after.is_some(), status == 429, "{name}");
                let _ = response.bytes().await;
                let api_status = applied.then_some(200);
                assert_eq!(last(api), (Some(name), api_status, Some(status)));
            }
        }
    }
}

#[tokio::test]
async fn hang_body_fault_stops_within_the_body() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let error_response = CannedResponse::new(429).vendor().header("retry-after", "2");
    for (fault, status) in [
        (Fault::hang_body(10), 200),
        (Fault::hang_body(10).with_response(error_response), 429),
    ] {
        api.inject(fault).await.unwrap();
        let mut response = post(api).send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.chunk().await.unwrap().unwrap().len(), 10);
        assert_eq!(api.connections().requests, 1);
        drop(response);
        api.wait_idle().await;
    }
    assert_eq!(api.assignments().len(), 1);
}

/// Returns the body after decompression of all members, or `None` if it is not valid gzip.
fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut text = Vec::new();
    let mut decoder = flate2::read::MultiGzDecoder::new(bytes);
    decoder.read_to_end(&mut text).ok()?;
    Some(text)
}

#[tokio::test]
async fn gzip_fault_compresses_or_claims_to() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    for (form, coding, is_valid) in [
        (GzipForm::OneMember, "gzip", true),
        (GzipForm::TwoMembers, "gzip", true),
        (GzipForm::UpperCase, "GZIP", true),
        (GzipForm::NotCompressed, "gzip", false),
        (GzipForm::Truncated, "gzip", false),
        (GzipForm::WrongChecksum, "gzip", false),
    ] {
        api.inject(Fault::gzip(form)).await.unwrap();
        let (status, headers, body) = post_whole(api).await;
        assert_eq!(status, 200);
        assert_eq!(headers["content-encoding"], coding);
        assert_eq!(headers["content-type"], "application/json");
        let made = api.assignments().pop().unwrap();
        let expected = is_valid.then(|| made.to_string().into_bytes());
        assert_eq!(gunzip(&body), expected, "{form:?}");
        let members = body
            .windows(3)
            .filter(|three| *three == b"\x1f\x8b\x08")
            .count();
        let expected = match form {
            GzipForm::NotCompressed => 0,
            GzipForm::TwoMembers => 2,
            _ => 1,
        };
        assert_eq!(members, expected, "{form:?}");
        api.remove_assignment(made["id"].as_i64().unwrap());
    }
}

#[tokio::test]
async fn json_fault_changes_strings_or_numbers() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let canned = || CannedResponse::new(403).json(json!({"a": [1, "x", null], "b": 2.5}));
    for (edit, expected) in [
        (
            JsonEdit::ByteOrderMark,
            &b"\xef\xbb\xbf{\"a\":[1,\"x\",null],\"b\":2.5}"[..],
        ),
        (
            JsonEdit::LoneSurrogate,
            b"{\"a\":[1,\"\\ud800\",null],\"b\":2.5}",
        ),
        (
            JsonEdit::InvalidUtf8,
            b"{\"a\":[1,\"\xff\",null],\"b\":2.5}",
        ),
        (JsonEdit::LeadingZero, b"{\"a\":[01,\"x\",null],\"b\":01}"),
        (JsonEdit::NotANumber, b"{\"a\":[NaN,\"x\",null],\"b\":NaN}"),
        (
            JsonEdit::HugeNumber,
            b"{\"a\":[1e999,\"x\",null],\"b\":1e999}",
        ),
    ] {
        api.inject(Fault::json(edit).with_response(canned()))
            .await
            .unwrap();
        let (status, _, body) = post_whole(api).await;
        assert_eq!((status, body.as_slice()), (403, expected), "{edit:?}");
        // The API's own response.
        api.inject(Fault::json(edit)).await.unwrap();
        let (status, _, body) = post_whole(api).await;
        assert_eq!(status, 200);
        let made = api.assignments().pop().unwrap();
        assert_ne!(body, made.to_string().as_bytes(), "{edit:?}");
        api.remove_assignment(made["id"].as_i64().unwrap());
    }
    // A body that is not JSON becomes the value.
    let nginx = CannedResponse::new(502).nginx();
    let fault = Fault::json(JsonEdit::HugeNumber).with_response(nginx);
    api.inject(fault).await.unwrap();
    assert_eq!(post_whole(api).await.2, b"1e999");
}

#[tokio::test]
async fn pad_fault_sends_a_whole_body_of_that_size() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.inject(Fault::pad(100_000)).await.unwrap();
    let (status, headers, body) = post_whole(api).await;
    assert_eq!((status, body.len()), (200, 100_000));
    assert_eq!(headers["content-length"], "100000");
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body, api.assignments()[0]);
}

#[tokio::test]
async fn redirect_fault_sends_location() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.inject(Fault::redirect(307, "http://127.0.0.1:9/there"))
        .await
        .unwrap();
    let response = post(api).send().await.unwrap();
    assert_eq!(response.status(), 307);
    assert_eq!(response.headers()["location"], "http://127.0.0.1:9/there");
    assert!(api.assignments().is_empty());
    assert_eq!(last(api), (Some("response"), None, Some(307)));
}

#[tokio::test]
async fn reset_fault_resets_the_connection() {
    for (fault, applied) in [(Fault::reset(), false), (Fault::reset().after(), true)] {
        let (wire, api) = send_with_fault(fault, applied).await;
        assert_eq!(
            (wire.text.as_str(), wire.end),
            ("", Err(ErrorKind::ConnectionReset))
        );
        let request = &api.requests()[0];
        assert_eq!(request.status, None);
        // With `before` the body is not read.
        assert_eq!(request.body_complete, applied);
        assert_eq!(request.body.is_empty(), !applied);
    }
}

#[tokio::test]
async fn reset_body_fault_resets_after_some_bytes() {
    let (wire, api) = send_with_fault(Fault::reset_body(10), true).await;
    assert!(wire.head().starts_with("HTTP/1.1 200 OK"));
    assert_eq!(
        (wire.body().len(), wire.end),
        (10, Err(ErrorKind::ConnectionReset))
    );
    assert_eq!(last(&api).2, Some(200));

    let (wire, api) = send_with_fault(Fault::reset_body(1000).before(), false).await;
    assert!(
        wire.head()
            .starts_with("HTTP/1.1 500 Internal Server Error")
    );
    assert!(wire.body().contains("exception_class"));
    assert_eq!(wire.end, Err(ErrorKind::ConnectionReset));
    assert_eq!(last(&api).2, Some(500));
}

#[tokio::test]
async fn truncate_fault_cuts_the_body_in_each_framing() {
    let (wire, api) = send_with_fault(Fault::truncate(10, Framing::ContentLength), true).await;
    let whole = api.assignments()[0].to_string();
    assert_eq!((wire.body(), wire.end), (&whole[..10], Ok(())));
    assert!(
        wire.head()
            .contains(&format!("content-length: {}", whole.len()))
    );

    let (wire, api) = send_with_fault(Fault::truncate(10, Framing::Chunked), true).await;
    let whole = api.assignments()[0].to_string();
    assert_eq!(
        (wire.body(), wire.end),
        (&*format!("a\r\n{}\r\n", &whole[..10]), Ok(()))
    );
    assert!(wire.head().contains("transfer-encoding: chunked"));

    let (wire, api) = send_with_fault(Fault::truncate(10, Framing::Close), true).await;
    let whole = api.assignments()[0].to_string();
    assert_eq!((wire.body(), wire.end), (&whole[..10], Ok(())));
    assert!(!wire.head().contains("content-length") && !wire.head().contains("chunked"));

    let (wire, _) =
        send_with_fault(Fault::truncate(5, Framing::ContentLength).before(), false).await;
    assert_eq!(wire.body().len(), 5);
}

#[tokio::test]
async fn content_length_fault_declares_a_wrong_length() {
    let (wire, api) = send_with_fault(Fault::content_length(10), true).await;
    let whole = api.assignments()[0].to_string();
    assert_eq!((wire.body(), wire.end), (whole.as_str(), Ok(())));
    assert!(wire.head().contains("content-length: 10\r\n"));

    // Too long: the client waits for the missing bytes until it disconnects.
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.inject(Fault::content_length(100_000)).await.unwrap();
    let mut response = post(api).send().await.unwrap();
    assert_eq!(response.content_length(), Some(100_000));
    let part = response.chunk().await.unwrap().unwrap();
    assert_eq!(api.assignments()[0].to_string(), part);
    assert_eq!(api.connections().requests, 1);
    drop(response);
    api.wait_idle().await;
}

#[tokio::test]
async fn endless_fault_sends_until_its_cap() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.inject(Fault::endless().always()).await.unwrap();
    let mut response = post(api).send().await.unwrap();
    let mut read = 0;
    while read < 1 << 20 {
        read += response.chunk().await.unwrap().unwrap().len();
    }
    drop(response);
    api.wait_idle().await;
    assert_eq!(api.assignments().len(), 1);

    api.clear_faults().await;
    let capped = Fault::new(FaultKind::Endless { cap_bytes: 50_000 });
    api.inject(capped).await.unwrap();
    let mut response = gcore(api, Method::GET, ASSIGNMENTS).send().await.unwrap();
    let mut read = 0;
    let error = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => read += chunk.len(),
            Ok(None) => panic!("it ended in good order"),
            Err(error) => break error,
        }
    };
    assert_eq!(read, 50_000, "{error}");
    api.wait_idle().await;
}

#[tokio::test(start_paused = true)]
async fn delays_last_exactly_as_long_as_given() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let delay = Duration::from_secs(3600);

    for fault in [Fault::delay(delay), Fault::delay(delay).after()] {
        api.inject(fault).await.unwrap();
        let begun = Stopwatch::start();
        assert_eq!(send(post(api)).await.0, 200);
        assert_eq!(begun.elapsed(), delay);
        let made = api.assignments()[0]["id"].as_i64().unwrap();
        api.remove_assignment(made);
    }

    api.inject(Fault::delay_body(10, delay)).await.unwrap();
    let begun = Stopwatch::start();
    let mut response = post(api).send().await.unwrap();
    let part = response.chunk().await.unwrap().unwrap();
    assert_eq!((part.len(), begun.elapsed()), (10, Duration::ZERO));
    let mut whole = part.to_vec();
    while let Some(part) = response.chunk().await.unwrap() {
        whole.extend(part);
    }
    assert_eq!(begun.elapsed(), delay);
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    assert_eq!(whole, api.assignments()[0]);
}

#[tokio::test(start_paused = true)]
async fn client_that_leaves_during_a_delay() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let delay = Duration::from_secs(60);
    let timeout = Duration::from_secs(5);
    for (fault, applied) in [
        (Fault::delay(delay), false),
        (Fault::hang(), false),
        (Fault::delay(delay).after(), true),
        (Fault::hang().after(), true),
        (Fault::delay_body(5, delay), true),
    ] {
        let name = fault.name();
        api.inject(fault).await.unwrap();
        let begun = Stopwatch::start();
        let error = match post(api).timeout(timeout).send().await {
            Ok(response) => response.bytes().await.unwrap_err(),
            Err(error) => error,
        };
        assert!(error.is_timeout(), "{name}: {error:?}");
        assert_eq!(begun.elapsed(), timeout, "{name}");
        api.wait_idle().await;
        // Longer than the delay, to check that nothing is applied later.
        sleep(2 * delay).await;
        assert_eq!(api.assignments().len(), usize::from(applied), "{name}");
        for assignment in api.assignments() {
            api.remove_assignment(assignment["id"].as_i64().unwrap());
        }
    }
}

#[tokio::test]
async fn refuses_connections_until_faults_are_cleared() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let url = format!("{}/cloud/v1/users", api.base_url());
    // A client must not get through on a kept-alive connection.
    let keep_alive = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(keep_alive.get(&url).send().await.unwrap().status(), 401);

    api.inject(ConnectionFault::Refuse { ms: None })
        .await
        .unwrap();
    assert_eq!(api.connections().open, 0);
    for _ in 0..3 {
        for client in [&keep_alive, &client()] {
            let error = client.get(&url).send().await.unwrap_err();
            assert!(error.is_connect(), "{error:?}");
        }
    }
    assert_eq!(api.request_count(), 1);
    // The other server is not affected.
    let other = format!("{}/whoami", sandbox.trusted_twin().base_url());
    assert_eq!(keep_alive.get(other).send().await.unwrap().status(), 401);

    api.clear_faults().await;
    assert_eq!(keep_alive.get(&url).send().await.unwrap().status(), 401);
    // The fault can be injected again.
    api.inject(ConnectionFault::Refuse { ms: None })
        .await
        .unwrap();
    assert!(keep_alive.get(&url).send().await.is_err());
    api.clear_faults().await;
    assert_eq!(keep_alive.get(&url).send().await.unwrap().status(), 401);
}

#[tokio::test(start_paused = true)]
async fn refuses_connections_for_a_time() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let refuse = json!({"connections": {"kind": "refuse", "ms": 1000}});
    let control = format!("{}/__sandbox/faults", api.base_url());
    let (status, _) = send(client().post(control).json(&refuse)).await;
    assert_eq!(status, 200);
    let begun = Stopwatch::start();
    while send_get(api).await.is_err() {
        sleep(Duration::from_millis(100)).await;
    }
    assert!(
        begun.elapsed() >= Duration::from_millis(900),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        begun.elapsed() <= Duration::from_millis(1100),
        "{:?}",
        begun.elapsed()
    );
}

async fn send_get(api: &GcoreServer) -> reqwest::Result<reqwest::Response> {
    gcore(api, Method::GET, ASSIGNMENTS).send().await
}

#[tokio::test]
async fn request_in_progress_survives_a_closed_listener() {
    let sandbox = start().await;
    let api = sandbox.gcore().clone();
    api.inject(Fault::truncate(3, Framing::Close))
        .await
        .unwrap();
    api.inject(Fault::new(FaultKind::Hang {})).await.unwrap();
    let first = send_get(&api).await.unwrap();
    let hanging = tokio::spawn({
        let api = api.clone();
        async move { send_get(&api).await }
    });
    while api.request_count() < 2 {
        tokio::task::yield_now().await;
    }
    api.inject(ConnectionFault::Refuse { ms: None })
        .await
        .unwrap();
    assert_eq!(first.text().await.unwrap().len(), 3);
    assert!(!hanging.is_finished());
    hanging.abort();
    api.wait_idle().await;
}

#[tokio::test]
async fn resets_connections() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    api.inject(ConnectionFault::Reset { count: 2 })
        .await
        .unwrap();
    for _ in 0..2 {
        let wire = post_raw(api).await;
        assert_eq!(wire.text, "");
        assert!(wire.end.is_err());
    }
    assert_eq!((api.request_count(), api.connections().accepted), (0, 2));
    assert_eq!(send(post(api)).await.0, 200);
}

#[tokio::test]
async fn controls_faults_over_http() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let control = format!("{}/__sandbox/faults", api.base_url());
    let plan = json!({
        "faults": [
            {"method": "DELETE", "times": "always", "response": {"status": 500}},
            {"path": ASSIGNMENTS, "times": 2, "when": "after", "do": {"kind": "reset"}},
        ],
    });
    let (status, left) = send(client().post(&control).json(&plan)).await;
    assert_eq!(status, 200);
    assert_eq!(left["faults"].as_array().unwrap().len(), 2);
    assert_eq!(post_raw(api).await.end, Err(ErrorKind::ConnectionReset));
    assert_eq!(api.assignments().len(), 1);
    let (_, left) = send(client().get(&control)).await;
    assert_eq!(left["faults"][1]["times"], 1);
    let left: FaultPlan = serde_json::from_value(left).unwrap();
    assert_eq!(left.faults, api.pending_faults());
    let path = format!("{ASSIGNMENTS}/1");
    for _ in 0..3 {
        assert_eq!(send(gcore(api, Method::DELETE, &path)).await.0, 500);
    }
    assert_eq!(send(client().delete(&control)).await.0, 200);
    assert!(api.pending_faults().is_empty());
    assert_eq!(send(gcore(api, Method::DELETE, &path)).await.0, 404);
    // Control requests are not recorded.
    assert_eq!(api.request_count(), 5);

    for (body, expected) in [
        (json!({"faults": [{"do": {"kind": "sing"}}]}), "sing"),
        (json!({"faults": [{"response": {"status": 99}}]}), "99"),
        (json!({"connections": {"kind": "refuse"}}), "ms"),
        (json!([]), "expected"),
    ] {
        let (status, response) = send(client().post(&control).json(&body)).await;
        assert_eq!(status, 400, "{body}");
        assert!(
            response["error"].as_str().unwrap().contains(expected),
            "{response}"
        );
    }
    let connections = format!("{}/__sandbox/connections", api.base_url());
    let (_, now) = send(client().get(connections)).await;
    assert_eq!(now["requests"], 1);
    let unknown = format!("{}/__sandbox/nothing", api.base_url());
    assert_eq!(send(client().get(unknown)).await.0, 404);
    assert!(api.inject(Fault::status(700)).await.is_err());
    assert!(api.pending_faults().is_empty());
}

#[tokio::test]
async fn each_server_has_its_own_faults() {
    let sandbox = start().await;
    sandbox.gcore().inject(Fault::status(500)).await.unwrap();
    let twin = sandbox.trusted_twin();
    let call = || crate::client::twin(twin, twin.secret(), Method::GET, "/whoami");
    assert_eq!(send(call()).await.0, 200);
    twin.inject(Fault::truncate(0, Framing::ContentLength).before())
        .await
        .unwrap();
    let response = call().send().await.unwrap();
    assert_eq!(response.status(), 500);
    assert!(response.bytes().await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_requests_use_each_fault_exactly_as_often_as_given() {
    let sandbox = start().await;
    let api = sandbox.gcore().clone();
    api.inject([
        Fault::status(503).times(100),
        Fault::reset().after().times(28),
    ])
    .await
    .unwrap();
    let tasks: Vec<_> = (0..256)
        .map(|_| {
            let api = api.clone();
            tokio::spawn(async move {
                match send_get(&api).await {
                    Ok(response) => response.status().as_u16(),
                    Err(_) => 0,
                }
            })
        })
        .collect();
    let mut seen = std::collections::BTreeMap::new();
    for task in tasks {
        *seen.entry(task.await.unwrap()).or_insert(0) += 1;
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        [(0, 28), (200, 128), (503, 100)]
    );
    api.wait_idle().await;
    let now = api.connections();
    assert_eq!((now.open, now.requests, api.request_count()), (0, 0, 256));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_faults_leak_no_connection() {
    let sandbox = start().await;
    let api = sandbox.gcore().clone();
    api.inject(RandomFaults {
        seed: 7,
        probability: 0.5,
        faults: vec![
            Fault::status(500),
            Fault::delay(Duration::ZERO),
            Fault::reset(),
            Fault::reset().after(),
            Fault::reset_body(4),
            Fault::delay_body(4, Duration::ZERO),
            Fault::truncate(4, Framing::Chunked),
            Fault::content_length(1),
            Fault::new(FaultKind::Endless { cap_bytes: 100_000 }),
        ],
    })
    .await
    .unwrap();
    let keeping = reqwest::Client::builder().no_proxy().build().unwrap();
    let tasks: Vec<_> = (0..256)
        .map(|_| {
            let (api, client) = (api.clone(), keeping.clone());
            tokio::spawn(async move {
                for _ in 0..4 {
                    let response = client
                        .get(format!("{}{ASSIGNMENTS}", api.base_url()))
                        .header("authorization", format!("APIKey {}", api.api_key()))
                        .send()
                        .await;
                    if let Ok(response) = response {
                        let _ = response.bytes().await;
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    drop(keeping);
    api.wait_idle().await;
    let hit = api
        .requests()
        .iter()
        .filter(|request| request.fault.is_some())
        .count();
    assert!((300..700).contains(&hit), "{hit}");
    assert!(
        api.requests()
            .iter()
            .all(|request| request.violation.is_none())
    );
}

#[tokio::test]
async fn incomplete_request_is_not_applied() {
    let sandbox = start().await;
    let api = sandbox.gcore();
    let id = api.add_assignment(777, "Observer", None);
    let mut stream = TcpStream::connect(api.address().unwrap()).await.unwrap();
    let request = format!(
        "DELETE {ASSIGNMENTS}/{id} HTTP/1.1\r\nhost: x\r\nauthorization: APIKey {}\r\n\
         content-length: 10\r\n\r\nabc",
        api.api_key(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    while api.connections().requests == 0 {
        tokio::task::yield_now().await;
    }
    drop(stream);
    api.wait_idle().await;
    assert!(api.assignment(id).is_some());
    assert!(
        api.requests()
            .iter()
            .all(|request| request.api_status.is_none())
    );
}
