//! Following the log of Trusted Twin: gaps, errors and waits. Time is paused.

use std::time::Duration;

use rolekit::trusted_twin::{Client, LogItem};
use rolekit::{CallOptions, RetryPolicy};
use rolekit_e2e::clock::{self, Stopwatch};
use rolekit_e2e::fixture::FixedJitter;
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, Sandbox};
use serde_json::json;

/// Returns a client that makes one attempt per call.
fn client(sandbox: &Sandbox) -> Client {
    Client::builder()
        .credential(sandbox.trusted_twin().secret())
        .base_url(sandbox.trusted_twin().base_url())
        .options(CallOptions::new().retry(RetryPolicy::never()))
        .jitter(FixedJitter(1.0))
        .build()
        .unwrap()
}

/// Returns the queries of the log requests, and the number of other requests.
fn log_queries(sandbox: &Sandbox) -> Vec<Option<String>> {
    let requests = sandbox.trusted_twin().requests();
    let log = requests
        .into_iter()
        .filter(|request| request.path == "/log");
    log.map(|request| request.query).collect()
}

fn read(item: Option<LogItem>) -> (Vec<String>, String) {
    match item {
        Some(LogItem::Messages {
            messages, fragment, ..
        }) => (messages, fragment),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn every_message_is_returned_once_and_in_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let twin = client(&sandbox);
    for _ in 0..250 {
        twin.trace().await.unwrap();
    }
    let started = Stopwatch::start();
    let mut log = twin
        .log()
        .follow()
        .interval(Duration::from_secs(7))
        .stream();
    let mut seen = 0;
    let mut last = String::new();
    for count in [100, 100, 50] {
        let (messages, fragment) = read(log.try_next().await.unwrap());
        assert_eq!(messages.len(), count);
        seen += messages.len();
        last = fragment;
    }
    assert_eq!(seen, 250);
    assert_eq!(
        started.elapsed().as_secs(),
        14,
        "one request in an interval"
    );

    // No new messages: it keeps polling.
    let waiting = clock::timeout(Duration::from_secs(75), log.try_next());
    waiting.await.unwrap_err();
    let queries = log_queries(&sandbox);
    assert_eq!(queries.len(), 3 + 10);
    assert!(
        queries[3..]
            .iter()
            .all(|query| *query == Some(format!("fragment={last}")))
    );

    // Dropping a read loses no message.
    twin.who_am_i().await.unwrap();
    let (messages, fragment) = read(log.try_next().await.unwrap());
    assert!(
        messages.len() == 1 && messages[0].starts_with("who_am_i "),
        "{messages:?}"
    );
    drop(log);

    // A new reader resumes at the same position.
    twin.trace().await.unwrap();
    let mut log = twin.log().follow().after(fragment).stream();
    let (messages, _) = read(log.try_next().await.unwrap());
    assert!(
        messages.len() == 1 && messages[0].starts_with("trace "),
        "{messages:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_reported_and_reading_continues() {
    let sandbox = Sandbox::start().await.unwrap();
    let twin = client(&sandbox);
    twin.trace().await.unwrap();
    let mut log = twin.log().follow().stream();
    let (_, before) = read(log.try_next().await.unwrap());
    sandbox.trusted_twin().truncate_log();
    twin.who_am_i().await.unwrap();

    let started = Stopwatch::start();
    match log.try_next().await.unwrap() {
        Some(LogItem::Gap { after, .. }) => assert_eq!(after, before),
        other => panic!("{other:?}"),
    }
    let (messages, fragment) = read(log.try_next().await.unwrap());
    assert_eq!(
        started.elapsed().as_secs(),
        10,
        "a gap is followed up at once"
    );
    assert!(
        messages.len() == 1 && messages[0].starts_with("who_am_i "),
        "{messages:?}"
    );
    assert_ne!(fragment, before);
    assert_eq!(
        log_queries(&sandbox),
        [None, Some(format!("fragment={before}")), None]
    );

    // An unknown fragment is a gap too. An error response to a request without a fragment is an error.
    let mut log = twin.log().follow().after("nothing").stream();
    let item = log.try_next().await.unwrap();
    assert!(matches!(item, Some(LogItem::Gap { .. })), "{item:?}");
    sandbox
        .trusted_twin()
        .inject(Fault::status(404))
        .await
        .unwrap();
    assert!(log.try_next().await.unwrap_err().is_not_found());
    assert_eq!(
        log.try_next().await.unwrap(),
        None,
        "after an error it ends"
    );
}

#[tokio::test(start_paused = true)]
async fn transient_errors_are_retried_and_others_returned() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.trusted_twin();
    let twin = client(&sandbox);
    twin.trace().await.unwrap();
    server
        .inject([
            Fault::status(500),
            Fault::respond(CannedResponse::new(503).header("retry-after", "60")),
            Fault::reset(),
        ])
        .await
        .unwrap();
    let started = Stopwatch::start();
    let mut log = twin.log().follow().max_failures(3).stream();
    let (messages, _) = read(log.try_next().await.unwrap());
    assert_eq!(messages.len(), 1);
    assert_eq!(started.elapsed().as_secs(), 10 + 60 + 10);

    // The error count restarts with each response.
    twin.trace().await.unwrap();
    server.inject(Fault::status(500).times(3)).await.unwrap();
    read(log.try_next().await.unwrap());
    server.inject(Fault::status(500).times(4)).await.unwrap();
    let error = log.try_next().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    assert_eq!(log.try_next().await.unwrap(), None);

    // Other errors are returned immediately.
    for status in [401, 403] {
        server.inject(Fault::status(status)).await.unwrap();
        let before = server.request_count();
        let mut log = twin.log().follow().stream();
        log.try_next().await.unwrap_err();
        assert_eq!(server.request_count(), before + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn fragment_names_are_sent_unchanged() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.trusted_twin();
    let twin = client(&sandbox);
    let part = |name: &str, messages: &[&str]| {
        let body = json!({"fragment": name, "messages": messages});
        Fault::respond(CannedResponse::new(200).json(body))
    };
    server
        .inject([
            part("p", &["a"]),
            part("p", &["a"]),
            part("p", &["a", "b"]),
            part("p", &[]),
            part("q", &[]),
            Fault::respond(CannedResponse::new(200).json(json!({"messages": []}))),
        ])
        .await
        .unwrap();
    let mut log = twin.log().follow().stream();
    for (messages, name) in [(vec!["a"], "p"), (vec!["b"], "p"), (vec![], "q")] {
        let (read, fragment) = read(log.try_next().await.unwrap());
        assert_eq!(
            (read, fragment.as_str()),
            (messages.iter().map(|m| (*m).to_owned()).collect(), name)
        );
    }
    let error = log.try_next().await.unwrap_err();
    assert_eq!(error.kind(), rolekit::ErrorKind::Decode);
    assert_eq!(error.path(), Some("fragment"));
}
