//! The account itself, the users who belong to it, and the API tokens with which they call the API.
//!
//! What a user may do in the control panel is decided by the group that they are in; what they may do
//! in the Cloud API, by the roles that are given there. The two know nothing of each other, but the
//! ids of users and accounts are the same: somebody new is invited here and given a role there.
//!
//! ```
//! # rolekit_doc::gcore_iam(async |iam, server| {
//! # let cloud = rolekit::gcore::Client::builder();
//! # let cloud = cloud.credential(server.api_key()).base_url(server.base_url()).build()?;
//! use rolekit::gcore::{Role, Scope};
//! use rolekit::gcore_iam::GroupName;
//!
//! // let iam = gcore_iam::Client::from_env()?; let cloud = gcore::Client::from_env()?;
//! let ada = iam.client_users(8).ensure_member("ada@example.com", GroupName::Users).await?.value;
//! cloud.role_assignments().ensure(ada, Role::Observer, Scope::project(8, 100)).await?;
//! # Ok(()) });
//! ```
//!
//! | | |
//! |---|---|
//! | [`Client::users`] | who there is: find them, change what is known of them |
//! | [`Client::client_users`] | who belongs to an account, in which group; take it from them |
//! | [`Client::invite`] | adds somebody to an account |
//! | [`Client::tokens`] | API tokens: make, find, replace, delete them |
//! | [`Client::account`] | the account itself, and who logged in to it |
//! | [`Client::auth`] | log in with a password, and change it |
//!
//! A client has an API token, or the tokens of [somebody who logged in](Auth::login). Passwords and
//! the texts of tokens are [`Secret`](crate::Secret)s, which are not printed; errors do not repeat
//! those that were sent. The first version of the API tokens, which the vendor has retired, is
//! [generated](Client::generated) only.

mod account;
mod auth;
mod client;
mod client_users;
mod error;
mod group;
mod invite;
mod tokens;
mod users;

pub use self::account::{Accounts, LastLoginsQuery, ListLastLogins};
pub use self::auth::Auth;
pub use self::client::Client;
pub use self::client_users::ClientUsers;
pub use self::invite::Invite;
pub use self::tokens::{CreateToken, Expiry, ListTokens, Rotated, Tokens, TokensQuery};
pub use self::users::{ListUsers, UserPatch, Users, UsersQuery};
pub use crate::generated::gcore_iam::types::{
    Account, AccountStatus, AccountUser, ApiToken, ApiTokenUser, AuthType, ClientAndRoles,
    FreeFeature, FreeFeatureList, Group, GroupName, Invitation, Language, LastLogin, NewApiToken,
    PaidFeature, PaidFeatureList, PublicUser, ServiceEnabledStatus, ServiceName, ServiceStatus,
    ServiceStatuses, SignupProcess, TokenPair, User, UserType,
};
pub use crate::ids::gcore::{ClientId, TokenId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;

/// The client as it is generated from the document, for what this module does not wrap. Its methods
/// have the same key, retries, deadlines, limits, errors and traces.
pub mod generated {
    pub use crate::generated::gcore_iam::{Client, types};
}
