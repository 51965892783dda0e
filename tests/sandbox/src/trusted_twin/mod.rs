//! The Trusted Twin server: one account with its roles, users, secrets and tokens, its log and usage,
//! and Twins with Batches, Entries and Stickers.
//!
//! The vendor does not document the service in full. Where the documentation is silent, the sandbox
//! behaves as follows:
//!
//! - `who_am_i` and `refresh_user_token` need no permission. Every other operation that needs a
//!   credential needs the permission of its own name.
//! - A user whose role is deleted gets 403 on everything, including `who_am_i`.
//! - Granting more than the caller holds, and deleting the caller's own role, are 403 with subcode
//!   403535. This applies to creations and updates of roles, and to the role of a user. Only
//!   statements are compared, not rules. A role that permits more than the caller's may still be
//!   renamed or deleted.
//! - `allow` with null permits nothing.
//! - Null as a role's new name, statement or rules sets the default of a new role. New rules replace
//!   all rules: absent ones become null.
//! - A rule may use either spelling of its key, but not both. Responses have the short spelling unless
//!   [`TrustedTwinServer::set_rule_keys`] selects the other.
//! - A body that violates the document is 400 with the subcode 400000, which is not the vendor's.
//!   Unknown paths and methods are 404: the vendor's list of statuses has no 405.
//! - The checks run in this order: credential, permission, body, existence, granted permissions.
//! - Every update changes `updated_ts`, an empty one too. The content type is ignored.
//! - Actions are an open set: any text is accepted, stored and returned.
//! - Giving a user a missing role is 404. A user created without a name has the name null.
//!   `update_user` returns only name, role, description and activity, as the vendor documents.
//! - A user may have several PINs. A secret created from a PIN replaces the previous secret. A PIN
//!   that is used, wrong or older than ten minutes is 404. A caller who may create PINs may create
//!   them for every user.
//! - Deleting a user deletes their secret, PINs and tokens. Deleting a secret keeps the tokens created
//!   with it.
//! - A token cannot pass on an option that it lacks. A refreshed token keeps its validity.
//! - An expired credential is 401 with subcode 401000, like an unknown one.
//! - The log has a message for every operation except `get_log`, up to a thousand. A response has at
//!   most a hundred messages, which follow the given fragment, or the oldest. If those are lost
//!   ([`TrustedTwinServer::truncate_log`]), it is 404.
//! - Usage has `rest_count`, and `task_OPERATION_count` for each operation, by the user of the
//!   credential. Requests without a valid credential count for the account.
//! - Twins are listed by UUID, Batches and Stickers in order of creation; the default page size is 100.
//!   The last page of Twins has an empty cursor, that of Batches null. Terminated Twins are not
//!   listed, and 404 unless requested with `show_terminated`.
//! - Batches keep their status until [`TrustedTwinServer::set_batch_status`]. Cancelling one takes
//!   effect at once.
//! - There is one account. Ledgers, Identities and Stickers of others do not exist. A Sticker replaces
//!   one of the same color.
//! - What the sandbox does not support is 400 with the subcode 400501, which is not the vendor's:
//!   rules to evaluate (`match`, `conditions`), transactions, and the operations on Identities, Docs,
//!   uploads, databases, Timeseries, Indexes and notifications. Credential and permission are checked
//!   first.

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
mod seed;
mod server;
mod session;
mod stickers;
mod store;
mod tokens;
mod twins;
mod usage;
mod users;

pub(crate) use self::app::TwinApp;
pub use self::caller::Caller;
pub use self::server::TrustedTwinServer;
pub use self::store::{Effect, RuleKeys, Statement};
