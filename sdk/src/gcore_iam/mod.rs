//! The account itself, the users who belong to it, and the API tokens with which they call the API.
//!
//! What a user may do in the control panel is decided by the group that they are in; what they may do
//! in the Cloud API, by the roles that are given there. The two know nothing of each other.
//!
//! ```no_run
//! # async fn example() -> rolekit::Result<()> {
//! use rolekit::gcore_iam::Client;
//!
//! let iam = Client::from_env()?; // GCORE_API_KEY
//! let account = iam.generated().get_account().await?.into_inner();
//! println!("{}: {} users", account.company_name, account.users.len());
//! # Ok(())
//! # }
//! ```

mod client;
mod error;

pub use self::client::Client;
pub use crate::generated::gcore_iam::types::{
    Account, AccountStatus, AccountUser, ApiToken, ApiTokenUser, AuthType, ChangePassword,
    ClientAndRoles, CreateApiToken, CreateApiTokenClientUser, ForgotPassword,
    ForgotPasswordResponse, FreeFeature, FreeFeatureList, Group, GroupName, Invitation, InviteUser,
    Language, LastLogin, LastLoginPage, ListUsersResponse, Login, NewAccount, NewApiToken,
    NewEmail, PaidFeature, PaidFeatureList, PublicUser, Refresh, ServiceEnabledStatus, ServiceName,
    ServiceStatus, ServiceStatuses, SignupProcess, TokenPair, UpdateUser, UpdateUserEmail, User,
    UserGroup, UserPage, UserType,
};
pub use crate::ids::gcore::{ClientId, TokenId, UserId};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;

/// The client as it is generated from the document, for what this module does not wrap. Its methods
/// have the same key, retries, deadlines, limits, errors and traces.
pub mod generated {
    pub use crate::generated::gcore_iam::{Client, types};
}
