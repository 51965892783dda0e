//! The handle of the Trusted Twin server.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::app::TwinApp;
use super::caller::Caller;
use super::roles::{DEFAULT_NAME, read_rules};
use super::store::{RuleKeys, Statement};
use crate::endpoint::Endpoint;
use crate::lock;
use crate::seed::RoleSeed;

/// The Trusted Twin server of a [`Sandbox`](crate::Sandbox). Clones share it.
///
/// It dereferences to [`Endpoint`], which has the base URL, the recorded requests and the
/// connections.
#[derive(Debug, Clone)]
pub struct TrustedTwinServer {
    endpoint: Endpoint,
    app: Arc<TwinApp>,
}

impl Deref for TrustedTwinServer {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl TrustedTwinServer {
    pub(crate) fn new(endpoint: Endpoint, app: Arc<TwinApp>) -> Self {
        Self { endpoint, app }
    }

    /// Returns the administrator's User Secret. The administrator's role permits everything.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.app.administrator.secret
    }

    /// Returns the administrator.
    #[must_use]
    pub fn administrator(&self) -> &Caller {
        &self.app.administrator
    }

    /// Returns the UUID of the account.
    #[must_use]
    pub fn account(&self) -> String {
        lock(&self.app.state).account.clone()
    }

    /// Adds a user with a new role that has this statement.
    pub fn add_caller(&self, statement: Statement) -> Caller {
        let role = self.add_role("Caller", statement);
        self.add_user(&role)
    }

    /// Adds a user with a role, which need not exist, and a secret that does not expire.
    pub fn add_user(&self, role: &str) -> Caller {
        Caller::add(&mut lock(&self.app.state), role)
    }

    /// Returns all current users, as the API renders them.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        let users = state.users.values();
        users.map(|user| state.render_user(user)).collect()
    }

    /// Returns the current state of a user, as the API renders it.
    #[must_use]
    pub fn user(&self, uuid: &str) -> Option<Value> {
        let state = lock(&self.app.state);
        state.users.get(uuid).map(|user| state.render_user(user))
    }

    /// Removes a user, as another administrator would.
    pub fn remove_user(&self, uuid: &str) -> Option<Value> {
        let mut state = lock(&self.app.state);
        let user = state.remove_user(uuid)?;
        Some(state.render_user(&user))
    }

    /// Sets a user's role. Does nothing if there is no such user.
    pub fn set_user_role(&self, user: &str, role: &str) {
        if let Some(user) = lock(&self.app.state).users.get_mut(user) {
            role.clone_into(&mut user.role);
        }
    }

    /// Adds a role without rules and returns its UUID. Nothing is checked: the name may violate the
    /// pattern, the actions may be unknown.
    pub fn add_role(&self, name: &str, statement: Statement) -> String {
        lock(&self.app.state).seed_role(&RoleSeed {
            name: Some(name.to_owned()),
            statement,
            ..RoleSeed::default()
        })
    }

    /// Adds a role as JSON and returns its UUID. Missing fields get defaults, unknown fields are
    /// kept and returned. An invalid statement or invalid rules count as absent, and a value that
    /// is not an object counts as `{}`.
    pub fn add_role_json(&self, role: Value) -> String {
        let mut fields = match role {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        let text = |value: Option<Value>| Some(value?.as_str()?.to_owned());
        let statement = fields
            .remove("statement")
            .and_then(|statement| serde_json::from_value(statement).ok())
            .unwrap_or_default();
        let rules = fields
            .remove("rules")
            .and_then(|rules| read_rules(rules.as_object()?).ok());
        let name = text(fields.remove("name")).unwrap_or_else(|| DEFAULT_NAME.to_owned());
        let uuid = text(fields.remove("uuid"));
        let mut state = lock(&self.app.state);
        let mut role = state.add_role(name, statement, rules);
        state.roles.remove(&role.uuid);
        role.uuid = uuid.unwrap_or(role.uuid);
        role.extra = fields;
        let uuid = role.uuid.clone();
        state.roles.insert(uuid.clone(), role);
        uuid
    }

    /// Returns all current roles, as the API renders them.
    #[must_use]
    pub fn roles(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        state
            .roles
            .values()
            .map(|role| state.render(role))
            .collect()
    }

    /// Returns the current state of a role, as the API renders it.
    #[must_use]
    pub fn role(&self, uuid: &str) -> Option<Value> {
        let state = lock(&self.app.state);
        state.roles.get(uuid).map(|role| state.render(role))
    }

    /// Removes a role, as another administrator would.
    pub fn remove_role(&self, uuid: &str) -> Option<Value> {
        let mut state = lock(&self.app.state);
        let role = state.roles.remove(uuid)?;
        Some(state.render(&role))
    }

    /// Sets how responses spell the keys of `rules`.
    pub fn set_rule_keys(&self, keys: RuleKeys) {
        lock(&self.app.state).rule_keys = keys;
    }

    /// Returns the `secret_dict` of a User Token.
    #[must_use]
    pub fn secret_dict(&self, token: &str) -> Option<Value> {
        let state = lock(&self.app.state);
        state.tokens.get(token)?.secret_dict.clone()
    }

    /// Deletes the log's messages, so that a client that continues from a fragment finds a gap.
    pub fn truncate_log(&self) {
        lock(&self.app.state).log.truncate();
    }

    /// Adds a Twin without a description and returns its UUID.
    pub fn add_twin(&self) -> String {
        lock(&self.app.state).add_twin(None).uuid
    }

    /// Sets the status of a Batch. Returns false if there is no such Batch.
    pub fn set_batch_status(&self, batch: &str, status: &str) -> bool {
        let mut state = lock(&self.app.state);
        state.set_batch_status(batch, status).is_ok()
    }
}
