//! Plans: the changes that lead from the current state to the desired one.

mod build;
mod gcore;
mod iam;
mod order;
mod overrides;
mod parse;
pub mod protected;
mod show;
mod trusted_twin;
mod union;

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use rolekit::gcore::{AssignmentId, ProjectId, UserId};
use rolekit::trusted_twin::{RoleId, UserId as TwinUserId};
use serde::{Deserialize, Serialize};

pub use build::{Input, plan};
pub use overrides::ProtectionOverrides;
pub use parse::ParsePlanError;

use crate::record::ManagedResource;
use crate::services::Sections;
use crate::state::{RoleBody, TokenState};

/// The role that administers the account of Gcore.
pub(crate) const ADMINISTRATOR: &str = "ClientAdministrator";
/// The group whose members administer the members of the account.
pub(crate) const ADMINISTRATORS: &str = "Administrators";

/// The version of the format of plans.
pub const VERSION: u32 = 1;

/// A plan: changes in their order, and a digest of the state that they start from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The version of this format.
    pub version: u32,
    /// The digest of everything else in the plan: a plan that was changed by hand is not applied.
    pub id: String,
    /// Time at which the plan was made.
    pub made_at: DateTime<Utc>,
    /// Sections that were read to make the plan.
    pub sections: Sections,
    /// The protections that were overridden when the plan was made.
    #[serde(default, skip_serializing_if = "ProtectionOverrides::is_none")]
    pub protection: ProtectionOverrides,
    /// The digest of the state that it was made from.
    pub basis: String,
    /// The changes in the order in which they are made.
    pub changes: Vec<Change>,
    /// Resources that the plan leaves unchanged, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<PlanFinding>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The action that it performs.
    #[serde(flatten)]
    pub action: Action,
    /// The reason for the change.
    pub why: Why,
    /// The indices of changes that must have been made before it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<usize>,
}

/// The reason for a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The cause.
    pub cause: Cause,
    /// The location of the entry in the file, as `file:line:column`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The reason given in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The cause of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The file lists the access.
    Listed,
    /// The file lists the access, and it has ended.
    Ended,
    /// The file does not list the access, and revokes unlisted access.
    Unlisted,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Listed => "listed",
            Self::Ended => "ended",
            Self::Unlisted => "not listed",
        })
    }
}

/// A person and, if known, the user id in Gcore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The e-mail address, or `user ID` if the address is not known.
    pub email: String,
    /// The id of the user. `None` for people who have not been invited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UserId>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The id.
    pub id: ProjectId,
    /// The name.
    pub name: String,
}

/// A role of Gcore Cloud in its scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopedRole {
    /// The role.
    pub role: String,
    /// The project. `None` for the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
}

/// The action of a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Invites a person into Gcore's account.
    InviteMember {
        /// The person.
        person: Person,
        /// The group.
        group: String,
    },
    /// Moves a member of Gcore's account to another group.
    SetGroup {
        /// The person.
        person: Person,
        /// The groups before the change.
        old: BTreeSet<String>,
        /// The group after the change.
        new: String,
    },
    /// Removes a member from Gcore's account.
    RemoveMember {
        /// The person.
        person: Person,
        /// The groups before the change.
        old: BTreeSet<String>,
        /// The roles that go with the membership.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        roles: Vec<ScopedRole>,
        /// The API tokens that are deleted before: a member with tokens cannot be removed.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        tokens: BTreeSet<TokenState>,
    },
    /// Assigns a role of Gcore Cloud.
    GrantRole {
        /// The person.
        person: Person,
        /// The role.
        role: String,
        /// The project. `None` for the account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<Project>,
    },
    /// Deletes a role assignment of Gcore Cloud.
    RevokeRole {
        /// The assignment.
        assignment: AssignmentId,
        /// The person.
        person: Person,
        /// The role.
        role: String,
        /// The project. `None` for the account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<Project>,
    },
    /// Creates a role of Trusted Twin.
    CreateRole {
        /// The name.
        name: String,
        /// The statement and the rules.
        new: RoleBody,
    },
    /// Changes a role of Trusted Twin.
    UpdateRole {
        /// The role.
        id: RoleId,
        /// The name.
        name: String,
        /// The statement and the rules before this change.
        old: Box<RoleBody>,
        /// The statement and the rules after this change.
        new: RoleBody,
        /// The part of the update that this change makes.
        #[serde(default, skip_serializing_if = "RoleUpdateStep::is_whole")]
        step: RoleUpdateStep,
    },
    /// Deletes a role of Trusted Twin.
    DeleteRole {
        /// The role.
        id: RoleId,
        /// The name.
        name: String,
        /// The statement and the rules.
        old: RoleBody,
    },
    /// Creates a user of Trusted Twin.
    CreateUser {
        /// The name.
        name: String,
        /// The name of the role.
        role: String,
    },
    /// Gives a user of Trusted Twin another role.
    SetUserRole {
        /// The user.
        id: TwinUserId,
        /// The name.
        name: String,
        /// The name of the role before the change. `None` if the role does not exist.
        old: Option<String>,
        /// The name of the role after the change.
        new: String,
    },
    /// Deletes a user of Trusted Twin.
    DeleteUser {
        /// The user.
        id: TwinUserId,
        /// The name.
        name: String,
        /// The name of the role. `None` if the role does not exist.
        old: Option<String>,
    },
}

