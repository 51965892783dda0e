//! Limits on the requests of a client. Time is paused.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;

use crate::bulk::Bulk;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::{Operation, Parameter};
use crate::options::CallOptions;
use crate::rate_limit::{RateLimit, RateLimiter};
use crate::tests::TestClient;
use crate::tests::responder::{Responder, Stopwatch, TransportResult, response};
use crate::time::{Clock as _, TokioClock};

static POST: Operation =
    Operation::new("post", "POST", "/post/{n}").parameters(&[Parameter::path("n")]);

/// A service that responds after some time, and records the arrival of each request.
#[derive(Clone)]
struct ThrottlingService {
    started: Stopwatch,
    received: Arc<Mutex<Vec<(u128, String)>>>,
    results: Arc<Mutex<VecDeque<TransportResult>>>,
    in_flight: Arc<AtomicUsize>,
    most_in_flight: Arc<AtomicUsize>,
}

impl ThrottlingService {
    /// Returns a service that returns these results, then successes, and a client of it.
    fn start(
        limit: RateLimit,
        time: Duration,
        results: impl IntoIterator<Item = TransportResult>,
    ) -> (Self, Client) {
        let service = Self {
            started: Stopwatch::start(),
            received: Arc::default(),
            results: Arc::new(Mutex::new(results.into_iter().collect())),
            in_flight: Arc::default(),
            most_in_flight: Arc::default(),
        };
        let transport = Responder({
            let service = service.clone();
            move |request: http::Request<reqwest::Body>| {
                let path = request.uri().path().trim_start_matches("/post/").to_owned();
                let service = service.clone();
                let at = service.started.elapsed().as_millis();
                service.received.lock().unwrap().push((at, path));
                let in_flight = service.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
                service
                    .most_in_flight
                    .fetch_max(in_flight, Ordering::SeqCst);
                async move {
                    TokioClock.sleep(time).await;
                    service.in_flight.fetch_sub(1, Ordering::SeqCst);
                    let result = service.results.lock().unwrap().pop_front();
                    result.unwrap_or_else(|| response(200, &[], ""))
                }
            }
        });
        let builder = TestClient::builder().credential("1$a").rate_limit(limit);
        let client = builder.transport(transport).build().unwrap().0;
        (service, client)
    }

    /// Returns the arrivals of the requests, in milliseconds.
    fn times(&self) -> Vec<u128> {
        let received = self.received.lock().unwrap();
        received.iter().map(|(at, _)| *at).collect()
    }

    fn order(&self) -> Vec<String> {
        let received = self.received.lock().unwrap();
        received.iter().map(|(_, path)| path.clone()).collect()
    }
}

async fn call(client: &Client, number: usize) -> Result<(), Error> {
    let call = client.request(&POST, &[&number]).empty();
    call.await.map(|_| ())
}

async fn calls(client: &Client, count: usize) -> Vec<Result<(), Error>> {
    join_all((0..count).map(|number| call(client, number))).await
}

const MS: Duration = Duration::from_millis(1);

#[tokio::test(start_paused = true)]
async fn requests_are_spread_in_the_order_in_which_they_came() {
    let limit = RateLimit::new().requests_per_second(10.0);
    let (service, client) = ThrottlingService::start(limit, Duration::from_secs(5), []);
    // A clone shares the limit.
    let clone = client.with_options(&CallOptions::new());
    let both = join_all((0..20).map(|number| call([&client, &clone][number % 2], number)));
    assert!(both.await.iter().all(Result::is_ok));
    let expected: Vec<u128> = (0..20).map(|number| number * 100).collect();
    for (time, expected) in service.times().iter().zip(&expected) {
        // Timers are rounded up to a millisecond.
        assert!(
            time.abs_diff(*expected) <= 1 + expected / 100,
            "{time} {expected}"
        );
    }
    let order: Vec<String> = (0..20).map(|number: u8| number.to_string()).collect();
    assert_eq!(service.order(), order);
}

#[tokio::test(start_paused = true)]
async fn a_burst_is_sent_at_once() {
    let limit = RateLimit::new().requests_per_second(1.0).burst(3);
    let (service, client) = ThrottlingService::start(limit, MS, []);
    calls(&client, 4).await;
    TokioClock.sleep(Duration::from_secs(60)).await;
    calls(&client, 4).await;
    let times = service.times();
    let seconds: Vec<u128> = times.iter().map(|time| time / 1000).collect();
    assert_eq!(seconds, [0, 0, 0, 1, 61, 61, 61, 62]);
}

