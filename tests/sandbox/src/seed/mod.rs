//! Seed documents: what a sandbox contains, as one typed value.
//!
//! The default data ([`Seed::default_data`]), the program's `--seed FILE`, `POST /__sandbox/seed`,
//! [`SandboxBuilder::seed`](crate::SandboxBuilder::seed), [`Sandbox::seed`](crate::Sandbox::seed) and
//! the methods of the handles that add an item all use the types of this module.
//!
//! A document is JSON or YAML. Every field is optional unless its description says otherwise; unknown
//! fields are errors. Items refer to each other by id. An item with the id of an existing one replaces
//! it; a user keeps their password, second factor and groups if the seed has none.
//!
//! ```
//! # use rolekit_sandbox::seed::Seed;
//! let seed = Seed::parse(r#"{
//!     "gcore": {
//!         "users": [{"id": 900, "name": "Edsger", "group": "Engineers", "password": "correct horse"}],
//!         "projects": [{"id": 300, "name": "web", "description": "The shop."}],
//!         "assignments": [{"user_id": 900, "role": "Observer", "project_id": 300}],
//!         "tokens": [{"user_id": 900, "name": "ci", "exp_date": "2030-01-01T00:00:00Z",
//!                     "last_usage": "2026-01-01T00:00:00Z"}]
//!     },
//!     "trusted_twin": {
//!         "roles": [{"uuid": "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "Reader",
//!                    "statement": {"effect": "allow", "actions": ["get_user_roles"]}}],
//!         "users": [{"role": "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "Barbara",
//!                    "description": {"team": "web"}, "secret": {}}]
//!     }
//! }"#)?;
//! assert_eq!(seed.gcore.users[0].name, "Edsger");
//!
//! let error = Seed::parse(r#"{"gcore": {"users": [{"nmae": "Edsger"}]}}"#).unwrap_err();
//! assert!(error.to_string().starts_with("line 1, column 28: gcore.users[0].nmae: unknown field"));
//! # Ok::<_, rolekit_sandbox::seed::InvalidSeed>(())
//! ```

mod check;
mod error;
mod format;
mod locate;
mod read;
mod timestamp;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use self::check::Checker;
pub use self::error::InvalidSeed;
pub use self::timestamp::Timestamp;
pub use crate::gcore_iam::Group;
pub use crate::secret::Secret;
use crate::trusted_twin::{Effect, Statement};

/// The data to add to a sandbox. The default is none.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// What to add to the Gcore server.
    pub gcore: GcoreSeed,
    /// What to add to the Trusted Twin server.
    pub trusted_twin: TrustedTwinSeed,
}

/// The data to add to the Gcore server.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GcoreSeed {
    /// Users of the Cloud API and IAM.
    pub users: Vec<UserSeed>,
    /// Projects.
    pub projects: Vec<ProjectSeed>,
    /// Regions.
    pub regions: Vec<RegionSeed>,
    /// Role assignments.
    pub assignments: Vec<AssignmentSeed>,
    /// SSH keys.
    pub ssh_keys: Vec<SshKeySeed>,
    /// API tokens.
    pub tokens: Vec<ApiTokenSeed>,
}

/// A user of the Cloud API and IAM.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserSeed {
    /// The id. Defaults to a free one.
    pub id: Option<i64>,
    /// The name. Defaults to an empty one.
    pub name: String,
    /// The email address. Defaults to `userID@example.com`.
    pub email: Option<String>,
    /// Whether the user is active. Defaults to true.
    pub activated: bool,
    /// Whether the user administers the account in the Cloud API. Defaults to false.
    pub is_admin: bool,
    /// The user's group in IAM, by id or name. Defaults to Administrators if `is_admin`, else Users.
    pub group: Option<Group>,
    /// The password for logins. Without one, no login succeeds.
    pub password: Option<Secret>,
    /// The code that logins require besides the password. Defaults to none.
    pub second_factor: Option<Secret>,
    /// The language. Defaults to `en`.
    pub lang: Option<String>,
    /// The phone number. Defaults to none.
    pub phone: Option<String>,
    /// The company. Defaults to an empty one.
    pub company: Option<String>,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProjectSeed {
    /// The id. Defaults to a free one.
    pub id: Option<i64>,
    /// The name, which is unique in the account. Defaults to `project-ID`.
    pub name: Option<String>,
    /// The description. Defaults to null.
    pub description: Option<String>,
    /// Whether this is the default project, which cannot be deleted. Defaults to false.
    pub is_default: bool,
    /// The state. Defaults to `ACTIVE`.
    pub state: Option<String>,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionSeed {
    /// The id. Defaults to a free one.
    pub id: Option<i64>,
    /// The name. Required.
    pub display_name: String,
    /// The country, as two letters. Defaults to `LU`.
    pub country: Option<String>,
    /// The zone. Defaults to `EMEA`.
    pub zone: Option<String>,
}

/// A role assignment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignmentSeed {
    /// The id. Defaults to a free one.
    pub id: Option<i64>,
    /// The user's id. Required.
    pub user_id: i64,
    /// The role, known to the vendor's document or not. Required.
    pub role: String,
    /// The project's id. Defaults to null: the whole account.
    pub project_id: Option<i64>,
}

