//! Users.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::session::{AuthenticatedCaller, read_update};
use super::store::{TwinState, User};
use crate::random::uuid;
use crate::response;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route("/users", get(list_users).post(create_user))
        .route(
            "/users/{user}",
            get(get_user).patch(update_user).delete(delete_user),
        )
}

impl TwinState {
    /// Adds a user without a secret.
    pub(super) fn add_user(&mut self, role: &str) -> &mut User {
        let now = self.clock.now_seconds();
        let user = User {
            uuid: uuid(),
            role: role.to_owned(),
            name: None,
            description: None,
            activity: None,
            secret: None,
            created_ts: now,
            updated_ts: now,
        };
        self.users.entry(user.uuid.clone()).or_insert(user)
    }

    /// Removes a user with their secret, PINs and tokens.
    pub(super) fn remove_user(&mut self, user: &str) -> Option<User> {
        let user = self.users.remove(user)?;
        self.pins.retain(|_, pin| pin.user != user.uuid);
        self.tokens.retain(|_, token| token.user != user.uuid);
        Some(user)
    }

    /// Renders a user.
    pub(super) fn render_user(&self, user: &User) -> Value {
        let mut rendered = user.render_change();
        rendered.insert("uuid".into(), json!(user.uuid));
        rendered.insert("account".into(), json!(self.account));
        rendered.insert("created_ts".into(), json!(user.created_ts));
        rendered.insert("updated_ts".into(), json!(user.updated_ts));
        Value::Object(rendered)
    }

    /// Returns the role in a body. Fails if it does not exist or permits more than the caller's.
    fn read_role(
        &self,
        caller: &AuthenticatedCaller,
        body: &Map<String, Value>,
    ) -> Result<Option<String>, TwinError> {
        let Some(role) = body.get("role").and_then(Value::as_str) else {
            return Ok(None);
        };
        let found = self
            .roles
            .get(role)
            .ok_or_else(|| TwinError::not_found("Role not found."))?;
        caller.require_grantable(&found.statement)?;
        Ok(Some(role.to_owned()))
    }
}

pub(super) fn user_not_found() -> TwinError {
    TwinError::not_found("User not found.")
}

async fn list_users(Shared(app): Shared<Arc<TwinApp>>, headers: HeaderMap) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_users")?;
    let users: Map<_, _> = state
        .users
        .values()
        .map(|user| (user.uuid.clone(), user.render_summary()))
        .collect();
    response::ok(&json!({ "users": users }))
}

async fn create_user(
    Shared(app): Shared<Arc<TwinApp>>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, caller) = app.authorize(&headers, "create_user")?;
    let body = app.body("create_user", &body)?;
    // Required by the document.
    let role = state.read_role(&caller, &body)?.unwrap_or_default();
    let user = state.add_user(&role);
    user.name = body.get("name").cloned();
    user.description = read_update(&body, "description").flatten();
    user.activity = read_update(&body, "activity").flatten();
    let user = user.clone();
    response::created(&state.render_user(&user))
}

async fn get_user(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_user")?;
    let user = state.users.get(&user).ok_or_else(user_not_found)?;
    response::ok(&state.render_user(user))
}

async fn update_user(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, caller) = app.authorize(&headers, "update_user")?;
    let body = app.body("update_user", &body)?;
    let mut changed = state.users.get(&user).ok_or_else(user_not_found)?.clone();
    if let Some(role) = state.read_role(&caller, &body)? {
        changed.role = role;
    }
    if let Some(name) = body.get("name") {
        changed.name = Some(name.clone());
    }
    if let Some(description) = read_update(&body, "description") {
        changed.description = description;
    }
    if let Some(activity) = read_update(&body, "activity") {
        changed.activity = activity;
    }
    changed.updated_ts = state.clock.now_seconds();
    let rendered = Value::Object(changed.render_change());
    state.users.insert(user, changed);
    response::ok(&rendered)
}

async fn delete_user(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "delete_user")?;
    let user = state.remove_user(&user).ok_or_else(user_not_found)?;
    response::ok(&state.render_user(&user))
}
