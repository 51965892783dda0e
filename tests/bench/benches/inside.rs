//! Measures parts of the SDK that need no network. Run by `cargo xtask bench inside`; `cargo xtask bench
//! calls` measures whole calls.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark without its input panics"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use rolekit::gcore::{
    AssignRole, AssignmentId, Client, ClientId, ProjectId, Role, RoleAssignment, Scope, UserId,
};
use rolekit::trusted_twin::{Action, ActionSet, Rule, Statement, rule};
use serde::Deserialize;
use serde_json::json;
use tokio::runtime::Builder;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    decode(&mut criterion);
    request(&mut criterion);
    client(&mut criterion);
    rules(&mut criterion);
    statements(&mut criterion);
    criterion.final_summary();
}

/// The fields of a role assignment, in plain types.
#[derive(Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Plain {
    id: i64,
    user_id: i64,
    role: String,
    client_id: i64,
    project_id: Option<i64>,
    assigned_by: Option<i64>,
    created_at: String,
    updated_at: Option<String>,
}

/// A page of a thousand role assignments, as calls decode it, and into types without checks.
fn decode(criterion: &mut Criterion) {
    let page: Vec<_> = (1001..2001)
        .map(|id| {
            json!({
                "id": id, "user_id": 777, "role": "ProjectAdministrator", "client_id": 8,
                "project_id": 100, "assigned_by": 1, "created_at": "2026-08-20T08:42:42.123Z",
                "updated_at": null,
            })
        })
        .collect();
    let page = serde_json::to_vec(&page).unwrap();
    let mut group = criterion.benchmark_group("decode 1000 assignments");
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("rolekit", |b| {
        b.iter(|| serde_json::from_slice::<Vec<RoleAssignment>>(black_box(&page)).unwrap());
    });
    group.bench_function("plain types with serde's derives", |b| {
        b.iter(|| serde_json::from_slice::<Vec<Plain>>(black_box(&page)).unwrap());
    });
    group.finish();
}

/// A client without a key rejects a request after it is built.
fn request(criterion: &mut Criterion) {
    let client = Client::builder().without_credential().build().unwrap();
    let assignments = client.role_assignments();
    let runtime = Builder::new_current_thread().build().unwrap();
    criterion.bench_function("request/build, and refuse before sending", |b| {
        b.to_async(&runtime).iter(|| async {
            let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
            let assign = AssignRole::new(UserId::new(777), Role::User).scope(scope);
            let update = assignments.update(AssignmentId::new(1001), &assign);
            update.await.unwrap_err()
        });
    });
}

fn client(criterion: &mut Criterion) {
    let client = Client::new("1$a").unwrap();
    criterion.bench_function("client/clone", |b| b.iter(|| client.clone()));
}

fn rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rule");
    let build = || {
        let company = Rule::twin("company").eq(Rule::user("company"));
        let floor = Rule::twin("floor").eq(Rule::user("floor"));
        company.and(floor)
    };
    let text = build().to_string();
    group.bench_function("build", |b| b.iter(|| build().to_string()));
    group.bench_function("check", |b| {
        b.iter(|| rule::check(black_box(&text)).unwrap())
    });
    group.finish();
}

fn statements(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("statement");
    let held = Statement::deny([Action::DeleteUser, Action::from("not_known_yet".to_owned())]);
    let requested = Statement::allow([Action::GetTwin, Action::ScanTwins]);
    group.bench_function("within", |b| b.iter(|| black_box(&requested).within(&held)));
    let some = ActionSet::all_but([Action::DeleteUser]);
    let others = ActionSet::only(ActionSet::known().named().take(40));
    group.bench_function("intersection", |b| {
        b.iter(|| black_box(&some).intersection(&others));
    });
    group.finish();
}
