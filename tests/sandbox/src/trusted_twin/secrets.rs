//! User Secrets, and the PINs that create them.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::session::time;
use super::store::{Pin, TwinState, User, UserSecret};
use super::users::user_not_found;
use crate::secret::Secret;
use crate::{lock, random, response};

/// The lifetime of a PIN in seconds.
const PIN_LIFETIME: f64 = 600.0;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route(
            "/users/{user}/secrets",
            get(get_secret)
                .post(create_pin)
                .patch(update_secret)
                .delete(delete_secret),
        )
        .route("/secrets/{account}/{pin}", post(create_secret))
}

impl TwinState {
    /// Creates a user's secret, replacing the previous one.
    pub(super) fn replace_secret(
        &mut self,
        user: &str,
        validity_ts: Option<f64>,
    ) -> Option<UserSecret> {
        let now = self.clock.now_seconds();
        let secret = UserSecret {
            value: Secret::new(random::secret(64)),
            validity_ts,
            created_ts: now,
            updated_ts: now,
        };
        self.users.get_mut(user)?.secret = Some(secret.clone());
        Some(secret)
    }

    /// Renders a user's secret without its value.
    fn render_secret(&self, user: &User) -> Result<Value, TwinError> {
        let secret = user.secret.as_ref().ok_or_else(secret_not_found)?;
        let mut rendered = self.render_new(&user.uuid, secret);
        if let Value::Object(rendered) = &mut rendered {
            rendered.remove("secret");
            let value = secret.value.expose();
            let fingerprint = value.get(value.len().saturating_sub(4)..);
            rendered.insert("fingerprint".into(), json!(fingerprint));
        }
        Ok(rendered)
    }

    fn render_new(&self, user: &str, secret: &UserSecret) -> Value {
        json!({
            "account": self.account,
            "user": user,
            "secret": secret.value.expose(),
            "validity_ts": secret.validity_ts,
            "created_ts": secret.created_ts,
            "updated_ts": secret.updated_ts,
        })
    }

    fn user(&self, user: &str) -> Result<&User, TwinError> {
        self.users.get(user).ok_or_else(user_not_found)
    }
}

fn secret_not_found() -> TwinError {
    TwinError::not_found("The user has no secret.")
}

async fn create_pin(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "create_user_secret_pin")?;
    let body = app.optional_body("create_user_secret_pin", &body)?;
    state.user(&user)?;
    let now = state.clock.now_seconds();
    state.pins.retain(|_, pin| now < pin.end_ts);
    let mut pin = random::pin(6);
    while state.pins.contains_key(&pin) {
        pin = random::pin(6);
    }
    let stored = Pin {
        user,
        end_ts: now + PIN_LIFETIME,
        validity_ts: time(&body, "validity_ts"),
    };
    state.pins.insert(pin.clone(), stored);
    response::created(&json!({ "pin": pin }))
}

/// Needs no credential: the PIN is one.
async fn create_secret(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((account, pin)): Path<(String, String)>,
) -> TwinResult {
    let mut state = lock(&app.state);
    let pin_not_found = || TwinError::not_found("PIN not found or expired.");
    if account != state.account {
        return Err(pin_not_found());
    }
    let pin = state.pins.remove(&pin).ok_or_else(pin_not_found)?;
    if state.clock.peek_seconds() >= pin.end_ts {
        return Err(pin_not_found());
    }
    let secret = state
        .replace_secret(&pin.user, pin.validity_ts)
        .ok_or_else(user_not_found)?;
    response::created(&state.render_new(&pin.user, &secret))
}

async fn get_secret(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_user_secret")?;
    let rendered = state.render_secret(state.user(&user)?)?;
    response::ok(&rendered)
}

async fn update_secret(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "update_user_secret")?;
    let body = app.optional_body("update_user_secret", &body)?;
    let mut changed = state.user(&user)?.clone();
    let secret = changed.secret.as_mut().ok_or_else(secret_not_found)?;
    // Absent and null both mean that the secret never expires.
    secret.validity_ts = time(&body, "validity_ts");
    secret.updated_ts = state.clock.now_seconds();
    let rendered = state.render_secret(&changed)?;
    state.users.insert(user, changed);
    response::created(&rendered)
}

async fn delete_secret(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "delete_user_secret")?;
    let rendered = state.render_secret(state.user(&user)?)?;
    if let Some(user) = state.users.get_mut(&user) {
        user.secret = None;
    }
    response::ok(&rendered)
}