/// The part of a role's update that a change makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleUpdateStep {
    /// The whole update.
    #[default]
    Whole,
    /// The permissions that the role gains, before users move.
    Widen,
    /// The permissions that the role loses, after users have moved.
    Narrow,
}

impl RoleUpdateStep {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks for a reference"
    )]
    fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Gcore Cloud.
    Gcore,
    /// Gcore's account.
    Iam,
    /// Trusted Twin.
    TrustedTwin,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gcore => "Gcore",
            Self::Iam => "Gcore IAM",
            Self::TrustedTwin => "Trusted Twin",
        })
    }
}

impl Action {
    /// Returns the service that the action changes.
    #[must_use]
    pub fn service(&self) -> Service {
        match self {
            Self::InviteMember { .. } | Self::SetGroup { .. } | Self::RemoveMember { .. } => {
                Service::Iam
            }
            Self::GrantRole { .. } | Self::RevokeRole { .. } => Service::Gcore,
            _ => Service::TrustedTwin,
        }
    }

    /// Returns the number of write requests of the action. Each API token that goes with a member is one.
    #[must_use]
    pub fn writes(&self) -> usize {
        match self {
            Self::RemoveMember { tokens, .. } => 1 + tokens.len(),
            _ => 1,
        }
    }

    /// Returns whether the action removes a resource.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        matches!(
            self,
            Self::RemoveMember { .. }
                | Self::RevokeRole { .. }
                | Self::DeleteRole { .. }
                | Self::DeleteUser { .. }
        )
    }

    /// Returns the resource that the action changes, if it exists already.
    #[must_use]
    pub fn resource(&self) -> Option<ManagedResource> {
        match self {
            Self::RevokeRole { assignment, .. } => Some(ManagedResource::Assignment(*assignment)),
            Self::SetGroup { person, .. } | Self::RemoveMember { person, .. } => {
                person.id.map(ManagedResource::Member)
            }
            Self::UpdateRole { id, .. } | Self::DeleteRole { id, .. } => {
                Some(ManagedResource::Role(id.clone()))
            }
            Self::SetUserRole { id, .. } | Self::DeleteUser { id, .. } => {
                Some(ManagedResource::User(id.clone()))
            }
            _ => None,
        }
    }

    /// Returns the subject: an e-mail address, or the name of a role or user of Trusted Twin.
    #[must_use]
    pub fn subject(&self) -> &str {
        match self {
            Self::InviteMember { person, .. }
            | Self::SetGroup { person, .. }
            | Self::RemoveMember { person, .. }
            | Self::GrantRole { person, .. }
            | Self::RevokeRole { person, .. } => &person.email,
            Self::CreateRole { name, .. }
            | Self::UpdateRole { name, .. }
            | Self::DeleteRole { name, .. }
            | Self::CreateUser { name, .. }
            | Self::SetUserRole { name, .. }
            | Self::DeleteUser { name, .. } => name,
        }
    }
}

/// A resource that a plan leaves unchanged, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFinding {
    /// The service.
    pub service: Service,
    /// An e-mail address, or the name of a role or user of Trusted Twin.
    pub subject: String,
    /// Description of the resource.
    pub found: String,
    /// Why the plan leaves it unchanged.
    pub kind: PlanFindingKind,
    /// The resource, if the finding is about exactly one that exists.
    #[serde(rename = "thing", default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ManagedResource>,
}

/// Why a plan leaves a resource unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanFindingKind {
    /// The file does not list the resource, and reports unlisted resources.
    Unlisted,
    /// The file does not list the resource and revokes unlisted ones, but did not create this one.
    NotOwned,
    /// The person is marked break-glass.
    BreakGlass,
    /// The role is untouchable.
    UntouchableRole,
    /// Users have the role and would lose all access without it.
    InUse,
    /// The resource exists several times.
    Duplicate,
}

impl fmt::Display for PlanFindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unlisted => "not listed",
            Self::NotOwned => "not listed and not made by this file: `adopt: true` would revoke it",
            Self::BreakGlass => "left, because the person is marked break-glass",
            Self::UntouchableRole => "left, because the role is untouchable",
            Self::InUse => "left, because users have the role",
            Self::Duplicate => "there several times",
        })
    }
}

impl Plan {
    /// Returns whether the plan has no changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns the number of write requests of the plan.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.changes.iter().map(|it| it.action.writes()).sum()
    }

    /// Returns whether the plan was not edited after it was made.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.digest().is_ok_and(|digest| digest == self.id)
    }

    fn digest(&self) -> serde_json::Result<String> {
        let unsigned = Self {
            id: String::new(),
            ..self.clone()
        };
        crate::digest::digest(&unsigned)
    }
}
