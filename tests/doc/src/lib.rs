//! Runs the examples of rolekit's documentation: each on a sandbox of its own, with a client for it.
//!
//! An example begins with a hidden line `# rolekit_doc::gcore(async |gcore, server| {` and ends with
//! `# Ok(()) });`. It fails by panicking, as doctests do.

use std::error::Error;

use rolekit::{gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::{GcoreServer, Sandbox, TrustedTwinServer};

/// How an example ends.
pub type Outcome = Result<(), Box<dyn Error>>;

/// Runs an example of the Gcore Cloud API, with a client and its server of the sandbox.
///
/// # Panics
/// When the example fails.
pub fn gcore(example: impl AsyncFnOnce(gcore::Client, GcoreServer) -> Outcome) {
    run(async |sandbox: &Sandbox| {
        let server = sandbox.gcore().clone();
        let client = gcore::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build()?;
        example(client, server).await
    });
}

/// Runs an example of Gcore's IAM API, with a client and the server of the sandbox that it shares with
/// the Cloud API.
///
/// # Panics
/// When the example fails.
pub fn gcore_iam(example: impl AsyncFnOnce(gcore_iam::Client, GcoreServer) -> Outcome) {
    run(async |sandbox: &Sandbox| {
        let server = sandbox.gcore().clone();
        let client = gcore_iam::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build()?;
        example(client, server).await
    });
}

/// Runs an example of the Trusted Twin API, with a client and its server of the sandbox.
///
/// # Panics
/// When the example fails.
pub fn trusted_twin(example: impl AsyncFnOnce(trusted_twin::Client, TrustedTwinServer) -> Outcome) {
    run(async |sandbox: &Sandbox| {
        let server = sandbox.trusted_twin().clone();
        let client = trusted_twin::Client::builder()
            .credential(server.secret())
            .base_url(server.base_url())
            .build()?;
        example(client, server).await
    });
}

#[expect(clippy::panic, reason = "an example fails as a test does")]
fn run(example: impl AsyncFnOnce(&Sandbox) -> Outcome) {
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // What is waited for takes no time.
        .start_paused(true)
        .build()
        .map_err(Into::into)
        .and_then(|runtime| {
            runtime.block_on(async {
                let sandbox = Sandbox::start().await?;
                example(&sandbox).await
            })
        });
    if let Err(error) = outcome {
        panic!("the example failed: {error}");
    }
}
