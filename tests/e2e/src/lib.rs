//! What the end-to-end tests share: clients that talk to a sandbox.

pub mod capture;
pub mod clock;
pub mod document;
pub mod process;
pub mod scene;
pub mod vendors;

use rolekit::{gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::{Caller, Sandbox};

/// A Gcore client on the sandbox.
///
/// # Panics
/// If the sandbox gave what the client does not take.
pub fn gcore(sandbox: &Sandbox) -> gcore::Client {
    let side = sandbox.gcore();
    build(
        gcore::Client::builder()
            .credential(side.api_key())
            .base_url(side.base_url())
            .build(),
    )
}

/// A client of Gcore's IAM on the sandbox.
///
/// # Panics
/// If the sandbox gave what the client does not take.
pub fn gcore_iam(sandbox: &Sandbox) -> gcore_iam::Client {
    let side = sandbox.gcore();
    build(
        gcore_iam::Client::builder()
            .credential(side.api_key())
            .base_url(side.base_url())
            .build(),
    )
}

/// A Trusted Twin client of the administrator on the sandbox.
///
/// # Panics
/// If the sandbox gave what the client does not take.
pub fn trusted_twin(sandbox: &Sandbox) -> trusted_twin::Client {
    trusted_twin_as(sandbox, sandbox.trusted_twin().administrator())
}

/// A Trusted Twin client of a caller on the sandbox.
///
/// # Panics
/// If the sandbox gave what the client does not take.
pub fn trusted_twin_as(sandbox: &Sandbox, caller: &Caller) -> trusted_twin::Client {
    build(
        trusted_twin::Client::builder()
            .credential(caller.secret.as_str())
            .base_url(sandbox.trusted_twin().base_url())
            .build(),
    )
}

#[expect(clippy::panic, reason = "a test cannot go on without its client")]
fn build<T>(client: rolekit::Result<T>) -> T {
    client.unwrap_or_else(|error| panic!("the client cannot be set up: {error}"))
}

/// What a request looked like on the wire: method, path with query as sent, and body.
pub fn wire(request: &rolekit_sandbox::RecordedRequest) -> (String, String, String) {
    let target = match &request.query {
        Some(query) => format!("{}?{query}", request.path),
        None => request.path.clone(),
    };
    let body = String::from_utf8_lossy(&request.body).into_owned();
    (request.method.clone(), target, body)
}

/// Checks what arrived last.
///
/// # Panics
/// If something else did, or nothing.
#[track_caller]
#[expect(clippy::panic, reason = "the test ends there")]
pub fn sent(side: &rolekit_sandbox::Endpoint, method: &str, target: &str, body: &str) {
    let requests = side.requests();
    let Some(last) = requests.last() else {
        panic!("nothing arrived");
    };
    assert_eq!(
        wire(last),
        (method.to_owned(), target.to_owned(), body.to_owned()),
    );
}
