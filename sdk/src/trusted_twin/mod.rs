//! User roles of a Trusted Twin account: what the users with a role may do.
//!
//! ```no_run
//! # async fn example() -> rolekit::Result<()> {
//! use rolekit::trusted_twin::{Action, Client, RolePatch, Statement};
//!
//! let twin = Client::from_env()?; // TRUSTED_TWIN_SECRET
//! let patch = RolePatch::new()
//!     .name("Reader")
//!     .statement(Statement::allow([Action::GetTwin, Action::ScanTwins]))
//!     .clear_rules();
//! let role = twin.roles().update("5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10", patch).await?;
//! println!("{}", role.name);
//! # Ok(())
//! # }
//! ```

mod client;
mod error;
mod patch;
mod roles;
pub mod rule;
mod rules;
mod statement;

pub use self::client::Client;
pub use self::patch::RolePatch;
pub use self::roles::Roles;
pub use self::rule::Rule;
pub use self::statement::{ActionSet, Excess};
pub use crate::generated::trusted_twin::types::{
    Action, Effect, ErrorBody, Role, RoleCreate, RoleList, RoleName, RoleSummary, RoleUpdate,
    Rules, RulesChange, Statement, WhoAmI,
};

pub use crate::ids::trusted_twin::{AccountId, BatchId, DatabaseId, RoleId, TwinId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;

/// The client as it is generated from the document, for what this module does not wrap. Its methods
/// have the same key, retries, deadlines, limits, errors and traces.
pub mod generated {
    pub use crate::generated::trusted_twin::{Client, types};
}
