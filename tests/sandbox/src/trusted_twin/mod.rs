//! The Trusted Twin side: one account with its users, their roles, secrets and tokens, its log and
//! usage, and Twins with Batches, Entries and Stickers.
//!
//! What the service does is not documented in full. Where it is not, the sandbox does this:
//!
//! - `who_am_i` needs no permission, and neither does `refresh_user_token`; every other operation
//!   that needs a key needs its own name.
//! - A user whose role was deleted gets 403 on everything, `who_am_i` included.
//! - Granting more than one holds, and deleting one's own role, is 403 with subcode 403535. It holds
//!   for updates as for creations, for roles as for the role that a user is given, and only for the
//!   statement: rules are neither compared nor evaluated, and a role that permits more than the
//!   caller's may still be renamed or deleted.
//! - `allow` with null permits nothing.
//! - Null as a role's new name, statement or rules stands for what a role gets that is made
//!   without them. Given rules replace all: a rule that is left out becomes null.
//! - A rule may come under either spelling of its key, but not under both. Answers have the short
//!   spelling, or the other one after [`TrustedTwinServer::set_rule_keys`].
//! - A body that breaks the document is 400 with the subcode 400000, which is made up. A path or a
//!   method that is not there is 404: the vendor's list of statuses has no 405.
//! - The order of the checks: credential, permission, body, existence, what may be granted.
//! - Every update moves `updated_ts`, an empty one too. The content type is not looked at.
//! - Actions are an open set: any text is taken, kept and answered.
//! - A role that is not there is 404 where a user is given it. A user made without a name has null
//!   for one; `update_user` answers name, role, description and activity alone, as the vendor shows
//!   it.
//! - A user may have several PINs. A secret that is made of one takes the place of the one there
//!   was. A PIN that is used, wrong or older than ten minutes is 404. Who may make PINs may make
//!   them for every user.
//! - A deleted user's keys are gone. A deleted secret leaves the tokens alone that were made with it.
//! - A token gives no option on that it lacks. A refreshed token stays valid as long as it was.
//! - Expired keys are 401 with subcode 401000, like those that never were.
//! - The log has a message for every operation but `get_log`, the last thousand. An answer has what
//!   follows the fragment that was sent, a hundred messages at most, or what is oldest. Where that
//!   is lost ([`TrustedTwinServer::truncate_log`]) it is 404.
//! - Usage has `rest_count`, and `task_OPERATION_count` for each operation, by the user whose key it
//!   was; requests without a good key are the account's.
//! - Twins are listed by UUID, Batches and Stickers as they were made, a hundred a page where it is
//!   not said. The last page of Twins has an empty cursor, that of Batches null. Terminated Twins
//!   are not listed, and 404 where they are not asked for.
//! - Batches stay as they are until [`TrustedTwinServer::set_batch_status`]. One that is cancelled is
//!   `cancelled` at once.
//! - There is one account: others' Ledgers, Identities and Stickers are not there. A Sticker takes
//!   the place of one of the same color.
//! - What the sandbox does not have is 400 with the subcode 400501, which is made up: rules to
//!   evaluate (`match`, `conditions`), transactions, and the operations on Identities, Docs,
//!   uploads, databases, Timeseries, Indexes and notifications. Credential and permission are
//!   checked before.

mod account;
mod api;
mod app;
mod batches;
mod caller;
mod error;
mod ledgers;
mod log;
mod query;
mod roles;
mod secrets;
mod server;
mod session;
mod stickers;
mod store;
mod tokens;
mod twins;
mod usage;
mod users;

pub(crate) use self::app::App;
pub use self::caller::Caller;
pub use self::server::TrustedTwinServer;
pub use self::store::{Effect, RuleKeys, Statement};
