//! The types of the file. Their documentation is that of its JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Until, Who};
use crate::located::{Located, OneOrMany};

/// Desired access to Gcore and Trusted Twin. A section that is absent is not managed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessFile {
    /// The JSON Schema of the file, for editors. It has no effect.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version of the format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: Located<u32>,
    /// People, by e-mail address. If any are listed, every other address in the file must be one of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<Located<String>, PersonEntry>,
    /// Teams, by name. `team:NAME` means the people of a team.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<Located<String>, Vec<Located<Who>>>,
    /// Role assignments of Gcore Cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gcore: Option<Gcore>,
    /// Members of Gcore's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iam: Option<Iam>,
    /// Roles and users of Trusted Twin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_twin: Option<TrustedTwin>,
    /// Statements about who may do what. `rolekit check` and each plan check them against the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assertions: Vec<Assertion>,
    /// Roles that nobody may hold together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub separate_duties: Vec<Located<SeparateDuties>>,
    /// Limits of a plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guards: Option<Located<Guards>>,
}

/// A person, whose key is the e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    /// Name of the person, for readers of the file. It has no effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether plans leave the access of this person unchanged, as for an emergency account. Defaults to false.
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
    /// Members, each in one group. People who are not members are invited.
    pub members: Managed<Member>,
}

/// Roles and users of Trusted Twin.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustedTwin {
    /// Roles, identified by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Managed<TwinRole>>,
    /// Users, identified by name, each with one role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Managed<TwinUser>>,
}

/// A list that the file manages.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Managed<T> {
    /// What happens to resources of the account that are not in the list. Defaults to `report`.
    #[serde(default)]
    pub unlisted: Located<Unlisted>,
    /// With `unlisted: revoke`, whether resources that this file did not create are removed too. Defaults to
    /// false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adopt: bool,
    /// With `unlisted: revoke`, whether the list may be empty, so that everything is removed. Defaults to false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_empty: bool,
    /// The entries.
    pub list: Vec<Located<T>>,
}

impl<T> Default for Managed<T> {
    fn default() -> Self {
        Self {
            unlisted: Located::default(),
            adopt: false,
            allow_empty: false,
            list: Vec::new(),
        }
    }
}

/// What happens to resources of the account that are not in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unlisted {
    /// A plan ignores them.
    Keep,
    /// A plan reports them and leaves them unchanged.
    #[default]
    Report,
    /// A plan removes those that this file created, and with `adopt` all of them.
    Revoke,
}

/// A role in a scope, for one or several people.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// E-mail addresses and teams that receive the role.
    pub to: OneOrMany<Located<Who>>,
    /// Name of the role.
    pub role: Located<String>,
    /// Names of the projects. By default the role is for the whole account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<OneOrMany<Located<String>>>,
    /// End of the grant. By default it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Reason for the entry. Plans and reviews show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether `role` may be a role that this version of the program does not know. Defaults to false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_unknown: bool,
}

/// Members of the account.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// E-mail addresses and teams of the members.
    pub who: OneOrMany<Located<Who>>,
    /// Name of their group.
    pub group: Located<String>,
    /// End of the membership. By default it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Reason for the entry. Plans and reviews show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether `group` may be a group that this version of the program does not know. Defaults to false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_unknown: bool,
}

/// A role of Trusted Twin, with either `allow` or `deny`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{"required": ["allow"]}, {"required": ["deny"]}]))]
pub struct TwinRole {
    /// Name of the role.
    pub name: Located<String>,
    /// The only actions that are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow: Option<Vec<Located<String>>>,
    /// The only actions that are denied. `[]` allows everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deny: Option<Vec<Located<String>>>,
    /// Rules in the rule language of Trusted Twin. By default the role has none.
    #[serde(default, skip_serializing_if = "Rules::is_empty")]
    pub rules: Rules,
    /// Reason for the entry. Plans and reviews show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether `allow` and `deny` may contain actions that this version of the program does not know. Defaults
    /// to false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_unknown: bool,
}

/// The rules of a role. A key that is absent means that the role has no such rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Rule that selects Twins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<Located<String>>,
    /// Rule that selects identities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Located<String>>,
    /// Rule that selects entries of a ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Located<String>>,
}

impl Rules {
    /// Returns whether the role has no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.twin.is_none() && self.identity.is_none() && self.entry.is_none()
    }
}

/// A user of Trusted Twin.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwinUser {
    /// Name of the user.
    pub name: Located<String>,
    /// E-mail address of the person who owns the user. Trusted Twin has no e-mail addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Located<String>>,
    /// Name of the user's role.
    pub role: Located<String>,
    /// End of the access, after which a plan deletes the user. By default it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// Reason for the entry. Plans and reviews show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A statement about what people may or may not do, with either `may` or `may_not`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{"required": ["may"]}, {"required": ["may_not"]}]))]
pub struct Assertion {
    /// E-mail address of a person, or a team, for each of its people.
    pub who: Located<Who>,
    /// Action of Trusted Twin that they must be allowed to do, or role of Gcore that they must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may: Option<Located<String>>,
    /// Action of Trusted Twin that they must not be allowed to do, or role of Gcore that they must not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_not: Option<Located<String>>,
    /// Name of the project that the role of Gcore is for. By default the role is for the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Located<String>>,
}

/// Roles that nobody may hold together, like `gcore:ClientAdministrator` and `trusted_twin:Auditor`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeparateDuties {
    /// At least two roles, each with its service: `gcore:`, `iam:` or `trusted_twin:`.
    #[schemars(length(min = 2), extend("uniqueItems" = true))]
    pub roles: Vec<Located<String>>,
    /// E-mail addresses and teams that are exempt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Located<Who>>,
}

/// Limits of a plan. Each has its own option of `rolekit apply` that overrides it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guards {
    /// Maximum share of a list that a plan may remove, in percent. It applies to lists of ten or more resources.
    /// Defaults to 30.
    #[serde(deserialize_with = "percent")]
    #[schemars(range(max = 100))]
    pub max_removed_percent: u8,
    /// Minimum number of account administrators of Gcore, and of members of the group Administrators, that must
    /// remain. Defaults to 2.
    pub min_administrators: usize,
    /// Maximum number of writes of a plan: its changes, and the API tokens that go with members. Defaults to 500.
    pub max_writes: usize,
    /// Roles that plans neither grant nor revoke nor change, each with its service, like
    /// `gcore:ClientAdministrator`. Defaults to none.
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

/// Here and not in a later check, so that the error has the location of the value.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let percent = u8::deserialize(deserializer)?;
    if percent > 100 {
        let message = format!("`max_removed_percent` must be at most 100, got {percent}");
        return Err(serde::de::Error::custom(message));
    }
    Ok(percent)
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}
