//! Gcore's IAM, on the port of the Gcore side: the account, its users, API tokens and logins.
//!
//! Users have the same ids as in the Cloud API: whoever is invited can be given a role there, and
//! whoever is removed loses their roles. API tokens and the access tokens of logins are credentials
//! for everything on that port; a deleted or expired one is refused.
//!
//! What the service does is not documented in full. Where it is not, the sandbox does this:
//!
//! - The group Administrators may do everything in its account. Others may see its users, change
//!   themselves, and have tokens of their own. A token has the rights of its group, and never more
//!   than its owner has.
//! - A token is for one account, a login for one of the user's accounts at a time; the first is the
//!   one with the lowest id. Another account is refused with 403.
//! - The API key is a token too, with the id 1. Deleted tokens stay in lists; `deleted=true` leaves
//!   them out and `deleted=false` gives only them, which are the vendor's words.
//! - An expiry has to be in the future. `role` of a list may be a group's id or its name.
//! - `next` and `previous` are left out where there is none. A limit below one is 400.
//! - Whoever is invited is not active and has no password until a test gives them one, as they
//!   would by following the link in the mail. They get no role in the Cloud API.
//! - The password that confirms a new address is the one of the user whose address it is.
//! - A new password leaves logins and tokens as they are.
//! - 401, and 403 and 404 where the document has no body for them, have a `message`.

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
pub use self::handle::Iam;
pub(crate) use self::router::router;
pub(crate) use self::state::{IamState, Identity};
pub(crate) use self::store::IamStore;
