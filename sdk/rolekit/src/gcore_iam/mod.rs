//! Administration of the account itself: its users, and the API tokens with which they call the
//! API.
//!
//! The group of a user determines what they may do in the control panel; their role assignments
//! determine what they may do in the Cloud API. The two are independent, but the ids of users and
//! accounts are the same: a new user is invited here and gets a role there.
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
//! | method | resource |
//! |---|---|
//! | [`Client::users`] | users: find and update them |
//! | [`Client::client_users`] | members of an account and their groups; removes members |
//! | [`Client::invite`] | invitations to an account |
//! | [`Client::tokens`] | API tokens: create, find, rotate, delete them |
//! | [`Client::account`] | the account itself, and its logins |
//! | [`Client::auth`] | login with a password, and its change |
//!
//! The key of a client is an API token, or an access token from a [login](Auth::login). Passwords
//! and the texts of tokens are [`Secret`](crate::Secret)s, which are not printed, and errors do not
//! contain those that were sent. The first version of the API tokens, which the vendor has retired,
//! is only in the [generated](Client::generated) client.

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
pub use crate::generated::gcore_iam::{Client, operations, types};
pub use crate::ids::gcore::{ClientId, TokenId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;
