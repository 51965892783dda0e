//! What the Trusted Twin side knows.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::permission::Statement;
use crate::random::{Clock, secret, uuid};

/// The name of a role that is made without one.
pub(super) const DEFAULT_NAME: &str = "User Role Name";

/// The rules that there are, under the names of the vendor's pages.
const RULES: [&str; 3] = ["twin", "entry", "identity"];

/// How answers spell the keys of `rules`; requests are read in either spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RuleKeys {
    /// `twin`, `entry`, `identity`: the vendor's pages.
    #[default]
    Short,
    /// `twin_rule`, `entry_rule`, `identity_rule`: the vendor's client packages.
    Suffixed,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) account: String,
    pub(super) users: BTreeMap<String, User>,
    pub(super) roles: BTreeMap<String, Role>,
    pub(super) rule_keys: RuleKeys,
    pub(super) clock: Clock,
}

pub(super) struct User {
    pub(super) uuid: String,
    pub(super) role: String,
    pub(super) secret: String,
}

// The secret stays out.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("uuid", &self.uuid)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) uuid: String,
    pub(super) name: String,
    /// Keyed by the short names; other keys are kept as they came.
    pub(super) rules: Option<Map<String, Value>>,
    pub(super) statement: Statement,
    pub(super) created_ts: f64,
    pub(super) updated_ts: f64,
    /// Fields that the document does not know, put there by a test.
    pub(super) extra: Map<String, Value>,
}

impl State {
    pub(super) fn empty() -> Self {
        Self {
            account: uuid(),
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            rule_keys: RuleKeys::default(),
            clock: Clock::default(),
        }
    }

    pub(super) fn add_role(
        &mut self,
        name: String,
        statement: Statement,
        rules: Option<Map<String, Value>>,
    ) -> Role {
        let now = self.clock.now_seconds();
        let role = Role {
            uuid: uuid(),
            name,
            rules,
            statement,
            created_ts: now,
            updated_ts: now,
            extra: Map::new(),
        };
        self.roles.insert(role.uuid.clone(), role.clone());
        role
    }

    /// Adds a user and gives their UUID and secret.
    pub(super) fn add_user(&mut self, role: &str) -> (String, String) {
        let user = User {
            uuid: uuid(),
            role: role.to_owned(),
            secret: secret(64),
        };
        let ids = (user.uuid.clone(), user.secret.clone());
        self.users.insert(user.uuid.clone(), user);
        ids
    }

    pub(super) fn user_with_secret(&self, secret: &[u8]) -> Option<&User> {
        self.users
            .values()
            .find(|user| user.secret.as_bytes() == secret)
    }

    /// A role as the API answers it.
    pub(super) fn render(&self, role: &Role) -> Value {
        let mut answer = json!({
            "uuid": role.uuid,
            "name": role.name,
            "account": self.account,
            "rules": role.rules.as_ref().map(|rules| self.spell(rules)),
            "statement": role.statement,
            "created_ts": role.created_ts,
            "updated_ts": role.updated_ts,
        });
        if let Value::Object(answer) = &mut answer {
            answer.extend(role.extra.clone());
        }
        answer
    }

    /// All roles as the API lists them.
    pub(super) fn render_list(&self) -> Value {
        let roles: Map<_, _> = self
            .roles
            .values()
            .map(|role| {
                let summary = json!({
                    "name": role.name,
                    "created_ts": role.created_ts,
                    "updated_ts": role.updated_ts,
                });
                (role.uuid.clone(), summary)
            })
            .collect();
        json!({ "roles": roles })
    }

    fn spell(&self, rules: &Map<String, Value>) -> Map<String, Value> {
        match self.rule_keys {
            RuleKeys::Short => rules.clone(),
            RuleKeys::Suffixed => rules
                .iter()
                .map(|(key, rule)| {
                    let key = match RULES.contains(&key.as_str()) {
                        true => format!("{key}_rule"),
                        false => key.clone(),
                    };
                    (key, rule.clone())
                })
                .collect(),
        }
    }
}

/// Reads rules in either spelling. A rule that is left out is null, an unknown key is kept.
pub(super) fn read_rules(given: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut rules = Map::new();
    for (key, rule) in given {
        let name = key.strip_suffix("_rule").unwrap_or(key);
        if !RULES.contains(&name) {
            rules.insert(key.clone(), rule.clone());
        } else if !(rule.is_null() || rule.is_string()) {
            return Err(format!("The rule {key} is neither text nor null."));
        } else if rules.insert(name.to_owned(), rule.clone()).is_some() {
            return Err(format!("The rule {name} is given in both spellings."));
        }
    }
    for name in RULES {
        rules.entry(name).or_insert(Value::Null);
    }
    Ok(rules)
}