/// An SSH key of a project.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SshKeySeed {
    /// The project's id. Required.
    pub project_id: i64,
    /// The name, 3 to 63 characters. Required.
    pub name: String,
    /// The public key. Defaults to a random one with the name as its comment.
    pub public_key: Option<String>,
}

/// An API token of IAM.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiTokenSeed {
    /// The id. Defaults to a free one.
    pub id: Option<i64>,
    /// What follows the id and `$` in the token's text. Defaults to a random one.
    pub secret: Option<Secret>,
    /// The owner's id. Required.
    pub user_id: i64,
    /// The name. Defaults to `Token ID`.
    pub name: Option<String>,
    /// The description. Defaults to none.
    pub description: Option<String>,
    /// The token's group, by id or name. Defaults to the owner's.
    pub group: Option<Group>,
    /// When the token was created. Defaults to now.
    pub created: Option<Timestamp>,
    /// When the token expires, in the past or the future. Defaults to never.
    pub exp_date: Option<Timestamp>,
    /// When the token was last used. Defaults to never.
    pub last_usage: Option<Timestamp>,
    /// Whether the token is deleted. Defaults to false.
    #[serde(default)]
    pub deleted: bool,
}

/// The data to add to the Trusted Twin server.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrustedTwinSeed {
    /// Roles.
    pub roles: Vec<RoleSeed>,
    /// Users.
    pub users: Vec<TwinUserSeed>,
    /// User Tokens.
    pub tokens: Vec<UserTokenSeed>,
}

/// A role of Trusted Twin.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoleSeed {
    /// The UUID. Defaults to a random one.
    pub uuid: Option<String>,
    /// The name. Defaults to the vendor's default name.
    pub name: Option<String>,
    /// The statement. Defaults to one that permits everything.
    #[serde(with = "StrictStatement")]
    pub statement: Statement,
    /// The rules. Defaults to null.
    pub rules: Option<RulesSeed>,
}

/// The rules of a role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RulesSeed {
    /// The rule for Twins. Defaults to null.
    pub twin: Option<String>,
    /// The rule for Entries. Defaults to null.
    pub entry: Option<String>,
    /// The rule for Identities. Defaults to null.
    pub identity: Option<String>,
}

/// [`Statement`] without unknown fields, which the API accepts.
#[derive(Deserialize)]
#[serde(remote = "Statement", deny_unknown_fields)]
struct StrictStatement {
    effect: Effect,
    #[serde(default)]
    actions: Option<Vec<String>>,
}

/// A user of Trusted Twin.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwinUserSeed {
    /// The UUID. Defaults to a random one.
    pub uuid: Option<String>,
    /// The UUID of the role. Required.
    pub role: String,
    /// The name. Defaults to null.
    pub name: Option<String>,
    /// The description. Defaults to none.
    pub description: Option<Map<String, Value>>,
    /// The Timeseries tables that record the user's actions, by name. Defaults to none.
    pub activity: Option<BTreeMap<String, ActivityTableSeed>>,
    /// The User Secret. Defaults to none; `{}` creates one.
    pub secret: Option<UserSecretSeed>,
}

/// A Timeseries table that records the actions of a Trusted Twin user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ActivityTableSeed {
    /// Templates for the values of the dimensions, by the name of the dimension.
    pub dimensions: BTreeMap<String, String>,
}

