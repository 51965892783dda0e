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

mod account;
mod activity;
mod batches;
mod client;
mod dict;
mod ensure;
mod error;
mod history;
mod log;
mod patch;
mod roles;
pub mod rule;
mod rules;
mod secrets;
mod statement;
mod stickers;
mod tokens;
mod twins;
mod usage;
mod users;
mod validity;

pub use self::account::{AccountPatch, Accounts};
pub use self::batches::{Batches, BatchesQuery, ListBatches};
pub use self::client::Client;
pub use self::history::{EntryValue, EntryValues, HistoryQuery, Ledger};
pub use self::log::{FollowLog, Log, LogItem, LogItems};
pub use self::patch::RolePatch;
pub use self::roles::Roles;
pub use self::rule::Rule;
pub use self::secrets::{SecretCreation, UserSecrets};
pub use self::statement::{ActionSet, Excess};
pub use self::stickers::{ListStickers, StickerContext, Stickers, StickersQuery};
pub use self::tokens::{NewToken, Tokens};
pub use self::twins::{ScanTwinDetails, ScanTwins, TwinIdsQuery, Twins, TwinsQuery};
pub use self::usage::{HourlyUsage, Usage};
pub use self::users::{NewUser, UserPatch, Users};
pub use self::validity::Validity;
pub use crate::generated::trusted_twin::types::{
    Account, Action, ActivityTable, Batch, BatchStatus, Effect, ErrorBody, FoundSticker,
    Log as LogPart, NewUserSecret, RefreshedUserToken, Role, RoleCreate, RoleList, RoleName,
    RoleSummary, RoleUpdate, Rules, RulesChange, Statement, TokenOption, Twin, TwinStatus,
    UpdatedUser, User, UserCreate, UserName, UserSecret, UserSummary, UserToken, UserUpdate,
    WhoAmI,
};

pub use crate::ids::trusted_twin::{AccountId, BatchId, DatabaseId, RoleId, TwinId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;

/// The client as it is generated from the document, for what this module does not wrap. Its methods
/// have the same key, retries, deadlines, limits, errors and traces.
pub mod generated {
    pub use crate::generated::trusted_twin::{Client, types};
}
