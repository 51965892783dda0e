//! Roles of the users of a Gcore account: who has which, in the whole account or in one project.
//!
//! ```no_run
//! # async fn example() -> rolekit::Result<()> {
//! use rolekit::gcore::{Client, Role, Scope};
//!
//! let gcore = Client::from_env()?; // GCORE_API_KEY
//! let assignments = gcore.role_assignments();
//! let made = assignments.create(7, Role::Observer, Scope::project(8, 4)).await?;
//! assignments.update(made.id, 7, Role::ProjectAdministrator, Scope::project(8, 4)).await?;
//! # Ok(())
//! # }
//! ```

mod client;
mod error;
mod role_assignments;
mod scope;
mod users;

pub use self::client::Client;
pub use self::role_assignments::{
    AssignmentChange, ListRoleAssignments, Replaced, RoleAssignments, RoleAssignmentsQuery,
};
pub use self::scope::Scope;
pub use self::users::{ListUsers, Users, UsersQuery};
pub use crate::generated::gcore::types::{
    AssignRole, AssignableRole, AssignableRoles, Role, RoleAssignment, RoleAssignmentId,
    RoleAssignmentPage, User, UserPage,
};

pub use crate::ids::gcore::{
    AssignmentId, ClientId, LimitRequestId, ProjectId, RegionId, SubscriptionId, TaskId,
    UserActionId, UserId,
};

#[cfg(fuzzing)]
pub(crate) use self::error::read_error;

/// The client as it is generated from the document, for what this module does not wrap. Its methods
/// have the same key, retries, deadlines, limits, errors and traces.
pub mod generated {
    pub use crate::generated::gcore::{Client, types};
}
