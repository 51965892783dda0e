//! Calls on a transport of the caller: error responses whose body cannot be read, outcomes over several
//! attempts, and services as transports.

use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use http::Response;
use reqwest::{Body, Method};
use serde_json::json;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::retry::RetryPolicy;
use crate::tests::TestClient;
use crate::time::{Clock as _, TokioClock};
use crate::transport::{Transport, TransportError, TransportFuture};

static POST: Operation = Operation::new("post", "POST", "/post");
static DELETE: Operation = Operation::new("delete", "DELETE", "/thing").idempotent();
static GET: Operation = Operation::new("get", "GET", "/get");

type TransportResult = Result<Response<Body>, TransportError>;

/// Returns the next scripted response, and counts the requests.
#[derive(Clone, Debug, Default)]
struct Script {
    results: Arc<Mutex<VecDeque<TransportResult>>>,
    requests: Arc<Mutex<usize>>,
}

impl Transport for Script {
    fn send(&self, _: http::Request<Body>) -> TransportFuture {
        *self.requests.lock().unwrap() += 1;
        let result = self.results.lock().unwrap().pop_front();
        Box::pin(std::future::ready(result.unwrap_or_else(|| {
            Err(TransportError::new("the script has ended"))
        })))
    }
}

fn client(results: impl IntoIterator<Item = TransportResult>) -> (Client, Script) {
    let script = Script::default();
    script.results.lock().unwrap().extend(results);
    let builder = TestClient::builder().credential("1$secret");
    let client = builder.transport(script.clone()).build().unwrap().0;
    (client, script)
}

fn response(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> TransportResult {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Ok(response.body(body.into()).unwrap())
}

/// A body that breaks after its first chunk.
fn cut(body: &'static str) -> Body {
    let pieces = [Ok(body), Err(std::io::Error::other("cut"))];
    Body::wrap_stream(stream::iter(pieces))
}

/// A body that never ends.
fn hanging(body: &'static str) -> Body {
    let pieces = stream::iter([Ok::<_, std::io::Error>(body)]);
    Body::wrap_stream(pieces.chain(stream::pending()))
}

fn oversized() -> Body {
    let pieces = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 1 << 16])));
    let first = stream::iter([Ok(Bytes::from_static(b"{\"message\":\"no\""))]);
    Body::wrap_stream(first.chain(pieces))
}

