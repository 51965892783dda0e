//! The types of the file. Their documentation is that of its JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Until, Who};
use crate::located::{Located, OneOrMany};

/// Desired access to Gcore and Trusted Twin. A section that is absent is not managed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessFile {
    /// The version of the format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: Located<u32>,
    /// People, by e-mail address. If any are listed, the file speaks of nobody else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<Located<String>, Person>,
    /// Teams, by name. `team:NAME` means the people of a team.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<Located<String>, Vec<Located<Who>>>,
    /// Gcore Cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gcore: Option<Gcore>,
    /// Gcore's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iam: Option<Iam>,
    /// Trusted Twin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_twin: Option<TrustedTwin>,
    /// What must hold, checked offline by `rolekit check` and before each plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assertions: Vec<Assertion>,
    /// Roles that nobody may hold together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub separate_duties: Vec<SeparateDuties>,
    /// The limits of a plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guards: Option<Guards>,
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name, for people who read the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether plans leave all access of this person as it is, like that of an emergency account.
    #[serde(default, skip_serializing_if = "is_false")]
    pub break_glass: bool,
}

/// The role assignments of Gcore Cloud.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gcore {
    /// Roles of people in projects or in the account.
    pub grants: Managed<Grant>,
}

/// Membership in Gcore's account.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Iam {
    /// Members, each in one group. Who is not a member is invited.
    pub members: Managed<Member>,
}

/// Roles and users of Trusted Twin.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustedTwin {
    /// Roles, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Managed<TwinRole>>,
    /// Users, by name, each with one role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Managed<TwinUser>>,
}

/// A list that the file manages.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Managed<T> {
    /// What happens to things that the list does not have.
    #[serde(default)]
    pub unlisted: Unlisted,
    /// With `unlisted: revoke`, whether also what was not made by this file is removed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adopt: bool,
    /// With `unlisted: revoke`, whether the list may be empty, so that everything is removed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_empty: bool,
    /// What is to be there.
    pub list: Vec<Located<T>>,
}

impl<T> Default for Managed<T> {
    fn default() -> Self {
        Self {
            unlisted: Unlisted::default(),
            adopt: false,
            allow_empty: false,
            list: Vec::new(),
        }
    }
}

/// What happens to things that a list does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unlisted {
    /// Nothing.
    Keep,
    /// A plan names them and leaves them.
    #[default]
    Report,
    /// A plan removes them: those that this file made, and with `adopt` all.
    Revoke,
}

/// A role in a scope, for one or several people.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Who has the role: e-mail addresses and teams.
    pub to: OneOrMany<Located<Who>>,
    /// The role.
    pub role: Located<String>,
    /// The names of projects. Without them the role is for the whole account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<OneOrMany<Located<String>>>,
    /// The end of the grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the role may be one that this version does not know.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_unknown: bool,
}

/// Members of the account.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// E-mail addresses and teams.
    pub who: OneOrMany<Located<Who>>,
    /// Their group.
    pub group: Located<String>,
    /// The end of the membership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the group may be one that this version does not know.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_unknown: bool,
}

/// A role of Trusted Twin: what it allows, or what it denies.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwinRole {
    /// The name.
    pub name: Located<String>,
    /// The only actions that are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow: Option<Vec<Located<String>>>,
    /// The only actions that are denied. `[]` allows everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deny: Option<Vec<Located<String>>>,
    /// Rules in the language of Trusted Twin.
    #[serde(default, skip_serializing_if = "Rules::is_empty")]
    pub rules: Rules,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether actions may be some that this version does not know.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_unknown: bool,
}

/// The rules of a role. One that is absent does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Which Twins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<Located<String>>,
    /// Which identities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Located<String>>,
    /// Which entries of a ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Located<String>>,
}

impl Rules {
    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.twin.is_none() && self.identity.is_none() && self.entry.is_none()
    }
}

/// A user of Trusted Twin.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwinUser {
    /// The name.
    pub name: Located<String>,
    /// The e-mail address of the person, because Trusted Twin has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Located<String>>,
    /// The name of the role.
    pub role: Located<String>,
    /// The end of the access: the user is deleted then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What people may do, or may not.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// Who: an e-mail address, or a team and so each of its people.
    pub who: Located<Who>,
    /// An action of Trusted Twin that they may do, or a role of Gcore that they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may: Option<Located<String>>,
    /// An action of Trusted Twin that they may not do, or a role of Gcore that they do not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_not: Option<Located<String>>,
    /// The project that the role of Gcore is for. Without it the role is for the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Located<String>>,
}

/// Roles that nobody may hold together, like `gcore:ClientAdministrator` and `trusted_twin:Auditor`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeparateDuties {
    /// At least two roles, each with its service: `gcore:`, `iam:` or `trusted_twin:`.
    pub roles: Vec<Located<String>>,
    /// People who may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Located<Who>>,
}

/// The limits of a plan. Each has an option of `rolekit apply` that lifts it alone.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guards {
    /// The share of things in a section that a plan may remove, in percent, if there are ten or more.
    #[schemars(range(max = 100))]
    pub max_removed_percent: u8,
    /// The number of account administrators of Gcore, and of members of the group Administrators, that must remain.
    pub min_administrators: usize,
    /// The number of writes of a plan.
    pub max_writes: usize,
    /// Roles that plans neither grant nor revoke nor change, with their service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub untouchable_roles: Vec<Located<String>>,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            max_removed_percent: 30,
            min_administrators: 2,
            max_writes: 500,
            untouchable_roles: Vec::new(),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}
