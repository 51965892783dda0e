//! Runs the examples of rolekit's documentation, each with its own sandbox and a client of it.
//!
//! An example begins with a hidden line `# rolekit_doc::gcore(async |gcore, server| {` and ends with
//! `# Ok(()) });`. A failing example panics, as doctests do.

use std::error::Error;

use rolekit::{gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::{GcoreServer, Sandbox, TrustedTwinServer};

/// The result of an example.
pub type ExampleResult = Result<(), Box<dyn Error>>;

/// Runs an example of the Gcore Cloud API with a client and the sandbox's server.
///
/// # Panics
/// If the example fails.
pub fn gcore(example: impl AsyncFnOnce(gcore::Client, GcoreServer) -> ExampleResult) {
    run(async |sandbox: &Sandbox| {
        let server = sandbox.gcore().clone();
        let client = gcore::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build()?;
        example(client, server).await
    });
}

/// Runs an example of the Gcore IAM API with a client and the sandbox's server, which also serves the
/// Cloud API.
///
/// # Panics
/// If the example fails.
pub fn gcore_iam(example: impl AsyncFnOnce(gcore_iam::Client, GcoreServer) -> ExampleResult) {
    run(async |sandbox: &Sandbox| {
        let server = sandbox.gcore().clone();
        let client = gcore_iam::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build()?;
        example(client, server).await
    });
}

/// Runs an example of the Trusted Twin API with a client and the sandbox's server.
///
/// # Panics
/// If the example fails.
pub fn trusted_twin(
    example: impl AsyncFnOnce(trusted_twin::Client, TrustedTwinServer) -> ExampleResult,
) {
    run(async |sandbox: &Sandbox| {
        let server = sandbox.trusted_twin().clone();
        let client = trusted_twin::Client::builder()
            .credential(server.secret())
            .base_url(server.base_url())
            .build()?;
        example(client, server).await
    });
}

#[expect(clippy::panic, reason = "a failing example panics")]
fn run(example: impl AsyncFnOnce(&Sandbox) -> ExampleResult) {
    let result = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Waits take no time.
        .start_paused(true)
        .build()
        .map_err(Into::into)
        .and_then(|runtime| {
            runtime.block_on(async {
                let sandbox = Sandbox::start().await?;
                example(&sandbox).await
            })
        });
    if let Err(error) = result {
        panic!("the example failed: {error}");
    }
}
