//! The access review: who may do what, since when, and findings.

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

/// An access review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Time at which the review was made.
    pub made_at: DateTime<Utc>,
    /// The services that were not read for lack of credentials.
    #[serde(default)]
    pub unread: Vec<Service>,
    /// Roles and memberships, one row each.
    pub access: Vec<AccessRow>,
    /// API tokens, without their secrets.
    pub tokens: Vec<Token>,
    /// Findings about the access and the tokens.
    pub findings: Vec<ReviewFinding>,
}

/// A role or a membership.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccessRow {
    /// The service.
    pub service: Service,
    /// The e-mail address, or the name of the user of Trusted Twin.
    pub who: String,
    /// The role or the group.
    pub role: String,
    /// The scope of the role.
    pub scope: Scope,
    /// Time of the grant, if the service reports it.
    pub since: Option<String>,
    /// Who granted the role, if the service reports it.
    pub granted_by: Option<String>,
    /// Time of the user's last successful login.
    pub last_login: Option<String>,
    /// The end given in the file.
    pub until: Option<String>,
    /// The reason given in the file.
    pub reason: Option<String>,
    /// The e-mail address of the person who owns the user of Trusted Twin, given in the file.
    #[serde(default)]
    pub person: Option<String>,
    /// The teams of the person.
    pub teams: Vec<String>,
}

/// The scope of a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole account.
    Account,
    /// A project.
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
    /// The owner of the token.
    pub who: String,
    /// The id.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Time of creation.
    pub created: String,
    /// Time of expiry.
    pub expires: Option<String>,
    /// Time of the last use.
    pub last_used: Option<String>,
}

/// A finding of a review.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReviewFinding {
    /// The kind of finding.
    pub kind: ReviewFindingKind,
    /// The service.
    pub service: Service,
    /// The person, user or role that the finding is about.
    pub subject: String,
    /// Description of the finding.
    pub detail: String,
}

/// A kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewFindingKind {
    /// A role of Trusted Twin that permits everything, and has users.
    PermitsEverything,
    /// Access whose end in the file has passed.
    PastUntil,
    /// The same role twice in the same scope.
    Duplicate,
    /// A token that was not used for 90 days.
    UnusedToken,
    /// A user who has not accepted the invitation. The service does not report when it was sent.
    OpenInvitation,
    /// A person of no team, if the file has teams.
    NoTeam,
}

impl fmt::Display for ReviewFindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PermitsEverything => "permits everything",
            Self::PastUntil => "past its end",
            Self::Duplicate => "duplicate",
            Self::UnusedToken => "unused token",
            Self::OpenInvitation => "open invitation",
            Self::NoTeam => "in no team",
        })
    }
}

impl Review {
    /// Returns the number of rows for each role in each scope.
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
