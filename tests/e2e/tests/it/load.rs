//! Many concurrent tasks under faults, in real time: nothing hangs, nothing leaks, and every error has a
//! kind that the faults explain.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rolekit::gcore::{self, AssignRole, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::trusted_twin::{self, Action, NewRole, RoleUpdate, Statement};
use rolekit::{CallOptions, Error, ErrorKind, RetryPolicy};
use rolekit_e2e::clock::{self, Stopwatch};
use rolekit_e2e::process;
use rolekit_sandbox::faults::{CannedResponse, Framing, RandomFaults};
use rolekit_sandbox::{Fault, Sandbox};
use serde_json::json;

const TASKS: usize = 256;
const DURATION: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(3);
/// How late a deadline may fire on a busy machine.
const SLACK: Duration = Duration::from_secs(2);
const MAX_GROWTH: u64 = 64 * 1024 * 1024;

fn random(seed: u64) -> RandomFaults {
    RandomFaults {
        seed,
        probability: 0.3,
        faults: vec![
            Fault::respond(CannedResponse::new(503).header("retry-after-ms", "20")),
            Fault::respond(CannedResponse::new(429).header("retry-after-ms", "5")),
            Fault::respond(CannedResponse::new(500).text("<html>")),
            Fault::respond(CannedResponse::new(502).text("<html>")).after(),
            Fault::reset(),
            Fault::reset().after(),
            Fault::hang(),
            Fault::delay(Duration::from_millis(50)),
            Fault::truncate(9, Framing::ContentLength),
            Fault::reset_body(9),
            Fault::respond(CannedResponse::new(200).text("<html>")).after(),
            Fault::respond(CannedResponse::new(200).json(json!({}))).after(),
            Fault::redirect(307, "/elsewhere"),
        ],
    }
}

/// Counts calls and checks their results.
#[derive(Default)]
struct Tally {
    calls: AtomicU64,
    failed: AtomicU64,
    slowest_ms: AtomicU64,
}

impl Tally {
    async fn check<T>(&self, call: impl IntoFuture<Output = Result<T, Error>>) -> Option<T> {
        let started = Stopwatch::start();
        let end = clock::timeout(DEADLINE + SLACK, call.into_future()).await;
        let took = started.elapsed();
        self.slowest_ms
            .fetch_max(took.as_millis() as u64, Ordering::Relaxed);
        self.calls.fetch_add(1, Ordering::Relaxed);
        match end.expect("a call hangs past its deadline") {
            Ok(value) => Some(value),
            Err(error) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                let status = error.status().map_or(0, |status| status.as_u16());
                let explained = match error.kind() {
                    // Statuses of the faults, and of retried creations and deletions.
                    ErrorKind::Api => matches!(status, 404 | 409 | 429 | 500 | 502 | 503),
                    ErrorKind::Timeout | ErrorKind::Transport => true,
                    ErrorKind::Decode => (200..300).contains(&status),
                    ErrorKind::Redirect => status == 307,
                    _ => false,
                };
                assert!(explained, "{error}");
                None
            }
        }
    }
}

async fn on_gcore(client: &gcore::Client, tally: &Tally, user: UserId) {
    let assignments = client.role_assignments();
    let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    let assign = |role| AssignRole::new(user, role).scope(scope);
    let create = assignments.create(&assign(Role::Observer));
    if let Some(made) = tally.check(create).await {
        let update = assignments.update(made.id, &assign(Role::User));
        tally.check(update).await;
        tally.check(assignments.delete(made.id)).await;
    }
    tally
        .check(assignments.list().user_id(user).limit(5).page())
        .await;
}

async fn on_twin(client: &trusted_twin::Client, tally: &Tally) {
    let roles = client.roles();
    let statement = Statement::allow([Action::GetTwin]);
    let role = NewRole::new("Load".parse().unwrap(), statement);
    let other = RoleUpdate::new().name("Other".parse().unwrap());
    if let Some(made) = tally.check(roles.create(&role)).await {
        tally.check(roles.update(&made.uuid, &other)).await;
        tally.check(roles.get(&made.uuid)).await;
        tally.check(roles.delete(&made.uuid)).await;
    }
    tally.check(client.who_am_i()).await;
}

/// Returns the resident memory, if the system reports it.
fn resident() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

#[test]
fn nothing_hangs_and_nothing_leaks() {
    process::isolated("load::nothing_hangs_and_nothing_leaks", || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        runtime.unwrap().block_on(load());
    });
}

async fn load() {
    let sandbox = Sandbox::builder()
        .request_log_capacity(100)
        .start()
        .await
        .unwrap();
    let tasks_before = tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks();
    let options = CallOptions::new()
        .timeout(DEADLINE)
        .attempt_timeout(Duration::from_secs(1))
        .retry(
            RetryPolicy::default()
                .initial_backoff(Duration::from_millis(10))
                .max_backoff(Duration::from_millis(100)),
        );
    let gcore = gcore::Client::builder()
        .credential(sandbox.gcore().api_key())
        .base_url(sandbox.gcore().base_url())
        .options(options.clone())
        .build()
        .unwrap();
    let twin = trusted_twin::Client::builder()
        .credential(sandbox.trusted_twin().secret())
        .base_url(sandbox.trusted_twin().base_url())
        .options(options)
        .build()
        .unwrap();
    sandbox.gcore().inject(random(1)).await.unwrap();
    sandbox.trusted_twin().inject(random(2)).await.unwrap();

    let tally = Arc::new(Tally::default());
    let started = Stopwatch::start();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..TASKS {
        let user = UserId::new(sandbox.gcore().add_user("Load"));
        let (gcore, twin, tally) = (gcore.clone(), twin.clone(), Arc::clone(&tally));
        tasks.spawn(async move {
            while started.elapsed() < DURATION {
                if number % 2 == 0 {
                    on_gcore(&gcore, &tally, user).await;
                } else {
                    on_twin(&twin, &tally).await;
                }
            }
        });
    }
    // Measured when all connections are open and buffers have grown.
    clock::sleep(DURATION / 4).await;
    let memory_before = resident();
    while let Some(end) = tasks.join_next().await {
        end.unwrap();
    }
    let memory_after = resident();
    let calls = tally.calls.load(Ordering::Relaxed);
    let failed = tally.failed.load(Ordering::Relaxed);
    let slowest = tally.slowest_ms.load(Ordering::Relaxed);
    println!(
        "{calls} calls, {failed} failed, slowest {slowest} ms, requests {}, memory {memory_before:?} -> {memory_after:?}",
        sandbox.gcore().request_count() + sandbox.trusted_twin().request_count(),
    );
    assert!(calls > 1_000, "only {calls} calls");
    assert!(
        failed > calls / 100 && failed < calls / 2,
        "{failed} of {calls} failed"
    );
    if let (Some(before), Some(after)) = (memory_before, memory_after) {
        assert!(
            after.saturating_sub(before) < MAX_GROWTH,
            "{before} -> {after} bytes"
        );
    }

    drop((gcore, twin));
    let idle = async {
        sandbox.gcore().wait_idle().await;
        sandbox.trusted_twin().wait_idle().await;
        while tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
            > tasks_before
        {
            clock::sleep(Duration::from_millis(10)).await;
        }
    };
    clock::timeout(Duration::from_secs(10), idle)
        .await
        .expect("connections or tasks have leaked");
    assert_eq!(sandbox.gcore().connections().open, 0);
    assert_eq!(sandbox.trusted_twin().connections().open, 0);
}
