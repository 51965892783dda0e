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
//! use rolekit::gcore::{ProjectId, Role, Scope};
//! use rolekit::gcore_iam::{ClientId, GroupName, InviteUser};
//!
//! // let iam = gcore_iam::Client::from_env()?; let cloud = gcore::Client::from_env()?;
//! let (client_id, email) = (ClientId::new(8), "ada@example.com".to_owned());
//! let ada = InviteUser::new(email, GroupName::Users.into(), client_id);
//! let ada = iam.client_users().ensure(&ada).await?.value.user_id;
//! let scope = Scope::project(client_id, ProjectId::new(100));
//! cloud.role_assignments().ensure(ada, Role::Observer, scope).await?;
//! # Ok(()) });
//! ```
//!
//! A method of a resource starts the request of an operation: an owned builder with a setter for
//! each optional parameter. `.await` returns the value of the response, `.send().await` also status
//! and headers. The intents below make several requests.
//!
//! | Resource | What it manages | Intents |
//! |---|---|---|
//! | [`users`](Client::users) | the users of the account | [`find_by_email`](resources::Users::find_by_email), [`find_by_name`](resources::Users::find_by_name) |
//! | [`client_users`](Client::client_users) | members of an account and their groups; invites and removes them | [`ensure`](resources::ClientUsers::ensure), [`ensure_absent`](resources::ClientUsers::ensure_absent), [`ensure_group`](resources::ClientUsers::ensure_group), [`revoke_checked`](resources::ClientUsers::revoke_checked), [`revoke_with_tokens`](resources::ClientUsers::revoke_with_tokens) |
//! | [`tokens`](Client::tokens) | API tokens | [`create_checked`](resources::Tokens::create_checked), [`rotate`](resources::Tokens::rotate), [`rotate_with_expiry`](resources::Tokens::rotate_with_expiry), [`find_by_name`](resources::Tokens::find_by_name), [`expires_after`](resources::Tokens::expires_after) |
//! | [`account`](Client::account) | the account itself, and the logins to it | |
//! | [`auth`](Client::auth) | login with a password, and its change | [`TokenPair::key`], [`ChangePassword::confirmed`] |
//! | [`tokens_v1`](Client::tokens_v1) | API tokens in the first version of the API, which the vendor has retired | |
//!
//! The key of a client is an API token, or the [access token](TokenPair::key) from a
//! [login](resources::Auth::login). Passwords and the texts of tokens are [`Secret`](crate::Secret)s, which are
//! not printed, and errors do not contain those that were sent.

mod auth;
mod client;
mod client_users;
mod group;
mod tokens;
pub(crate) mod users;

pub use self::client_users::{DesiredMember, EnsureMember, Member, MemberPlan};
pub use self::tokens::TokenRotation;
pub use crate::generated::gcore_iam::types::{
    Account, AccountStatus, AccountUser, ApiToken, ApiTokenUser, AuthType, ChangePassword,
    ClientAndRoles, CreateAccount, CreateApiToken, CreatedAccount, CreatedApiToken, ForgotPassword,
    ForgotPasswordResponse, FreeFeature, FreeFeatureList, Group, GroupName, Invitation, InviteUser,
    Language, LastLogin, Login, PaidFeature, PaidFeatureList, PublicUser, Refresh,
    ServiceEnabledStatus, ServiceName, ServiceStatus, ServiceStatuses, SignupProcess, TokenGroup,
    TokenPair, UpdateUser, UpdateUserEmail, UpdatedEmail, User, UserGroup, UserType,
};
pub use crate::generated::gcore_iam::{Client, operations, resources, types};
pub use crate::ids::gcore::{ClientId, TokenId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::client::ERRORS;
