//! The vendors' own Python clients and this SDK do the same things, each on a sandbox of its own.
//! What both sent is compared byte for byte, but for `vendor_differences.toml`; then each reads what
//! the other wrote.
//!
//! Where Python or its package index is not to be had, the tests say so on the error output and
//! pass. With the variable `ROLEKIT_VENDOR_CLIENTS=required` they fail instead.

mod cloud;
mod iam;
mod role_assignments;
mod roles;
mod twin_users;

use rolekit_e2e::vendors;
use rolekit_e2e::vendors::differences::{Differences, Table, Theirs, compare, unlike};
use rolekit_e2e::vendors::python::{Names, Outcome, Session, Told};
use rolekit_e2e::vendors::side::{Side, Step, requests_of};
use rolekit_sandbox::{Endpoint, Sandbox};

/// The clients of this SDK on a sandbox.
struct Clients {
    gcore: rolekit::gcore::Client,
    iam: rolekit::gcore_iam::Client,
    twin: rolekit::trusted_twin::Client,
}

impl Clients {
    fn on(sandbox: &Sandbox) -> Self {
        Self {
            gcore: rolekit_e2e::gcore(sandbox),
            iam: rolekit_e2e::gcore_iam(sandbox),
            twin: rolekit_e2e::trusted_twin(sandbox),
        }
    }
}

/// Where a service is on a sandbox, and the key for it.
fn api<'a>(sandbox: &'a Sandbox, service: &str) -> (&'a Endpoint, &'a str) {
    match service {
        "gcore" => (sandbox.gcore(), sandbox.gcore().api_key()),
        _ => (sandbox.trusted_twin(), sandbox.trusted_twin().secret()),
    }
}

/// Runs a scenario, what it writes and then what it reads, by both; then each reads what the other
/// wrote. What is written is to succeed but for the intents that are `refused`.
async fn run(
    service: &'static str,
    refused: &[&str],
    write: impl AsyncFn(&mut Side<'_>, &Clients),
    read: impl AsyncFn(&mut Side<'_>, &Clients),
) {
    let python = tokio::task::spawn_blocking(move || vendors::installed(service)).await;
    let Some(python) = python.unwrap() else {
        return;
    };
    let (here, there) = (Sandbox::start().await, Sandbox::start().await);
    let (here, there) = (here.unwrap(), there.unwrap());
    let (endpoint, _) = api(&here, service);
    let mut ours = Side::new(endpoint, seeded(&here));
    let clients = Clients::on(&here);
    write(&mut ours, &clients).await;
    let written = ours.steps.len();
    let is_refused = |step: &&Step| matches!(step.outcome, Outcome::Error { .. });
    let found: Vec<_> = ours.steps.iter().filter(is_refused).collect();
    let found: Vec<_> = found.iter().map(|step| step.intent.as_str()).collect();
    assert_eq!(found, refused);
    read(&mut ours, &clients).await;

    let session = |sandbox, names, calls| {
        let (endpoint, credential) = api(sandbox, service);
        Session {
            base_url: endpoint.base_url().to_owned(),
            credential: credential.to_owned(),
            names,
            calls,
        }
    };
    let same = session(&there, seeded(&there), ours.calls());
    let reads = ours.calls().split_off(written);
    let cross = session(&here, ours.names.clone(), reads);
    let told = tokio::task::spawn_blocking(move || python.run(service, &[same, cross])).await;
    let [same, cross]: [Told; 2] = told.unwrap().unwrap().try_into().unwrap();

    let (endpoint, _) = api(&there, service);
    let requests = requests_of(&same, &endpoint.requests());
    let mut other = Side::new(endpoint, same.names.clone());
    read(&mut other, &Clients::on(&there)).await;

    let mut found = Differences::new();
    let pairs = ours.steps.iter().zip(&same.outcomes).zip(&requests);
    for ((step, outcome), requests) in pairs {
        let theirs = Theirs {
            outcome: &outcome.outcome,
            requests,
            names: &same.names,
        };
        found.extend(compare(step, &ours.names, &theirs));
    }
    let table = Table::parse(include_str!("../../../vendor_differences.toml")).unwrap();
    let mut wrong = table.check(service, &found);

    // What the SDK wrote, by both; then what the vendor's client wrote.
    let here = cross.outcomes.iter().zip(&ours.steps[written..]);
    let there = same.outcomes[written..].iter().zip(&other.steps);
    for (theirs, step) in here.chain(there) {
        let intent = &step.intent;
        match (&theirs.outcome, &step.outcome) {
            (Outcome::Ok(theirs), Outcome::Ok(ours)) => wrong.extend(unlike(intent, theirs, ours)),
            (theirs, ours) => wrong.push(format!("{intent}: theirs {theirs:?}, ours {ours:?}")),
        }
    }
    assert_eq!(cross.outcomes.len() + written, ours.steps.len());
    assert_eq!(other.steps.len() + written, same.outcomes.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What differs between two sandboxes from the beginning.
fn seeded(sandbox: &Sandbox) -> Names {
    let twin = sandbox.trusted_twin();
    let administrator = twin.administrator();
    Names::from([
        ("account".to_owned(), twin.account().into()),
        (
            "administrator".to_owned(),
            administrator.user.clone().into(),
        ),
        (
            "administrators".to_owned(),
            administrator.role.clone().into(),
        ),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn gcore() {
    run(
        "gcore",
        &[
            "create an assignment: project set again",
            "create an assignment: no such user",
            "update an assignment that is not there",
            "delete an assignment that is gone",
            "create a project: a name that is taken",
            "delete a threshold that is not set",
            "take it back again",
            "delete an API token that is gone",
        ],
        async |side, clients| {
            role_assignments::write(side, &clients.gcore).await;
            cloud::write(side, &clients.gcore).await;
            iam::write(side, &clients.iam).await;
        },
        async |side, clients| {
            role_assignments::read(side, &clients.gcore).await;
            cloud::read(side, &clients.gcore).await;
            iam::read(side, &clients.iam).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trusted_twin() {
    run(
        "trusted_twin",
        &[
            "delete a role that is gone",
            "get a role: a b",
            "get a role: a/b#c?d",
            "get a role: ../users",
            "get a role: é%41",
            "delete the role that one has",
            "delete a user that is gone",
            "delete a secret that is gone",
            "refresh a token with a secret",
            "get a part of the log that is not there",
        ],
        async |side, clients| {
            roles::write(side, &clients.twin).await;
            twin_users::write(side, &clients.twin).await;
        },
        async |side, clients| {
            roles::read(side, &clients.twin).await;
            twin_users::read(side, &clients.twin).await;
        },
    )
    .await;
}
