//! Shared code of the end-to-end tests: clients of a sandbox, a fixture, a capture of traces.

pub mod capture;
pub mod check;
pub mod clock;
pub mod document;
pub mod fixture;
pub mod process;
pub mod vendors;

use rolekit::{gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::{Caller, Sandbox};

/// Returns a Gcore Cloud client of the sandbox.
///
/// # Panics
/// If the client cannot be built.
pub fn gcore(sandbox: &Sandbox) -> gcore::Client {
    let server = sandbox.gcore();
    build(
        gcore::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build(),
    )
}

/// Returns a Gcore IAM client of the sandbox.
///
/// # Panics
/// If the client cannot be built.
pub fn gcore_iam(sandbox: &Sandbox) -> gcore_iam::Client {
    let server = sandbox.gcore();
    build(
        gcore_iam::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build(),
    )
}

/// Returns a Trusted Twin client of the sandbox, with the administrator's key.
///
/// # Panics
/// If the client cannot be built.
pub fn trusted_twin(sandbox: &Sandbox) -> trusted_twin::Client {
    trusted_twin_as(sandbox, sandbox.trusted_twin().administrator())
}

/// Returns a Trusted Twin client of the sandbox, with a caller's key.
///
/// # Panics
/// If the client cannot be built.
pub fn trusted_twin_as(sandbox: &Sandbox, caller: &Caller) -> trusted_twin::Client {
    build(
        trusted_twin::Client::builder()
            .credential(caller.secret.as_str())
            .base_url(sandbox.trusted_twin().base_url())
            .build(),
    )
}

#[expect(clippy::panic, reason = "a failing test panics")]
fn build<T>(client: rolekit::Result<T>) -> T {
    client.unwrap_or_else(|error| panic!("cannot build the client: {error}"))
}

/// Returns method, path with query, and body of a request, as they were sent.
pub fn wire(request: &rolekit_sandbox::RecordedRequest) -> (String, String, String) {
    let target = match &request.query {
        Some(query) => format!("{}?{query}", request.path),
        None => request.path.clone(),
    };
    let body = String::from_utf8_lossy(&request.body).into_owned();
    (request.method.clone(), target, body)
}

/// Checks method, path with query, and body of the last request.
///
/// # Panics
/// If they differ, or no request arrived.
#[track_caller]
pub fn assert_sent(server: &rolekit_sandbox::Endpoint, method: &str, target: &str, body: &str) {
    let requests = server.requests();
    check_sent(requests.last(), method, target, body);
}

/// Checks the last request that is not a read, as [`assert_sent`] does.
///
/// # Panics
/// If it differs, or no such request arrived.
#[track_caller]
pub fn last_change(server: &rolekit_sandbox::Endpoint, method: &str, target: &str, body: &str) {
    let requests = server.requests();
    let last = requests.iter().rfind(|request| request.method != "GET");
    check_sent(last, method, target, body);
}

#[track_caller]
#[expect(clippy::panic, reason = "a failing test panics")]
fn check_sent(
    request: Option<&rolekit_sandbox::RecordedRequest>,
    method: &str,
    target: &str,
    body: &str,
) {
    let Some(request) = request else {
        panic!("no request arrived");
    };
    assert_eq!(
        wire(request),
        (method.to_owned(), target.to_owned(), body.to_owned()),
    );
}
