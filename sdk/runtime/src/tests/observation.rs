//! Events of attempts and calls.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream;
use reqwest::{Body, Method};
use serde_json::{Value, json};

use crate::client::Client;
use crate::credential_source::EnvironmentCredential;
use crate::observe::{AttemptEvent, CallEvent, Observer};
use crate::operation::{Operation, Parameter};
use crate::tests::TestClient;
use crate::tests::responder::{Responder, TransportResult, response};
use crate::time::{Clock as _, Jitter, TokioClock};
use crate::transport::TransportError;

static GET: Operation =
    Operation::new("get", "GET", "/get/{name}").parameters(&[Parameter::path("name")]);

/// Writes each event as a line, with times in milliseconds.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Observer for Recorder {
    fn attempt(&self, event: &AttemptEvent<'_>) {
        assert_eq!(event.target.service, "test");
        let failure = event.failure.as_ref();
        self.0.lock().unwrap().push(format!(
            "attempt {} {} {:?} {:?} wait {:?} took {} bytes {}",
            event.target.operation,
            event.attempt,
            event.status.map(|status| status.as_u16()),
            failure.map(|failure| (failure.error_type, failure.outcome.as_str())),
            event.wait.map(|wait| wait.as_millis()),
            event.duration.as_millis(),
            event.bytes,
        ));
    }

    fn call(&self, event: &CallEvent<'_>) {
        assert_eq!(event.target.host, "api.example");
        let failure = event.failure.as_ref();
        self.0.lock().unwrap().push(format!(
            "call {} {} {} {:?} {:?} took {} bytes {}",
            event.target.method,
            event.target.template,
            event.attempts,
            event.status.map(|status| status.as_u16()),
            failure.map(|failure| (failure.error_type, failure.outcome.as_str())),
            event.duration.as_millis(),
            event.bytes,
        ));
    }
}

#[derive(Debug)]
struct NoBackoff;

impl Jitter for NoBackoff {
    fn fraction(&self) -> f64 {
        0.0
    }
}

/// Returns a client that gets these results after 10 ms each, and its events.
fn client(results: impl IntoIterator<Item = TransportResult>) -> (Client, Recorder) {
    let results: Arc<Mutex<VecDeque<TransportResult>>> =
        Arc::new(Mutex::new(results.into_iter().collect()));
    let transport = Responder(move |_| {
        let result = results.lock().unwrap().pop_front();
        let result = result.unwrap_or_else(|| Err(TransportError::new("the script has ended")));
        let wait = TokioClock.sleep(Duration::from_millis(10));
        async move {
            wait.await;
            result
        }
    });
    let recorder = Recorder::default();
    let builder = TestClient::builder()
        .credential("1$canary")
        .transport(transport)
        .jitter(NoBackoff)
        .observer(recorder.clone());
    (builder.build().unwrap().0, recorder)
}

#[tokio::test(start_paused = true)]
async fn attempts_and_calls_are_observed() {
    let (client, recorder) = client([
        response(503, &[("retry-after", "2")], "canary"),
        Err(TransportError::new("canary")),
        response(200, &[("x-a", "canary")], "[1, 2]"),
    ]);
    let request = client.request(&GET, &[&"canary"]);
    request.decode::<Vec<u8>>().await.unwrap();
    let events = recorder.take();
    assert_eq!(
        events,
        [
            "attempt get 1 Some(503) Some((\"503\", \"unknown\")) wait Some(2000) took 10 bytes 6",
            "attempt get 2 None Some((\"transport\", \"unknown\")) wait Some(0) took 10 bytes 0",
            "attempt get 3 Some(200) None wait None took 10 bytes 6",
            "call GET /get/{name} 3 Some(200) None took 2030 bytes 6",
        ]
    );
    assert!(!format!("{events:?}").contains("canary"));
}

