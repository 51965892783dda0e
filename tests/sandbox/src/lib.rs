//! A local server that speaks the administration APIs of Gcore (Cloud, IAM) and Trusted Twin over
//! real HTTP, for tests: no account, no network, no other process.
//!
//! It keeps state, checks credentials, validates every request body against the vendored OpenAPI
//! documents, pages, filters, enforces the Trusted Twin caller's role, and answers errors in the
//! vendors' own bodies. In debug builds every answer is validated too; one that breaks the document
//! becomes a 500 that says so, and stands in the log of requests.
//!
//! # In one's own tests
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
//! // A caller who may read roles and nothing else.
//! let twin = sandbox.trusted_twin();
//! let reader = twin.add_caller(Statement::allow(["get_user_role", "get_user_roles"]));
//!
//! // Point the code under test at it: any HTTP client will do.
//! let client = reqwest::Client::new();
//! let answer = client
//!     .delete(format!("{}/cloud/v1/users/assignments/{id}", gcore.base_url()))
//!     .header("authorization", format!("APIKey {}", gcore.api_key()))
//!     .send()
//!     .await?;
//! assert_eq!(answer.status(), 200);
//! let answer = client
//!     .delete(format!("{}/roles/{}", twin.base_url(), reader.role))
//!     .header("authorization", &reader.secret)
//!     .send()
//!     .await?;
//! assert_eq!(answer.status(), 403);
//!
//! // See what was done, and what was sent for it.
//! assert!(gcore.assignment(id).is_none());
//! let sent = &gcore.requests()[0];
//! assert_eq!((sent.method.as_str(), sent.status), ("DELETE", Some(200)));
//! # Ok(())
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! #     runtime.block_on(in_a_test())
//! # }
//! ```
//!
//! # When things go wrong
//!
//! [`Endpoint::inject`] makes requests fail in every way that a network and a server can, before or
//! after they are applied; [`faults`] lists the ways. The same is had over HTTP for clients in other
//! languages, from the program that this crate also is.
//!
//! ```
//! # async fn in_a_test() -> Result<(), Box<dyn std::error::Error>> {
//! use rolekit_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! let gcore = sandbox.gcore();
//! let id = gcore.add_assignment(777, "Observer", None);
//!
//! // The next deletion is carried out, but its answer is lost.
//! gcore.inject(Fault::reset().after().method("DELETE")).await?;
//! let url = format!("{}/cloud/v1/users/assignments/{id}", gcore.base_url());
//! let key = format!("APIKey {}", gcore.api_key());
//! let answer = reqwest::Client::new()
//!     .delete(url)
//!     .header("authorization", key)
//!     .send()
//!     .await;
//! assert!(answer.is_err());
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
//! The sandbox waits on tokio's clock only, so it runs within
//! `#[tokio::test(start_paused = true)]`, where a wait of an hour takes no time. It has to run in
//! the runtime of the client for that: a paused clock leaps to the next timer as soon as the whole
//! runtime is idle, and a sandbox in another runtime would be idle to it. tokio before 1.54 may
//! leap over an answer that is on its way.
//!
//! Its own time, by which secrets expire and changes are dated, is the wall clock;
//! [`Sandbox::advance_clock`] puts it forward.
//!
//! # What it is not
//!
//! The services themselves. Where it is not known what they do, each API's page here says what the
//! sandbox does instead: see [`gcore`], [`gcore_iam`] and [`trusted_twin`].

mod clock;
mod connection;
mod control;
mod document;
pub mod faults;
pub mod gcore;
pub mod gcore_iam;
mod log;
mod random;
mod redacted;
mod response;
mod sandbox;
mod server;
pub mod trusted_twin;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use control::Connections;
pub use faults::{Fault, FaultPlan};
pub use gcore::GcoreServer;
pub use gcore_iam::{Email, Iam};
pub use log::{CredentialStatus, RecordedRequest};
pub use sandbox::{Sandbox, SandboxBuilder, StartError};
pub use server::Endpoint;
pub use trusted_twin::{Caller, Effect, RuleKeys, Statement, TrustedTwinServer};

/// A lock outlives a panic in another test's thread: the state is plain data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
