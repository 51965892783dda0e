//! Plans: the changes that lead from what is there to what is desired.

mod build;
mod gcore;
mod iam;
mod order;
mod show;
mod trusted_twin;
pub mod untouched;

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Utc};
use rolekit::gcore::{AssignmentId, ProjectId, UserId};
use rolekit::trusted_twin::{RoleId, UserId as TwinUserId};
use serde::{Deserialize, Serialize};

pub use build::{Input, plan};
pub use untouched::Touch;

use crate::record::Thing;
use crate::services::Sections;
use crate::state::RoleBody;

/// The role that administers the account of Gcore.
pub(crate) const ADMINISTRATOR: &str = "ClientAdministrator";
/// The group whose members administer the members of the account.
pub(crate) const ADMINISTRATORS: &str = "Administrators";

/// The version of the format of plans.
pub const VERSION: u32 = 1;

/// Changes, and what they depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The version of this format.
    pub version: u32,
    /// The digest of everything else in the plan: a plan that was changed by hand is not applied.
    pub id: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// What was read to make it.
    pub sections: Sections,
    /// The digest of the state that it was made from.
    pub basis: String,
    /// The changes in the order in which they are made.
    pub changes: Vec<Change>,
    /// What was found and is left as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What it does.
    #[serde(flatten)]
    pub action: Action,
    /// Why.
    pub why: Why,
    /// The indices of changes that must have been made before it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<usize>,
}

/// Why a change is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The cause.
    pub cause: Cause,
    /// The location in the file, as `file:line:column`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The reason that the file gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The cause of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The file lists it.
    Listed,
    /// The file lists it, and it has ended.
    Ended,
    /// The file does not list it, and revokes what it does not list.
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

/// A person and, if known, the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The e-mail address, or the id of a user whose address is not known.
    pub email: String,
    /// The user; none before the invitation.
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

/// What a change does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Invites a person into Gcore's account.
    InviteMember {
        /// Who.
        person: Person,
        /// The group.
        group: String,
    },
    /// Moves a member of Gcore's account to another group.
    SetGroup {
        /// Who.
        person: Person,
        /// The groups now.
        old: BTreeSet<String>,
        /// The group.
        new: String,
    },
    /// Removes a member from Gcore's account.
    RemoveMember {
        /// Who.
        person: Person,
        /// The groups now.
        old: BTreeSet<String>,
    },
    /// Assigns a role of Gcore Cloud.
    GrantRole {
        /// Who.
        person: Person,
        /// The role.
        role: String,
        /// Where; none for the account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<Project>,
    },
    /// Deletes a role assignment of Gcore Cloud.
    RevokeRole {
        /// The assignment.
        assignment: AssignmentId,
        /// Who.
        person: Person,
        /// The role.
        role: String,
        /// Where; none for the account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<Project>,
    },
    /// Creates a role of Trusted Twin.
    CreateRole {
        /// The name.
        name: String,
        /// What it permits.
        new: RoleBody,
    },
    /// Changes a role of Trusted Twin.
    UpdateRole {
        /// The role.
        id: RoleId,
        /// The name.
        name: String,
        /// What it permits before this change.
        old: Box<RoleBody>,
        /// What it permits after it.
        new: RoleBody,
        /// Whether users move between roles in the meantime.
        #[serde(default, skip_serializing_if = "Step::is_whole")]
        step: Step,
    },
    /// Deletes a role of Trusted Twin.
    DeleteRole {
        /// The role.
        id: RoleId,
        /// The name.
        name: String,
        /// What it permits.
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
        /// The name of the role now; none if it does not exist.
        old: Option<String>,
        /// The name of the new role.
        new: String,
    },
    /// Deletes a user of Trusted Twin.
    DeleteUser {
        /// The user.
        id: TwinUserId,
        /// The name.
        name: String,
        /// The name of the role; none if it does not exist.
        old: Option<String>,
    },
}

/// The part of a role's change that is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The whole change.
    #[default]
    Whole,
    /// What the role gains, before users move.
    Widen,
    /// What the role loses, after users have moved.
    Narrow,
}

impl Step {
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
    /// Returns the service that it changes.
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

    /// Returns whether it takes something away as a whole.
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

    /// Returns the thing that it changes, if that is there already.
    #[must_use]
    pub fn thing(&self) -> Option<Thing> {
        match self {
            Self::RevokeRole { assignment, .. } => Some(Thing::Assignment(*assignment)),
            Self::SetGroup { person, .. } | Self::RemoveMember { person, .. } => {
                person.id.map(Thing::Member)
            }
            Self::UpdateRole { id, .. } | Self::DeleteRole { id, .. } => {
                Some(Thing::Role(id.clone()))
            }
            Self::SetUserRole { id, .. } | Self::DeleteUser { id, .. } => {
                Some(Thing::User(id.clone()))
            }
            _ => None,
        }
    }

    /// Returns for whom it is: an e-mail address, or the name of a role or user of Trusted Twin.
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

/// Something that a plan leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The service.
    pub service: Service,
    /// An e-mail address, or the name of a role or user of Trusted Twin.
    pub subject: String,
    /// What was found.
    pub found: String,
    /// Why it is left.
    pub kind: FindingKind,
    /// The thing that is left, if it is a single one that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<Thing>,
}

/// Why a plan leaves something as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The file does not list it and reports what it does not list.
    Unlisted,
    /// The file does not list it and would revoke it, but did not make it.
    NotOwned,
    /// The person's access is never touched.
    BreakGlass,
    /// The role is never touched.
    UntouchableRole,
    /// Users have the role, who could do nothing without it.
    InUse,
    /// It is there several times.
    Duplicate,
}

impl fmt::Display for FindingKind {
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
    /// Returns whether there is nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns whether the plan is as it was made.
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
