//! The current state: the access that the services report.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore::{AssignmentId, ClientId, ProjectId, TokenId, UserId};
use rolekit::trusted_twin::{self, RoleId, Statement};
use serde::{Deserialize, Serialize};

/// The access in the services that were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Access to Gcore Cloud, if it was read.
    pub gcore: Option<GcoreState>,
    /// Members of Gcore's account, if they were read.
    pub iam: Option<IamState>,
    /// Access to Trusted Twin, if it was read.
    pub trusted_twin: Option<TwinState>,
}

/// The access to Gcore Cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GcoreState {
    /// The account.
    pub account: ClientId,
    /// The user of the key.
    pub caller: UserId,
    /// The e-mail addresses of users, in lower case.
    pub users: BTreeMap<UserId, String>,
    /// The names of projects.
    pub projects: BTreeMap<ProjectId, String>,
    /// The role assignments.
    pub grants: BTreeMap<AssignmentId, GrantState>,
}

/// A role assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantState {
    /// The user who has the role.
    pub user: UserId,
    /// The role.
    pub role: String,
    /// The project. `None` for the account.
    pub project: Option<ProjectId>,
}

/// The members of Gcore's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IamState {
    /// The account.
    pub account: ClientId,
    /// The user of the key.
    pub caller: UserId,
    /// The members.
    pub members: BTreeMap<UserId, MemberState>,
    /// The API tokens of each user, if they were read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tokens: BTreeMap<UserId, BTreeSet<TokenState>>,
}

/// An API token of Gcore, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenState {
    /// The id.
    pub id: TokenId,
    /// The name.
    pub name: String,
}

/// A member of Gcore's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberState {
    /// The e-mail address in lower case.
    pub email: String,
    /// The groups.
    pub groups: BTreeSet<String>,
    /// Whether the invitation was accepted.
    pub activated: bool,
}

/// The access to Trusted Twin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TwinState {
    /// The user of the secret.
    pub caller: trusted_twin::UserId,
    /// The roles.
    pub roles: BTreeMap<RoleId, RoleState>,
    /// The users.
    pub users: BTreeMap<trusted_twin::UserId, TwinUserState>,
}

/// A role of Trusted Twin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleState {
    /// The name.
    pub name: String,
    /// The statement and the rules.
    #[serde(flatten)]
    pub body: RoleBody,
}

/// The statement and the rules of a role of Trusted Twin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleBody {
    /// The actions.
    pub statement: Statement,
    /// The rules.
    #[serde(default, skip_serializing_if = "RuleTexts::is_empty")]
    pub rules: RuleTexts,
}

impl RoleBody {
    /// Returns whether two roles permit the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.has_same_statement(other) && self.rules == other.rules
    }

    /// Returns whether this version understands all of the role, so that a file can describe it.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.statement.permitted().is_some()
            && self.statement.extra.is_empty()
            && self.rules.unknown.is_empty()
    }

    /// Returns whether the statements of two roles permit the same.
    #[must_use]
    pub fn has_same_statement(&self, other: &Self) -> bool {
        let normalised = |it: &Self| {
            it.statement
                .normalised()
                .unwrap_or_else(|| it.statement.clone())
        };
        normalised(self) == normalised(other)
    }
}

/// The rules of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTexts {
    /// Rule that selects Twins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// Rule that selects identities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Rule that selects entries of a ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Rules of kinds that this version does not know.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

impl RuleTexts {
    /// Returns whether the role has no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A user of Trusted Twin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwinUserState {
    /// The name. `None` for a user without one.
    pub name: Option<String>,
    /// The role. `None` for a user without one.
    pub role: Option<RoleId>,
}

impl TwinState {
    /// Returns the roles that have a name.
    pub fn roles_named<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a RoleId, &'a RoleState)> {
        self.roles.iter().filter(move |(_, role)| role.name == name)
    }

    /// Returns the users that have a name.
    pub fn users_named<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a trusted_twin::UserId, &'a TwinUserState)> {
        self.users
            .iter()
            .filter(move |(_, user)| user.name.as_deref() == Some(name))
    }
}