fn gzip(body: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_text_of_an_error_names_the_host_and_of_a_read_no_outcome() {
    let once = CallOptions::new().retry(RetryPolicy::never());
    let broken = || [Err(TransportError::new("reset"))];
    let unconnected = || [Err(TransportError::connect("refused"))];
    for (operation, result, text) in [
        (
            &POST,
            broken(),
            "post: connection broken: no response (host api.example; attempts 1, outcome unknown)",
        ),
        (
            &GET,
            broken(),
            "get: connection broken: no response (host api.example; attempts 1)",
        ),
        (
            &POST,
            unconnected(),
            "post: connection failed (host api.example; attempts 1, outcome not sent)",
        ),
        (
            &GET,
            unconnected(),
            "get: connection failed (host api.example; attempts 1)",
        ),
        (
            &GET,
            [response(500, &[], r#"{"message":"no"}"#)],
            "get: the API returned an error, status 500: no (attempts 1)",
        ),
        (
            &GET,
            [response(200, &[], "<")],
            "get: the response does not match the document, status 200: the body is not JSON (line 1, \
             column 1) (attempts 1)",
        ),
        (
            &GET,
            [response(200, &[], cut("{"))],
            "get: connection broken, status 200: the response is incomplete (host api.example; \
             attempts 1)",
        ),
    ] {
        let client = client(result).0.with_options(&once);
        let request = client.request(operation, &[]);
        let error = request.decode::<u8>().await.unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!((error.host(), error.proxy()), (Some("api.example"), None));
    }
    // A later step knows what the whole call did.
    let client = client(broken()).0.with_options(&once);
    let error = client.request(&GET, &[]).empty().await.unwrap_err();
    let error = error.with_outcome(Outcome::Applied).to_string();
    assert!(error.ends_with("attempts 1, outcome applied)"), "{error}");
}

async fn post(results: impl IntoIterator<Item = TransportResult>) -> (Result<(), Error>, usize) {
    let (client, script) = client(results);
    let result = client
        .request(&POST, &[])
        .json("application/json", &json!({}))
        .empty()
        .await;
    let requests = *script.requests.lock().unwrap();
    (result.map(|_| ()), requests)
}

#[tokio::test(start_paused = true)]
async fn an_invalid_body_does_not_hide_the_status_and_headers_of_an_error_response() {
    let body = "{\"message\":\"no\",\"det";
    let half = |whole: Vec<u8>| whole[..whole.len() - 9].to_vec();
    let encoded = [("content-encoding", "gzip")];
    for (name, headers, body, message, seconds) in [
        ("cut", &[][..], cut(body), Some("no"), 0),
        ("hanging", &[], hanging(body), Some("no"), 5),
        ("oversized", &[], oversized(), Some("no"), 0),
        ("not compressed", &encoded, body.into(), None, 0),
        (
            "half compressed",
            &encoded,
            half(gzip(&format!("{body}{}", "x".repeat(99)))).into(),
            Some("no"),
            0,
        ),
        (
            "upper case",
            &[("content-encoding", "GZIP")],
            gzip(body).into(),
            Some("no"),
            0,
        ),
        (
            "members",
            &encoded,
            [gzip("{\"message\":"), gzip("\"no\"}")].concat().into(),
            Some("no"),
            0,
        ),
    ] {
        let started = TokioClock.now();
        let (result, requests) = post([response(403, headers, body)]).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api, "{name}: {error}");
        assert_eq!(error.status().unwrap(), 403, "{name}");
        assert_eq!((error.outcome(), requests), (Outcome::Refused, 1), "{name}");
        let expected = message.unwrap_or("the body contains no message");
        assert_eq!(error.message(), Some(expected), "{name}");
        assert_eq!(
            TokioClock.now() - started,
            Duration::from_secs(seconds),
            "{name}"
        );
    }
    for body in [cut(body), hanging(body)] {
        let started = TokioClock.now();
        let retry = [("retry-after", "20")];
        let (result, requests) = post([response(429, &retry, body), response(204, &[], "")]).await;
        result.unwrap();
        assert_eq!(requests, 2);
        assert!(TokioClock.now() - started >= Duration::from_secs(20));
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_of_a_proxy_does_not_prove_that_nothing_was_applied() {
    let envoy = "upstream connect error or disconnect/reset before headers";
    let html = "<html><head><title>503 Service Temporarily Unavailable</title></head></html>";
    for status in [500, 502, 503, 504, 520] {
        for body in [envoy, html, "", "{\"message\":\"unavailable\"}"] {
            for headers in [&[][..], &[("retry-after", "1")]] {
                let (result, requests) = post([response(status, headers, body)]).await;
                let error = result.unwrap_err();
                assert_eq!(
                    (error.outcome(), requests),
                    (Outcome::Unknown, 1),
                    "{error}"
                );
                assert!(!error.is_retryable());
            }
        }
    }
    // The service lists an error for which it does, and that is this code with this status.
    let rejected = response(503, &[], "{\"code\":\"maintenance\"}");
    let (result, requests) = post([rejected, response(204, &[], "")]).await;
    result.unwrap();
    assert_eq!(requests, 2);
    for (status, code) in [(502, "maintenance"), (503, "overloaded")] {
        let body = format!("{{\"code\":\"{code}\"}}");
        let (result, requests) = post([response(status, &[], body)]).await;
        let outcome = result.unwrap_err().outcome();
        assert_eq!(
            (outcome, requests),
            (Outcome::Unknown, 1),
            "{status} {code}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn secrets_are_redacted_in_every_part_of_an_error() {
    let repeat = |secret: &str| {
        [
            response(
                403,
                &[("x-request-id", secret)],
                json!({ "code": secret, "message": format!("no {secret}") }).to_string(),
            ),
            response(
                403,
                &[],
                json!({ "code": secret, "request_id": secret }).to_string(),
            ),
        ]
    };
    let check = |error: &Error| {
        assert_eq!(error.code(), Some("[redacted]"));
        assert_eq!(error.request_id(), Some("[redacted]"));
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    };
    // The credential, however the service writes it.
    for secret in [
        "1$canary-key",
        "canary-key",
        "1%24canary-key",
        "1$CANARY-KEY",
    ] {
        let script = Script::default();
        script.results.lock().unwrap().extend(repeat(secret));
        let builder = TestClient::builder().credential("1$canary-key");
        let client = builder.transport(script).build().unwrap().0;
        for _ in 0..2 {
            check(&client.request(&GET, &[]).empty().await.unwrap_err());
        }
    }
    // In a raw request everything may be secret.
    for secret in [
        "canary-path",
        "canary-query",
        "canary-header",
        "canary-body",
    ] {
        let (client, _) = client(repeat(secret));
        for _ in 0..2 {
            let request = client
                .raw_request(Method::POST, "/a/canary-path")
                .query("q", "canary-query")
                .header("x-a", "canary-header")
                .json(&json!({ "a": [{ "b": "canary-body" }] }));
            let error = request.send().await.unwrap_err();
            check(&error);
            assert!(!error.message().unwrap().contains("no "), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_is_sent_again() {
    for status in [421, 425, 429] {
        let (result, requests) = post([response(status, &[], ""), response(204, &[], "")]).await;
        result.unwrap();
        assert_eq!(requests, 2, "{status}");
    }
    let unsent = Err(TransportError::not_sent("no connection"));
    let (result, requests) = post([unsent, response(204, &[], "")]).await;
    result.unwrap();
    assert_eq!(requests, 2);
    let (result, requests) = post([Err(TransportError::new("broken"))]).await;
    assert_eq!(
        (result.unwrap_err().outcome(), requests),
        (Outcome::Unknown, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_later_error_does_not_lower_the_outcome_and_the_first_error_is_in_the_chain() {
    let (client, _) = client([response(503, &[], "first"), response(409, &[], "second")]);
    let error = client.request(&DELETE, &[]).empty().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 2));
    let first = std::error::Error::source(&error).unwrap();
    assert!(first.to_string().contains("503"), "{first}");
    assert!(first.to_string().contains("first"), "{first}");

    let (client, _) = self::client([
        Err(TransportError::new("first")),
        Err(TransportError::new("second")),
        Err(TransportError::new("third")),
    ]);
    let error = client.request(&GET, &[]).empty().await.unwrap_err();
    let mut chain = Vec::new();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        chain.push(error.to_string());
        source = error.source();
    }
    assert!(chain[0].contains("third"), "{chain:?}");
    assert!(chain.iter().any(|text| text.contains("first")), "{chain:?}");
}

#[tokio::test(start_paused = true)]
async fn a_byte_order_mark_is_no_part_of_a_body() {
    let (client, _) = client([
        response(200, &[], "\u{feff}[1,2]"),
        response(404, &[], "\u{feff}{\"message\":\"no\"}"),
    ]);
    let list = client.request(&GET, &[]).decode::<Vec<u8>>().await.unwrap();
    assert_eq!(*list, [1, 2]);
    let error = client.request(&GET, &[]).empty().await.unwrap_err();
    assert_eq!(error.message(), Some("no"));
}

#[tokio::test(start_paused = true)]
async fn a_compressed_stream_is_decompressed() {
    let long = "[1,2]".repeat(5_000);
    let compressed = [gzip(&long), gzip("end")].concat();
    let pieces: Vec<_> = compressed
        .chunks(10)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
        .collect();
    let headers = [("content-encoding", "gzip")];
    let (client, _) = client([
        response(200, &headers, Body::wrap_stream(stream::iter(pieces))),
        response(200, &headers, "no gzip"),
    ]);
    let response = client.request(&GET, &[]).stream().await.unwrap();
    assert!(!response.headers().contains_key("content-encoding"));
    let mut stream = response.into_inner();
    let mut body = Vec::new();
    while let Some(chunk) = stream.try_next().await.unwrap() {
        assert!(!chunk.is_empty());
        body.extend_from_slice(&chunk);
    }
    assert_eq!(body, format!("{long}end").as_bytes());
    let mut stream = client
        .request(&GET, &[])
        .stream()
        .await
        .unwrap()
        .into_inner();
    let error = stream.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(stream.try_next().await.unwrap().is_none());
}

/// A service that returns the request in its response.
#[derive(Clone)]
struct Echo;

impl tower_service::Service<http::Request<Body>> for Echo {
    type Response = Response<Body>;
    type Error = TransportError;
    type Future = std::future::Ready<Result<Response<Body>, TransportError>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), TransportError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let text = format!("{} {}", request.method(), request.uri());
        std::future::ready(if request.uri().path() == "/get" {
            response(200, &[], text)
        } else {
            Err(TransportError::not_sent("no such path"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_is_a_transport() {
    let builder = TestClient::builder().credential("1$secret");
    let transport = crate::transport::TowerTransport::new(Echo);
    let client = builder.transport(transport).build().unwrap().0;
    let text = client.request(&GET, &[]).text().await.unwrap();
    assert_eq!(*text, "GET https://api.example/get");
    let error = client.request(&POST, &[]).empty().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 3));
}

#[tokio::test]
async fn a_transport_tells_whether_there_was_a_connection() {
    let (scripted, _) = client([Err(TransportError::connect("refused"))]);
    // A port that is taken, so that no other test listens on it, but does not listen.
    let port = tokio::net::TcpSocket::new_v4().unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", port.local_addr().unwrap());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let wrapped = TestClient::builder()
        .credential("1$secret")
        .base_url(url)
        .transport(crate::transport::ReqwestTransport::new(http));
    let once = CallOptions::new().retry(RetryPolicy::never());
    for client in [scripted, wrapped.build().unwrap().0] {
        let client = client.with_options(&once);
        let error = client.request(&POST, &[]).empty().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    }
}
