//! The record: what the file made, and which plans were applied.

use std::collections::BTreeSet;

use rolekit::gcore::{AssignmentId, UserId};
use rolekit::trusted_twin::{RoleId, UserId as TwinUserId};
use serde::{Deserialize, Serialize};

/// What was made by the file, and the plans that were applied. It is kept beside the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What the file made, or adopted.
    pub owned: BTreeSet<Thing>,
    /// The ids of the plans that were applied, wholly or in part.
    pub applied: BTreeSet<String>,
}

/// Something that a file can own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A role assignment of Gcore.
    Assignment(AssignmentId),
    /// A member of Gcore's account.
    Member(UserId),
    /// A role of Trusted Twin.
    Role(RoleId),
    /// A user of Trusted Twin.
    User(TwinUserId),
}
