//! The review: who may do what, since when, and what is worth a look.

mod collect;
mod findings;
mod html;
mod render;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use rolekit::gcore::ProjectId;
use serde::{Deserialize, Serialize};

pub use collect::collect;
pub use html::to_html;
pub use render::{to_csv, to_json, to_markdown};

use crate::plan::Service;

/// Who may do what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// When it was read.
    pub made_at: DateTime<Utc>,
    /// Roles and memberships, one row each.
    pub access: Vec<Access>,
    /// API tokens, without what is secret of them.
    pub tokens: Vec<Token>,
    /// What is worth a look.
    pub findings: Vec<Finding>,
}

/// A role or a membership.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Access {
    /// The service.
    pub service: Service,
    /// The e-mail address, or the name of the user of Trusted Twin.
    pub who: String,
    /// The role or the group.
    pub role: String,
    /// Where it holds.
    pub scope: Scope,
    /// Since when, as the service says.
    pub since: Option<String>,
    /// Who gave it, as the service says.
    pub granted_by: Option<String>,
    /// The last login of the user.
    pub last_login: Option<String>,
    /// The end that the file gives it.
    pub until: Option<String>,
    /// The reason that the file gives.
    pub reason: Option<String>,
    /// The teams of the person.
    pub teams: Vec<String>,
}

/// Where a role holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In the whole account.
    Account,
    /// In a project.
    Project {
        /// The name; the id of a project that was deleted.
        name: String,
        /// The id, because names need not be unique.
        id: ProjectId,
    },
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("account"),
            Self::Project { name, .. } => write!(f, "project {name}"),
        }
    }
}

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Token {
    /// Whose it is.
    pub who: String,
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Since when.
    pub created: String,
    /// Its end.
    pub expires: Option<String>,
    /// When it was last used.
    pub last_used: Option<String>,
}

/// Something that is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The service.
    pub service: Service,
    /// Whom or what it is about.
    pub subject: String,
    /// What was found.
    pub detail: String,
}

/// A kind of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A role of Trusted Twin that permits everything, and has users.
    PermitsEverything,
    /// Access that the file has ended.
    PastUntil,
    /// The same role twice in the same scope.
    Duplicate,
    /// A token that was not used for 90 days.
    UnusedToken,
    /// A user who never accepted the invitation.
    StaleInvitation,
    /// A person of no team, if the file has teams.
    NoTeam,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PermitsEverything => "permits everything",
            Self::PastUntil => "past its end",
            Self::Duplicate => "duplicate",
            Self::UnusedToken => "unused token",
            Self::StaleInvitation => "stale invitation",
            Self::NoTeam => "in no team",
        })
    }
}

impl Review {
    /// Returns how many have each role in each scope; the sum is the number of rows.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<(Service, Scope, String), usize> {
        let mut counts = BTreeMap::new();
        for row in &self.access {
            let key = (row.service, row.scope.clone(), row.role.clone());
            *counts.entry(key).or_default() += 1;
        }
        counts
    }
}
