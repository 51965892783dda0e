//! User Tokens.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::routing::post;
use serde_json::{Map, Value, json};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::session::time;
use super::store::{TwinState, UserToken};
use crate::{random, response};

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route("/token", post(create_token))
        .route("/token/refresh", post(refresh_token))
}

impl TwinState {
    /// Stores a token under a text of three parts separated by dots, like the vendor's tokens.
    pub(super) fn store_token(&mut self, token: UserToken) -> String {
        let part = |length| random::secret(length).replace(['+', '/'], "_");
        let text = format!("{}.{}.{}", part(36), part(120), part(43));
        self.tokens.insert(text.clone(), token);
        text
    }
}

/// Returns the options of a body, which the document validates.
fn options(body: &Map<String, Value>) -> Vec<String> {
    let list = body.get("options").and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

async fn create_token(
    Shared(app): Shared<Arc<TwinApp>>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, caller) = app.authenticate(&headers)?;
    match &caller.token {
        Some(token) => token.require_option("create")?,
        None => caller.require_permission("create_user_token")?,
    }
    let body = app.optional_body("create_user_token", &body)?;
    let options = options(&body);
    if let Some(token) = &caller.token {
        for option in &options {
            token.require_option(option)?;
        }
    }
    let validity_ts = time(&body, "validity_ts");
    let token = state.store_token(UserToken {
        user: caller.user,
        options: options.clone(),
        validity_ts,
        secret_dict: body.get("secret_dict").cloned(),
    });
    let rendered = json!({ "token": token, "options": options, "validity_ts": validity_ts });
    response::created(&rendered)
}

async fn refresh_token(
    Shared(app): Shared<Arc<TwinApp>>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, caller) = app.authenticate(&headers)?;
    let token = caller
        .token
        .ok_or_else(|| TwinError::forbidden("Only a User Token can be refreshed."))?;
    token.require_option("refresh")?;
    let body = app.body("refresh_user_token", &body)?;
    let validity_ts = time(&body, "validity_ts");
    let token = state.store_token(UserToken {
        validity_ts,
        ..token
    });
    let rendered = json!({ "token": token, "validity_ts": validity_ts });
    response::created(&rendered)
}