#[tokio::test(start_paused = true)]
async fn requests_in_flight_are_limited_also_of_bulk_calls() {
    let limit = RateLimit::new().max_in_flight(3);
    let (service, client) = ThrottlingService::start(limit, 10 * MS, [response(403, &[], "")]);
    let bulk = Bulk::new(0..20, move |number: &usize| {
        let (client, number) = (client.clone(), *number);
        async move { call(&client, number).await }
    });
    let results = bulk.concurrency(8).run().await;
    assert_eq!(
        results.iter().filter(|item| item.result.is_err()).count(),
        1
    );
    assert_eq!(service.most_in_flight.load(Ordering::SeqCst), 3);
    assert_eq!(service.started.elapsed().as_millis(), 70);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_exceed_the_deadline_fails_at_once() {
    let limit = RateLimit::new().requests_per_second(1.0);
    let (service, client) = ThrottlingService::start(limit, MS, []);
    let client = client.with_options(&CallOptions::new().timeout(2500 * MS));
    let results = join_all((0..5).map(|number| {
        let (client, service) = (&client, &service);
        async move {
            let result = call(client, number).await;
            (result, service.started.elapsed().as_millis())
        }
    }))
    .await;
    assert_eq!(service.order(), ["0", "1", "2"]);
    for (number, (result, at)) in results.into_iter().enumerate() {
        if number < 3 {
            result.unwrap();
            continue;
        }
        let error = result.unwrap_err();
        assert_eq!((error.kind(), at), (ErrorKind::Timeout, 0));
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.is_retryable());
        assert_eq!(error.retry_after().unwrap().as_secs_f64().round(), 3.0);
        let message =
            "the rate limit allows no request within the 2.5 s that are left for the call";
        assert_eq!(error.message(), Some(message));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_others_ends_with_the_deadline() {
    let limit = RateLimit::new().max_in_flight(1);
    let (service, client) = ThrottlingService::start(limit, Duration::from_secs(20), []);
    let hurried = client.with_options(&CallOptions::new().timeout(Duration::from_secs(3)));
    let (first, second) = tokio::join!(call(&client, 1), async {
        let error = call(&hurried, 2).await.unwrap_err();
        (error, service.started.elapsed().as_secs())
    });
    first.unwrap();
    let (error, at) = second;
    assert_eq!(
        (error.kind(), error.outcome(), at),
        (ErrorKind::Timeout, Outcome::NotSent, 3)
    );
    assert_eq!(service.order(), ["1"]);
}

#[tokio::test(start_paused = true)]
async fn a_429_pauses_all_calls_and_halves_the_rate() {
    let limit = RateLimit::new().requests_per_second(10.0);
    let busy = response(429, &[("retry-after", "5")], "");
    let (service, client) = ThrottlingService::start(limit, MS, [busy]);
    assert!(calls(&client, 10).await.iter().all(Result::is_ok));
    let times = service.times();
    // The first got a 429, nothing was sent for 5 s, and then the rate is that after 5 s of growth.
    assert_eq!((times.len(), times[0]), (11, 0));
    assert!((5001..5200).contains(&times[1]), "{times:?}");
    let gap = times[2] - times[1];
    assert!((120..=140).contains(&gap), "{times:?}");
    // The retried call does not overtake the waiting ones.
    assert_eq!(
        service.order()[1..10],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
    );
    assert_eq!(service.order()[10], "0");
    // It has grown back.
    TokioClock.sleep(Duration::from_secs(10)).await;
    calls(&client, 3).await;
    let times = service.times();
    let gap = times[13] - times[12];
    assert!((100..=102).contains(&gap), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn several_429s_within_a_second_count_as_one_and_the_rate_has_a_minimum() {
    let busy = || response(429, &[], "");
    let limit = || RateLimit::new().requests_per_second(100.0).burst(8);
    let never = CallOptions::new().retry(crate::RetryPolicy::never());
    let (service, client) = ThrottlingService::start(limit(), MS, (0..8).map(|_| busy()));
    let client = client.with_options(&never);
    calls(&client, 10).await;
    let times = service.times();
    // Half the rate is a request every 20 ms.
    let gap = times[9] - times[8];
    assert!((19..=21).contains(&gap), "{times:?}");

    let (service, client) = ThrottlingService::start(limit(), MS, (0..40).map(|_| busy()));
    let client = client.with_options(&never);
    for number in 0..40 {
        call(&client, number).await.unwrap_err();
        TokioClock.sleep(Duration::from_secs(1)).await;
    }
    let started = service.started.elapsed().as_millis();
    calls(&client, 10).await;
    let times = service.times();
    let last = times[49] - started;
    // Eight at once, and two at no less than 1/32 of the rate, which grows.
    assert!((50..=700).contains(&last), "{last}");
}

#[tokio::test(start_paused = true)]
async fn calls_that_a_pause_makes_too_late_fail_at_once() {
    let limit = RateLimit::new().requests_per_second(2.0);
    let busy = response(429, &[("retry-after", "30")], "");
    let (service, client) = ThrottlingService::start(limit, MS, [busy]);
    let hurried = client.with_options(&CallOptions::new().timeout(Duration::from_secs(10)));
    let (first, errors) = tokio::join!(call(&client, 0), async {
        let results = calls(&hurried, 3).await;
        (results, service.started.elapsed().as_millis())
    });
    first.unwrap();
    let (results, at) = errors;
    assert_eq!(at, 1);
    for result in results {
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Timeout, Outcome::NotSent)
        );
        let message = error.message().unwrap();
        let expected = "the service requested a pause of 30 s, and 10 s are left for the call";
        assert_eq!(message, expected);
        assert_eq!(error.retry_after().unwrap().as_secs(), 30);
    }
    // A new call fails immediately.
    call(&client, 9).await.unwrap();
    assert_eq!(service.order(), ["0", "0", "9"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_leaves_its_place() {
    let limit = RateLimit::new().requests_per_second(1.0).max_in_flight(1);
    let (service, client) = ThrottlingService::start(limit, Duration::from_secs(1), []);
    let tasks: Vec<_> = (0..4)
        .map(|number| tokio::spawn(client.request(&POST, &[&number]).empty()))
        .collect();
    TokioClock.sleep(100 * MS).await;
    // The call in flight, and the first in the queue.
    tasks[0].abort();
    tasks[1].abort();
    for (number, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.is_ok(), number > 1);
    }
    assert_eq!(service.order(), ["0", "2", "3"]);
    let seconds: Vec<u128> = service.times().iter().map(|time| time / 1000).collect();
    assert_eq!(seconds, [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_is_followed_takes_a_turn_of_its_own() {
    static GET: Operation = Operation::new("get", "GET", "/get");
    let redirect = || response(302, &[("location", "/there")], "");
    for limit in [
        RateLimit::new().requests_per_second(1.0),
        RateLimit::new().requests_per_second(1.0).max_in_flight(1),
    ] {
        let (service, client) = ThrottlingService::start(limit, MS, [redirect(), redirect()]);
        client.request(&GET, &[]).empty().await.unwrap();
        assert_eq!(service.order(), ["/get", "/there", "/there"]);
        let seconds: Vec<u128> = service.times().iter().map(|time| time / 1000).collect();
        assert_eq!(seconds, [0, 1, 2]);
    }

    // The wait counts against both timeouts.
    for (attempt, call, at, message) in [
        (
            30,
            2,
            0,
            "the rate limit allows no request within the 1.999 s",
        ),
        (
            2,
            30,
            2,
            "no response within 2 s, the timeout of the attempt",
        ),
    ] {
        let limit = RateLimit::new().requests_per_second(0.1);
        let (service, client) = ThrottlingService::start(limit, MS, [redirect()]);
        let options = CallOptions::new()
            .timeout(Duration::from_secs(call))
            .attempt_timeout(Duration::from_secs(attempt))
            .retry(crate::retry::RetryPolicy::never());
        let client = client.with_options(&options);
        let error = client.request(&GET, &[]).empty().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert_eq!(error.status().unwrap(), 302);
        assert!(error.message().unwrap().starts_with(message), "{error}");
        assert_eq!(service.started.elapsed().as_secs(), at);
        assert_eq!(service.order(), ["/get"]);
    }
}

#[tokio::test]
async fn the_cost_of_a_429_grows_with_the_number_of_waiting_calls_and_not_with_its_square() {
    const CALLS: usize = 50_000;
    let limit = RateLimit::new().max_in_flight(1);
    let rate_limiter = Arc::new(RateLimiter::new(limit, Arc::new(TokioClock)));
    let hour = Duration::from_secs(3600);
    let permit = rate_limiter.acquire(hour).await.unwrap();
    let mut waiting: Vec<_> = (0..CALLS).map(|_| rate_limiter.acquire(hour)).collect();
    let mut context = Context::from_waker(Waker::noop());
    let started = Stopwatch::start();
    for _ in 0..2 {
        for call in &mut waiting {
            assert!(call.poll_unpin(&mut context).is_pending());
        }
        rate_limiter.throttle(None);
    }
    drop(waiting);
    drop(permit);
    // It takes a fraction of a second; the square, a minute.
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_invalid_rate_is_an_error() {
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let limit = RateLimit::new().requests_per_second(rate);
        let builder = TestClient::builder().credential("1$a").rate_limit(limit);
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("requests per second"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_in_flight_grows_back_while_no_request_ends() {
    let limit = RateLimit::new().max_in_flight(8);
    let busy = response(429, &[], "");
    let (service, client) = ThrottlingService::start(limit, Duration::from_secs(25), [busy]);
    let options = CallOptions::new().retry(crate::retry::RetryPolicy::never());
    let client = client.with_options(&options);
    call(&client, 0).await.unwrap_err();
    // The 429 arrives after 25 s and leaves 4 of 8, which grow by one each 2.5 s.
    let all = calls(&client, 8).await;
    assert!(all.iter().all(Result::is_ok));
    let times = &service.times()[1..];
    assert!(times[..4].iter().all(|time| *time == 25_000), "{times:?}");
    for (number, time) in times[4..].iter().enumerate() {
        let expected = 27_500 + 2_500 * number as u128;
        assert!(time.abs_diff(expected) <= 10, "{times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_at_most_an_hour() {
    let busy = response(429, &[("retry-after", "999999999")], "");
    let (service, client) = ThrottlingService::start(RateLimit::new(), MS, [busy]);
    call(&client, 0).await.unwrap_err();
    let options = CallOptions::new().timeout(Duration::from_secs(2 * 3600));
    call(&client.with_options(&options), 1).await.unwrap();
    assert!(service.times()[1].abs_diff(3_600_000) < 1000);
}
