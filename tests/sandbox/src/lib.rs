//! A local server that implements the administration APIs of Gcore (Cloud, IAM) and Trusted Twin over
//! real HTTP, for tests: no account, no network, no other process.
//!
//! It keeps state, checks credentials, validates every request body against the vendored OpenAPI
//! documents, pages, filters, enforces the role of a Trusted Twin caller, and returns errors in the
//! vendors' formats. In debug builds it validates every response too. One that violates the document
//! becomes a 500 with the reason, which the request log also records.
//!
//! # Use in tests
//!
//! ```
//! # async fn in_a_test() -> Result<(), Box<dyn std::error::Error>> {
//! use rolekit_sandbox::{Sandbox, Statement};
//!
//! let sandbox = Sandbox::start().await?;
//!
//! // Seed what the test needs.
//! let gcore = sandbox.gcore();
//! let ada = gcore.add_user("Ada");
//! let project = gcore.add_project();
//! let id = gcore.add_assignment(ada, "Observer", Some(project));
//!
//! // A caller who may only read roles.
//! let twin = sandbox.trusted_twin();
//! let reader = twin.add_caller(Statement::allow(["get_user_role", "get_user_roles"]));
//!
//! // Point the code under test at it. Any HTTP client works.
//! let client = reqwest::Client::new();
//! let response = client
//!     .delete(format!("{}/cloud/v1/users/assignments/{id}", gcore.base_url()))
//!     .header("authorization", format!("APIKey {}", gcore.api_key()))
//!     .send()
//!     .await?;
//! assert_eq!(response.status(), 200);
//! let response = client
//!     .delete(format!("{}/roles/{}", twin.base_url(), reader.role))
//!     .header("authorization", &reader.secret)
//!     .send()
//!     .await?;
//! assert_eq!(response.status(), 403);
//!
//! // Check the state and the requests.
//! assert!(gcore.assignment(id).is_none());
//! let request = &gcore.requests()[0];
//! assert_eq!((request.method.as_str(), request.status), ("DELETE", Some(200)));
//! # Ok(())
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! #     runtime.block_on(in_a_test())
//! # }
//! ```
//!
//! # In process
//!
//! With the feature `transport`, `Endpoint::transport` is a transport for the clients of `rolekit`: HTTP over
//! a pipe in memory instead of a socket. `SandboxBuilder::in_process` opens no port at all. All faults work,
//! paused time too, and no task is started: the calls run the sandbox.
//!
//! # Data
//!
//! A sandbox starts with [`Seed::default_data`](seed::Seed::default_data). The methods of the handles add
//! single items; a [`seed`] document adds many, also over HTTP and with the program's `--seed FILE`.
//! [`SandboxBuilder::unseeded`] and `--empty` start without the default data.
//!
//! # Faults
//!
//! [`Endpoint::inject`] makes requests fail as networks and servers do, before or after they are
//! applied; see [`faults`]. Clients in other languages use the program of this crate, which has the
//! same over HTTP.
//!
//! ```
//! # async fn in_a_test() -> Result<(), Box<dyn std::error::Error>> {
//! use rolekit_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! let gcore = sandbox.gcore();
//! let id = gcore.add_assignment(777, "Observer", None);
//!
//! // The next deletion is applied, but its response is lost.
//! gcore.inject(Fault::reset().after().method("DELETE")).await?;
//! let url = format!("{}/cloud/v1/users/assignments/{id}", gcore.base_url());
//! let key = format!("APIKey {}", gcore.api_key());
//! let response = reqwest::Client::new()
//!     .delete(url)
//!     .header("authorization", key)
//!     .send()
//!     .await;
//! assert!(response.is_err());
//! assert!(gcore.assignment(id).is_none());
//! # Ok(())
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! #     runtime.block_on(in_a_test())
//! # }
//! ```
//!
//! # Time
//!
//! The sandbox waits only on tokio's clock, so it works in `#[tokio::test(start_paused = true)]`,
//! where a wait of an hour takes no time. It must run in the client's runtime then: a paused clock
//! advances to the next timer when its runtime is idle, and does not notice a sandbox elsewhere.
//! Tokio before 1.54 may advance past a response in flight.
//!
//! Secrets expire and changes are dated by the wall clock, which [`Sandbox::advance_clock`] advances.
//!
//! # Control requests
//!
//! Each server's port has these requests. They need no credential, are not recorded, and are never
//! affected by faults. Their responses are JSON; an error is an object with an `error`.
//!
//! | request | does |
//! |---|---|
//! | `GET /__sandbox/requests` | returns the recorded requests of this server |
//! | `DELETE /__sandbox/requests` | deletes the recorded requests of this server |
//! | `GET /__sandbox/faults` | returns the pending faults of this server |
//! | `POST /__sandbox/faults` | adds a fault plan to this server; an invalid one is 400 with an `error` |
//! | `DELETE /__sandbox/faults` | clears all faults of this server |
//! | `GET /__sandbox/connections` | returns the connection counts of this server, including its own |
//! | `POST /__sandbox/clock` | advances the clock of both servers by `{"advance_ms": N}` |
//! | `POST /__sandbox/seed` | adds a seed document to both servers and returns ids and secrets |
//!
//! # Limits
//!
//! The vendors do not document everything. [`gcore`], [`gcore_iam`] and [`trusted_twin`] state what
//! the sandbox does where the documentation is silent.

// Shows on docs.rs which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod clock;
mod connection;
mod connection_counts;
mod connection_policy;
mod control;
mod document;
mod endpoint;
pub mod faults;
pub mod gcore;
pub mod gcore_iam;
mod hijack;
#[cfg(feature = "transport")]
mod in_process;
mod listener;
mod listener_control;
mod log;
mod random;
mod response;
mod sandbox;
mod secret;
pub mod seed;
mod seeder;
mod server;
mod stream;
pub mod trusted_twin;

use std::sync::{Mutex, MutexGuard, PoisonError};

#[doc(no_inline)]
pub use bytes::Bytes;
pub use clock::ClockError;
pub use connection_counts::Connections;
pub use control::ControlRequest;
pub use endpoint::Endpoint;
pub use faults::{Fault, FaultPlan};
pub use gcore::GcoreServer;
pub use gcore_iam::{Email, Iam};
#[cfg(feature = "transport")]
pub use in_process::SandboxTransport;
pub use log::{CredentialStatus, RecordedRequest};
pub use sandbox::{Sandbox, SandboxBuilder, StartError};
pub use trusted_twin::{Caller, Effect, RuleKeys, Statement, TrustedTwinServer};

/// Locks a mutex, even if a thread panicked while it held the lock: the state is plain data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
