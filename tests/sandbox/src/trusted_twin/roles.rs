//! Roles.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::store::{RULES, Role, RuleKeys, Statement, TwinState};
use crate::random::uuid;
use crate::response;

/// The default name of a role.
pub(super) const DEFAULT_NAME: &str = "User Role Name";

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route("/roles", get(list_roles).post(create_role))
        .route(
            "/roles/{role}",
            get(get_role).patch(update_role).delete(delete_role),
        )
}

impl TwinState {
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

    /// Renders a role.
    pub(super) fn render(&self, role: &Role) -> Value {
        let mut rendered = json!({
            "uuid": role.uuid,
            "name": role.name,
            "account": self.account,
            "rules": role.rules.as_ref().map(|rules| self.spell_keys(rules)),
            "statement": role.statement,
            "created_ts": role.created_ts,
            "updated_ts": role.updated_ts,
        });
        if let Value::Object(rendered) = &mut rendered {
            rendered.extend(role.extra.clone());
        }
        rendered
    }

    /// Renders the list of roles.
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

    fn spell_keys(&self, rules: &Map<String, Value>) -> Map<String, Value> {
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

/// Reads rules in either spelling. Absent rules become null, unknown keys are kept.
pub(super) fn read_rules(fields: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut rules = Map::new();
    for (key, rule) in fields {
        let name = key.strip_suffix("_rule").unwrap_or(key);
        if !RULES.contains(&name) {
            rules.insert(key.clone(), rule.clone());
        } else if !(rule.is_null() || rule.is_string()) {
            return Err(format!("The rule {key} must be a string or null."));
        } else if rules.insert(name.to_owned(), rule.clone()).is_some() {
            return Err(format!("The rule {name} appears in both spellings."));
        }
    }
    for name in RULES {
        rules.entry(name).or_insert(Value::Null);
    }
    Ok(rules)
}

/// Reads the field of an update, if present. Null stands for the default of a new role.
fn statement(body: &Map<String, Value>) -> Result<Option<Statement>, TwinError> {
    match body.get("statement") {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(Statement::default())),
        Some(value) => serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|error| TwinError::invalid(format!("statement: {error}"))),
    }
}

fn name(body: &Map<String, Value>) -> Option<String> {
    let name = body.get("name")?;
    Some(name.as_str().unwrap_or(DEFAULT_NAME).to_owned())
}

type Rules = Option<Map<String, Value>>;

fn rules(body: &Map<String, Value>) -> Result<Option<Rules>, TwinError> {
    match body.get("rules") {
        None => Ok(None),
        Some(Value::Object(rules)) => read_rules(rules)
            .map(|rules| Some(Some(rules)))
            .map_err(TwinError::invalid),
        Some(_) => Ok(Some(None)),
    }
}

fn role_not_found() -> TwinError {
    TwinError::not_found("Role not found.")
}

async fn list_roles(Shared(app): Shared<Arc<TwinApp>>, headers: HeaderMap) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_user_roles")?;
    response::ok(&state.render_list())
}

async fn create_role(
    Shared(app): Shared<Arc<TwinApp>>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, caller) = app.authorize(&headers, "create_user_role")?;
    let body = app.body("create_user_role", &body)?;
    let statement = statement(&body)?.unwrap_or_default();
    let rules = rules(&body)?.flatten();
    caller.require_grantable(&statement)?;
    let name = name(&body).unwrap_or_else(|| DEFAULT_NAME.to_owned());
    let role = state.add_role(name, statement, rules);
    response::created(&state.render(&role))
}

async fn get_role(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(role): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_user_role")?;
    let role = state.roles.get(&role).ok_or_else(role_not_found)?;
    response::ok(&state.render(role))
}

async fn update_role(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(role): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, caller) = app.authorize(&headers, "update_user_role")?;
    let body = app.body("update_user_role", &body)?;
    let mut changed = state.roles.get(&role).ok_or_else(role_not_found)?.clone();
    if let Some(statement) = statement(&body)? {
        caller.require_grantable(&statement)?;
        changed.statement = statement;
    }
    if let Some(rules) = rules(&body)? {
        changed.rules = rules;
    }
    if let Some(name) = name(&body) {
        changed.name = name;
    }
    changed.updated_ts = state.clock.now_seconds();
    let rendered = response::json(StatusCode::CREATED, &state.render(&changed));
    state.roles.insert(role, changed);
    Ok(rendered)
}

async fn delete_role(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(role): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, caller) = app.authorize(&headers, "delete_user_role")?;
    if role == caller.role {
        return Err(TwinError::forbidden(
            "The caller's own role cannot be deleted.",
        ));
    }
    let role = state.roles.remove(&role).ok_or_else(role_not_found)?;
    response::ok(&state.render(&role))
}
