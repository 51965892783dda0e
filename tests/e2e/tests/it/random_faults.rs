//! Ten thousand calls under random faults: the outcome of each error matches the sandbox's state, and
//! nothing is created twice. Time is paused.
//!
//! The seed is printed; `ROLEKIT_SEED` sets it.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use rolekit::{CallOptions, Error, Outcome};
use rolekit_e2e::clock::{self, Stopwatch, seed};
use rolekit_e2e::fixture::{Call, Fixture, System};
use rolekit_sandbox::faults::{CannedResponse, ConnectionFault, Framing};
use rolekit_sandbox::{Fault, FaultPlan};
use serde_json::json;

const RUNS: u32 = 10_000;

/// Generates a fault of one request.
fn fault() -> impl Strategy<Value = Fault> {
    let when = |fault: Fault| prop_oneof![Just(fault.clone().before()), Just(fault.after())];
    // Statuses that a service may return before or after applying a request.
    let either = prop_oneof![
        Just(408),
        Just(500),
        Just(502),
        Just(503),
        Just(504),
        Just(302),
        Just(303)
    ]
    .prop_map(|status| Fault::respond(CannedResponse::new(status).json(json!({"a": 1}))));
    // Statuses that mean that the request was not applied.
    let rejected = prop_oneof![
        Just(400),
        Just(401),
        Just(403),
        Just(409),
        Just(421),
        Just(425),
        Just(429),
        Just(307)
    ]
    .prop_map(|status| Fault::respond(CannedResponse::new(status).json(json!({}))).before());
    // A proxy may respond although the service has applied the request.
    let retry_after = prop_oneof![Just("0"), Just("1"), Just("70"), Just("soon")]
        .prop_map(|wait| Fault::respond(CannedResponse::new(503).header("retry-after", wait)));
    // Successful statuses with a body that cannot be decoded.
    let lie = prop_oneof![
        Just(CannedResponse::new(200).text("<html>")),
        Just(CannedResponse::new(200).json(json!({}))),
        Just(CannedResponse::new(204)),
        Just(
            CannedResponse::new(200)
                .header("content-encoding", "gzip")
                .text("no")
        ),
    ]
    .prop_map(|response| Fault::respond(response).after());
    let body = (0..40_usize).prop_flat_map(|bytes| {
        prop_oneof![
            Just(Fault::reset_body(bytes)),
            Just(Fault::truncate(bytes, Framing::ContentLength)),
            Just(Fault::truncate(bytes, Framing::Chunked)),
            Just(Fault::truncate(bytes, Framing::Close)),
            Just(Fault::delay_body(bytes, Duration::from_secs(40))),
            Just(Fault::content_length(bytes as u64)),
        ]
    });
    prop_oneof![
        3 => either.prop_flat_map(when),
        3 => rejected,
        1 => retry_after.prop_flat_map(when),
        2 => Just(Fault::reset()).prop_flat_map(when),
        2 => Just(Fault::hang()).prop_flat_map(when),
        1 => Just(Fault::delay(Duration::from_secs(40))),
        1 => Just(Fault::delay(Duration::from_secs(3))),
        2 => lie,
        3 => body,
    ]
}

fn plan() -> impl Strategy<Value = FaultPlan> {
    let connections = prop_oneof![
        8 => Just(None),
        1 => (1..3_u64).prop_map(|count| Some(ConnectionFault::Reset { count })),
        1 => (100..2_000_u64).prop_map(|ms| Some(ConnectionFault::Refuse { ms: Some(ms) })),
    ];
    (proptest::collection::vec(fault(), 0..4), connections).prop_map(|(faults, connections)| {
        let mut plan = FaultPlan::from(faults);
        plan.connections = connections;
        plan
    })
}

async fn run(
    fixture: &mut Fixture,
    system: System,
    call: Call,
    plan: FaultPlan,
) -> Result<(), TestCaseError> {
    let server = fixture.server(system).clone();
    server.clear_faults().await;
    server.clear_requests();
    fixture
        .reset()
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    server
        .inject(plan)
        .await
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let started = Stopwatch::start();
    let end = fixture.call(system, call).await;
    prop_assert!(started.elapsed() <= Duration::from_secs(90));
    let applied = fixture.is_applied(system);
    prop_assert!(fixture.created(system) <= 1, "created twice");
    let posts = server
        .requests()
        .iter()
        .filter(|request| request.api_status == Some(200) || request.api_status == Some(201))
        .count();
    if call == Call::Post {
        prop_assert!(posts <= 1, "a creation was handled {posts} times");
    }
    let outcome = end
        .as_ref()
        .map_or_else(Error::outcome, |()| Outcome::Applied);
    if call != Call::Get {
        match outcome {
            Outcome::NotSent | Outcome::Refused => prop_assert!(!applied, "{end:?}"),
            Outcome::Applied => prop_assert!(applied, "{end:?}"),
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn the_outcome_of_an_error_matches_the_state_of_the_server() {
    let seed: u64 = match std::env::var("ROLEKIT_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => seed(),
    };
    println!("ROLEKIT_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config {
        cases: RUNS,
        failure_persistence: None,
        ..Config::default()
    };
    let runtime = clock::paused();
    let fixture = runtime.block_on(Fixture::new(CallOptions::new())).unwrap();
    let fixture = std::cell::RefCell::new(fixture);
    let calls = (
        proptest::sample::select(&System::ALL[..]),
        proptest::sample::select(&Call::ALL[..]),
        plan(),
    );
    TestRunner::new_with_rng(config, rng)
        .run(&calls, |(system, call, plan)| {
            runtime.block_on(run(&mut fixture.borrow_mut(), system, call, plan))
        })
        .unwrap_or_else(|error| panic!("with ROLEKIT_SEED={seed}: {error}"));
}
