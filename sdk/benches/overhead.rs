//! What the runtime and the generated code add to a call, against the same call written by hand on
//! reqwest, over loopback to the sandbox. Compare the two within one run:
//!
//! ```text
//! cargo bench -p rolekit
//! ```

#![allow(clippy::expect_used, reason = "a benchmark ends there")]

use divan::Bencher;
use rolekit::gcore::{Client, Role, Scope};
use rolekit_sandbox::Sandbox;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

struct Bench {
    runtime: Runtime,
    sandbox: Sandbox,
    assignment: i64,
}

fn bench() -> Bench {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let sandbox = runtime
        .block_on(Sandbox::builder().log_capacity(1).start())
        .expect("a sandbox");
    let assignment = sandbox.gcore().add_assignment(777, "Observer", Some(100));
    Bench {
        runtime,
        sandbox,
        assignment,
    }
}

#[divan::bench(sample_count = 200, sample_size = 10)]
fn update_with_rolekit(bencher: Bencher<'_, '_>) {
    let bench = bench();
    let side = bench.sandbox.gcore();
    let client = Client::builder()
        .api_key(side.api_key())
        .base_url(side.base_url())
        .build()
        .expect("a client");
    let assignments = client.role_assignments();
    bencher.bench_local(|| {
        let scope = Scope::project(8, 100);
        let update = assignments.update(bench.assignment, 777, Role::User, scope);
        bench.runtime.block_on(update).expect("an update")
    });
}

#[divan::bench(sample_count = 200, sample_size = 10)]
fn update_by_hand(bencher: Bencher<'_, '_>) {
    let bench = bench();
    let side = bench.sandbox.gcore();
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let key = format!("APIKey {}", side.api_key());
    let url = format!(
        "{}/cloud/v1/users/assignments/{}",
        side.base_url(),
        bench.assignment
    );
    bencher.bench_local(|| {
        bench.runtime.block_on(async {
            let body = serde_json::json!({
                "client_id": 8, "project_id": 100, "role": "User", "user_id": 777,
            });
            let answer = client
                .patch(&url)
                .header("authorization", &key)
                .header("accept", "application/json")
                .json(&body)
                .send()
                .await
                .expect("an answer");
            let answer: serde_json::Value = answer.json().await.expect("JSON");
            answer["assignment_id"].as_i64().expect("an id")
        })
    });
}