#[tokio::test(start_paused = true)]
async fn failures_are_observed() {
    let (client, recorder) = client([response(403, &[], "no")]);
    client.request(&GET, &[&1]).empty().await.unwrap_err();
    let failure = "Some((\"403\", \"refused\"))";
    assert_eq!(
        recorder.take(),
        [
            format!("attempt get 1 Some(403) {failure} wait None took 10 bytes 2"),
            format!("call GET /get/{{name}} 1 Some(403) {failure} took 10 bytes 2"),
        ]
    );
    // The status is a success, but the body cannot be decoded.
    let (client, recorder) = self::client([response(200, &[], "{}")]);
    let request = client.request(&GET, &[&1]);
    request.decode::<Vec<u8>>().await.unwrap_err();
    assert_eq!(
        recorder.take(),
        [
            "attempt get 1 Some(200) None wait None took 10 bytes 2",
            "call GET /get/{name} 1 Some(200) Some((\"decode\", \"applied\")) took 10 bytes 2",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_attempt_without_a_credential_is_observed() {
    let recorder = Recorder::default();
    let client = TestClient::builder()
        .credential_source(EnvironmentCredential::new("="))
        .transport(Responder(|_| std::future::ready(response(200, &[], ""))))
        .observer(recorder.clone())
        .build()
        .unwrap()
        .0;
    client.request(&GET, &[&1]).empty().await.unwrap_err();
    let failure = "Some((\"credential\", \"not sent\"))";
    assert_eq!(
        recorder.take(),
        [
            format!("attempt get 1 None {failure} wait None took 0 bytes 0"),
            format!("call GET /get/{{name}} 1 None {failure} took 0 bytes 0"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_observed_to_its_end() {
    let pieces = |last| stream::iter([Ok("ab"), Ok("cd"), last]);
    let broken = Body::wrap_stream(pieces(Err(std::io::Error::other("cut"))));
    let whole = Body::wrap_stream(pieces(Ok("ef")));
    let dropped = Body::wrap_stream(pieces(Ok("ef")));
    let (client, recorder) = client([
        response(200, &[], whole),
        response(200, &[], broken),
        response(200, &[], dropped),
    ]);
    let attempt = "attempt get 1 Some(200) None wait None took 10 bytes 0";
    for (chunks, call) in [
        (9, "call GET /get/{name} 1 Some(200) None took 10 bytes 6"),
        (
            9,
            "call GET /get/{name} 1 Some(200) Some((\"transport\", \"applied\")) took 10 bytes 4",
        ),
        (1, "call GET /get/{name} 1 Some(200) None took 10 bytes 2"),
    ] {
        let response = client.request(&GET, &[&1]).stream().await.unwrap();
        let mut stream = response.into_inner();
        assert_eq!(recorder.take(), [attempt]);
        for _ in 0..chunks {
            if !matches!(stream.try_next().await, Ok(Some(_))) {
                break;
            }
        }
        drop(stream);
        assert_eq!(recorder.take(), [call]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_is_observed() {
    let (client, recorder) = client([response(503, &[("retry-after", "30")], "")]);
    let call = tokio::spawn(client.request(&GET, &[&1]).empty());
    TokioClock.sleep(Duration::from_millis(20)).await;
    assert_eq!(recorder.take().len(), 1);
    call.abort();
    call.await.unwrap_err();
    let call = "call GET /get/{name} 1 None Some((\"cancelled\", \"unknown\")) took 20 bytes 0";
    assert_eq!(recorder.take(), [call]);
}

#[tokio::test(start_paused = true)]
async fn a_raw_call_is_observed_once() {
    let (client, recorder) = client([response(200, &[], "[]")]);
    let request = client
        .raw_request(Method::GET, "/get/canary")
        .template("/get/{name}");
    let response = request.send().await.unwrap();
    assert_eq!(response.json::<Value>().unwrap(), json!([]));
    let events = recorder.take();
    assert_eq!(
        events[1],
        "call GET /get/{name} 1 Some(200) None took 10 bytes 2"
    );
    response.json::<String>().unwrap_err();
    drop(response);
    assert_eq!((events.len(), recorder.take().len()), (2, 0));
}
