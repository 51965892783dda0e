//! The vendors' own Python clients and this SDK make the same calls, each on its own sandbox. Their
//! requests must be equal byte for byte, except for `vendor_differences.toml`; then each reads what the
//! other wrote.
//!
//! Without Python or its package index, the tests say so on stderr and pass.
//! `ROLEKIT_VENDOR_CLIENTS=required` turns that into a failure.

mod access;
mod cloud;
mod iam;
mod role_assignments;
mod roles;
mod twin_users;

use rolekit_e2e::vendors;
use rolekit_e2e::vendors::differences::{Differences, Table, Theirs, compare, value_differences};
use rolekit_e2e::vendors::python::{CallResult, Names, Session, SessionResult};
use rolekit_e2e::vendors::recorder::{Recorder, Step, requests_of};
use rolekit_sandbox::{Endpoint, Sandbox};

/// This SDK's clients of a sandbox.
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

/// Returns a service's server on a sandbox, and its key.
fn api<'a>(sandbox: &'a Sandbox, service: &str) -> (&'a Endpoint, &'a str) {
    match service {
        "gcore" => (sandbox.gcore(), sandbox.gcore().api_key()),
        _ => (sandbox.trusted_twin(), sandbox.trusted_twin().secret()),
    }
}

/// Runs a scenario with both clients, first its writes and then its reads; then each client reads what
/// the other wrote. All writes must succeed, except for the intents in `failing`.
async fn run(
    service: &'static str,
    failing: &[&str],
    write: impl AsyncFn(&mut Recorder<'_>, &Clients),
    read: impl AsyncFn(&mut Recorder<'_>, &Clients),
) {
    let python = tokio::task::spawn_blocking(move || vendors::installed(service)).await;
    let Some(python) = python.unwrap() else {
        return;
    };
    let (here, there) = (Sandbox::start().await, Sandbox::start().await);
    let (here, there) = (here.unwrap(), there.unwrap());
    let (endpoint, _) = api(&here, service);
    let mut ours = Recorder::new(endpoint, seeded(&here));
    let clients = Clients::on(&here);
    write(&mut ours, &clients).await;
    let written = ours.steps.len();
    let is_refused = |step: &&Step| matches!(step.result, CallResult::Error { .. });
    let found: Vec<_> = ours.steps.iter().filter(is_refused).collect();
    let found: Vec<_> = found.iter().map(|step| step.intent.as_str()).collect();
    assert_eq!(found, failing);
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
    let results = tokio::task::spawn_blocking(move || python.run(service, &[same, cross])).await;
    let [same, cross]: [SessionResult; 2] = results.unwrap().unwrap().try_into().unwrap();

    let (endpoint, _) = api(&there, service);
    let requests = requests_of(&same, &endpoint.requests());
    let mut other = Recorder::new(endpoint, same.names.clone());
    read(&mut other, &Clients::on(&there)).await;

    let mut found = Differences::new();
    let pairs = ours.steps.iter().zip(&same.results).zip(&requests);
    for ((step, vendor), requests) in pairs {
        let theirs = Theirs {
            result: &vendor.result,
            requests,
            names: &same.names,
        };
        found.extend(compare(step, &ours.names, &theirs));
    }
    let table = Table::parse(include_str!("../../../vendor_differences.toml")).unwrap();
    let mut wrong = table.check(service, &found);

    // Both read what the SDK wrote, then what the vendor's client wrote.
    let here = cross.results.iter().zip(&ours.steps[written..]);
    let there = same.results[written..].iter().zip(&other.steps);
    for (theirs, step) in here.chain(there) {
        let intent = &step.intent;
        match (&theirs.result, &step.result) {
            (CallResult::Ok(theirs), CallResult::Ok(ours)) => {
                wrong.extend(value_differences(intent, theirs, ours))
            }
            (theirs, ours) => wrong.push(format!("{intent}: theirs {theirs:?}, ours {ours:?}")),
        }
    }
    assert_eq!(cross.results.len() + written, ours.steps.len());
    assert_eq!(other.steps.len() + written, same.results.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names the ids that differ between two new sandboxes.
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
            "delete a project that is being deleted",
            "delete a threshold that is not set",
            "take it back again",
            "delete an API token that is gone",
        ],
        async |recorder, clients| {
            role_assignments::write(recorder, &clients.gcore).await;
            cloud::write(recorder, &clients.gcore).await;
            iam::write(recorder, &clients.iam).await;
        },
        async |recorder, clients| {
            role_assignments::read(recorder, &clients.gcore).await;
            cloud::read(recorder, &clients.gcore).await;
            iam::read(recorder, &clients.iam).await;
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
        async |recorder, clients| {
            roles::write(recorder, &clients.twin).await;
            twin_users::write(recorder, &clients.twin).await;
        },
        async |recorder, clients| {
            roles::read(recorder, &clients.twin).await;
            twin_users::read(recorder, &clients.twin).await;
        },
    )
    .await;
}
