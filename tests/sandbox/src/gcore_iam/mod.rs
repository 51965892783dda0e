//! Gcore's IAM, on the port of the Gcore server: the account, its users, API tokens and logins.
//!
//! Users have the same ids as in the Cloud API. An invited user can get a role there, and a removed
//! user loses all roles. API tokens and the access tokens of logins are credentials for everything on
//! that port, until they are deleted or expire.
//!
//! The vendor does not document the service in full. Where the documentation is silent, the sandbox
//! behaves as follows:
//!
//! - The group Administrators may do everything in its account. Others may see its users, update
//!   themselves, and have tokens of their own. A token has the permissions of its group, but never
//!   more than its owner's.
//! - A token is for one account. A login is for one of the user's accounts at a time, at first the one
//!   with the lowest id. Access to another account is 403.
//! - The API key is a token too, with the id 1. Lists include deleted tokens. By the vendor's
//!   documentation, `deleted=true` excludes them and `deleted=false` selects only them.
//! - An expiry must be in the future. The `role` filter accepts a group's id or name.
//! - `next` and `previous` are absent at the ends of a list. A limit below 1 is 400.
//! - An invited user is inactive and has no password until a test sets one, as following the link in
//!   the email would. Invitations assign no role in the Cloud API.
//! - Changing an email address requires the password of the user whose address it is.
//! - A new password does not affect logins and tokens.
//! - 401, and those 403 and 404 for which the document has no body, have a `message`.

mod account;
mod email;
mod error;
mod groups;
mod handle;
mod jwt;
mod page;
mod request;
mod router;
mod state;
mod store;
mod time;
mod tokens;
mod users;

pub use self::email::{Email, EmailKind};
pub(crate) use self::error::error;
pub use self::groups::Group;
pub use self::handle::Iam;
pub(crate) use self::router::router;
pub(crate) use self::state::{IamState, Identity};
pub(crate) use self::store::IamStore;
pub(crate) use self::time::read as parse_time;
pub(crate) use self::users::is_email_address;
