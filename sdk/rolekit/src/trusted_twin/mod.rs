//! Administration of a Trusted Twin account: users, roles, keys, rules and logs.
//!
//! ```
//! # rolekit_doc::trusted_twin(async |twin, _| {
//! use rolekit::trusted_twin::{Action, NewUser, RolePatch, Statement, Expiry};
//!
//! // let twin = Client::from_env()?; // TRUSTED_TWIN_SECRET
//! let statement = Statement::allow([Action::GetTwin, Action::ScanTwins]);
//! let reader = twin.roles().ensure("Reader", RolePatch::new().statement(statement)).await?;
//! let ada = twin.users().ensure("Ada", NewUser::new(&reader.value.uuid)).await?;
//! let pin = twin.users().secret(&ada.value.uuid).create_pin(Expiry::Never).await?;
//! println!("Ada has ten minutes for {}", pin.expose());
//! # Ok(()) });
//! ```
//!
//! # Coverage
//!
//! The API has 85 operations. Those that administer an account have a resource API here. All are in
//! the [generated] client, grouped by the tags of the document, with the vendor's own names, which
//! are also the names of [actions](Action). Both use the same key, retries, deadlines, limits,
//! errors and traces.
//!
//! | tag | here | only in [`Client::generated`] |
//! |---|---|---|
//! | Account | [`Client::account`] | |
//! | Batches | [`Client::batches`]: the list | create, get, cancel, delete |
//! | Trace | [`Client::trace`] | |
//! | Who am I | [`Client::who_am_i`] | |
//! | Users | [`Client::users`] | |
//! | Secrets | [`Users::secret`], [`Users::redeem`] | |
//! | Tokens | [`Client::tokens`], [`Client::with_key`] | |
//! | Roles | [`Client::roles`], [`Statement`], [`rule`] | |
//! | Identities | | all |
//! | Twins | [`Client::twins`]: the scan | create, get, update, terminate |
//! | Ledgers | | all |
//! | History | [`Twins::history`] | several Entries in one call |
//! | Docs, uploads | | all |
//! | Databases | | all |
//! | Timeseries | [`ActivityTable`], for users and the account | the tables themselves |
//! | Indexes | | all |
//! | Log | [`Client::log`] | |
//! | Notifications | | all |
//! | Usage | [`Client::usage`] | |
//! | Stickers | [`Client::stickers`]: the list | put, get, remove |
//!
//! Every call of a client from [`Client::with_dict`] sends the dictionary that rules read as
//! `DICT`.

mod account;
mod activity;
mod batches;
mod client;
mod dict;
mod ensure;
mod error;
mod expiry;
mod history;
mod log;
mod patch;
mod roles;
mod rules;
mod secrets;
mod statement;
mod stickers;
mod tokens;
mod twins;
mod usage;
mod users;

pub use self::account::{AccountPatch, Accounts};
pub use self::batches::{Batches, BatchesQuery, ListBatches};
pub use self::expiry::Expiry;
pub use self::history::{EntryValue, EntryValues, HistoryQuery, Ledger};
pub use self::log::{FollowLog, Log, LogItem, LogItems};
pub use self::patch::RolePatch;
pub use self::roles::Roles;
pub use self::secrets::{SecretCreation, UserSecrets};
pub use self::statement::{ActionSet, MissingPermissions};
pub use self::stickers::{ListStickers, StickerContext, Stickers, StickersQuery};
pub use self::tokens::{NewToken, Tokens};
pub use self::twins::{ScanTwinDetails, ScanTwins, TwinIdsQuery, Twins, TwinsQuery};
pub use self::usage::{HourlyUsage, Usage};
pub use self::users::{NewUser, UserPatch, Users};
pub use crate::generated::trusted_twin::{Client, operations, types};

pub use crate::generated::trusted_twin::types::{
    Account, Action, ActivityTable, Batch, BatchStatus, Download, Effect, FoundSticker,
    Log as LogPart, NewUserSecret, RefreshedUserToken, Role, RoleSummary, Rules, RulesChange,
    Statement, TokenOption, Twin, TwinCreation, TwinStatus, TwinTermination, UpdatedUser, User,
    UserSecret, UserSummary, UserToken, WhoAmI,
};

pub use trusted_twin_rules::Rule;

/// The rule language, which is the crate `trusted_twin_rules`: depend on that crate alone to build or check
/// rules without the client. A built rule is accepted wherever a rule is set. A rule that is set as a string
/// is not checked, because only the service knows its version of the language.
///
/// ```
/// use rolekit::trusted_twin::rule::{Rule, check};
/// use rolekit::trusted_twin::RulesChange;
///
/// fn rules(entry: &str) -> rolekit::Result<RulesChange> {
///     // An invalid rule is an error of the kind `InvalidRequest`.
///     let entry = Rule::parse(entry).map_err(rolekit::Error::invalid_request)?;
///     Ok(RulesChange::new().twin(Rule::twin("company").eq(Rule::user("company"))).entry(entry))
/// }
///
/// rules("entry_name == 'price'")?;
/// for warning in check("Twin.open")? {
///     println!("{warning}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(inline)]
pub use trusted_twin_rules as rule;

pub use crate::ids::trusted_twin::{AccountId, BatchId, DatabaseId, RoleId, TwinId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;