/// A User Secret of Trusted Twin.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserSecretSeed {
    /// The secret. Defaults to a random one.
    pub value: Option<Secret>,
    /// When the secret expires, in seconds since 1970. Defaults to never.
    pub validity_ts: Option<f64>,
}

/// A User Token of Trusted Twin. `Debug` omits the `secret_dict`.
#[derive(Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserTokenSeed {
    /// The token. Defaults to a random one.
    pub token: Option<Secret>,
    /// The UUID of the user. Required.
    pub user: String,
    /// What the token permits besides the user's role: `create`, `refresh` or both. Defaults to
    /// neither.
    #[serde(default)]
    pub options: Vec<String>,
    /// When the token expires, in seconds since 1970. Defaults to never.
    pub validity_ts: Option<f64>,
    /// The `secret_dict`. Defaults to none.
    pub secret_dict: Option<Map<String, Value>>,
}

impl fmt::Debug for UserTokenSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserTokenSeed")
            .field("token", &self.token)
            .field("user", &self.user)
            .field("options", &self.options)
            .field("validity_ts", &self.validity_ts)
            .finish_non_exhaustive()
    }
}

/// What was added to a sandbox, in the order of the seed, with generated ids and secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Seeded {
    /// What was added to the Gcore server.
    pub gcore: SeededGcore,
    /// What was added to the Trusted Twin server.
    pub trusted_twin: SeededTrustedTwin,
}

/// What was added to the Gcore server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct SeededGcore {
    /// The ids of the users.
    pub users: Vec<i64>,
    /// The ids of the projects.
    pub projects: Vec<i64>,
    /// The ids of the regions.
    pub regions: Vec<i64>,
    /// The ids of the role assignments.
    pub assignments: Vec<i64>,
    /// The ids of the SSH keys.
    pub ssh_keys: Vec<String>,
    /// The API tokens.
    pub tokens: Vec<SeededApiToken>,
}

/// An API token that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SeededApiToken {
    /// The id.
    pub id: i64,
    /// The text, which is sent as `Authorization: APIKey TEXT`.
    pub token: Secret,
}

/// What was added to the Trusted Twin server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct SeededTrustedTwin {
    /// The UUIDs of the roles.
    pub roles: Vec<String>,
    /// The users.
    pub users: Vec<SeededTwinUser>,
    /// The User Tokens.
    pub tokens: Vec<Secret>,
}

/// A user of Trusted Twin that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SeededTwinUser {
    /// The UUID.
    pub uuid: String,
    /// The User Secret, if the user has one.
    pub secret: Option<Secret>,
}

impl Default for UserSeed {
    fn default() -> Self {
        Self {
            id: None,
            name: String::new(),
            email: None,
            activated: true,
            is_admin: false,
            group: None,
            password: None,
            second_factor: None,
            lang: None,
            phone: None,
            company: None,
        }
    }
}

impl Seed {
    /// Returns the data with which a sandbox starts: on Gcore the users 777 and 778, the default
    /// project 100 with the SSH key `ada-laptop`, the project 200, and the regions 10, 20 and 30.
    #[must_use]
    pub fn default_data() -> Self {
        let user = |id, name: &str| UserSeed {
            id: Some(id),
            name: name.to_owned(),
            ..UserSeed::default()
        };
        let project = |id, name: &str, is_default| ProjectSeed {
            id: Some(id),
            name: Some(name.to_owned()),
            is_default,
            ..ProjectSeed::default()
        };
        let region = |id, name: &str, country: &str, zone: &str| RegionSeed {
            id: Some(id),
            display_name: name.to_owned(),
            country: Some(country.to_owned()),
            zone: Some(zone.to_owned()),
        };
        Self {
            gcore: GcoreSeed {
                users: vec![user(777, "Ada"), user(778, "Grace")],
                projects: vec![
                    project(100, "default", true),
                    project(200, "project-200", false),
                ],
                regions: vec![
                    region(10, "Luxembourg", "LU", "EMEA"),
                    region(20, "Singapore", "SG", "APAC"),
                    region(30, "Santa Clara", "US", "AMERICAS"),
                ],
                ssh_keys: vec![SshKeySeed {
                    project_id: 100,
                    name: "ada-laptop".to_owned(),
                    public_key: None,
                }],
                ..GcoreSeed::default()
            },
            trusted_twin: TrustedTwinSeed::default(),
        }
    }
}
