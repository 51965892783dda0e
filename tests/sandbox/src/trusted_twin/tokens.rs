//! User Tokens.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Map, Value, json};

use super::App;
use super::refusal::{Answer, Refusal};
use super::session::time;
use super::state::State;
use crate::{random, server};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/token", post(create_token))
        .route("/token/refresh", post(refresh_token))
}

#[derive(Clone)]
pub(super) struct Token {
    pub(super) user: String,
    options: Vec<String>,
    pub(super) validity_ts: Option<f64>,
    pub(super) secret_dict: Option<Value>,
}

// What is sealed in the token stays out.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("user", &self.user)
            .field("options", &self.options)
            .field("validity_ts", &self.validity_ts)
            .finish_non_exhaustive()
    }
}

impl Token {
    fn needs(&self, option: &str) -> Result<(), Refusal> {
        if self.options.iter().any(|own| own == option) {
            return Ok(());
        }
        Err(Refusal::forbidden(format!(
            "The User Token lacks the option {option}."
        )))
    }
}

impl State {
    /// Three parts with dots between, as the vendor's tokens are; there is nothing in them to read.
    fn keep_token(&mut self, token: Token) -> String {
        let part = |length| random::secret(length).replace(['+', '/'], "_");
        let text = format!("{}.{}.{}", part(36), part(120), part(43));
        self.tokens.insert(text.clone(), token);
        text
    }
}

/// What the options of a body are. The document lists those that there are.
fn options(body: &Map<String, Value>) -> Vec<String> {
    let given = body.get("options").and_then(Value::as_array);
    let texts = given.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

async fn create_token(Shared(app): Shared<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut state, caller) = app.identify(&headers)?;
    match &caller.token {
        Some(token) => token.needs("create")?,
        None => caller.may("create_user_token")?,
    }
    let body = app.optional_body("create_user_token", &body)?;
    let options = options(&body);
    if let Some(token) = &caller.token {
        for option in &options {
            token.needs(option)?;
        }
    }
    let validity_ts = time(&body, "validity_ts");
    let token = state.keep_token(Token {
        user: caller.user,
        options: options.clone(),
        validity_ts,
        secret_dict: body.get("secret_dict").cloned(),
    });
    let answer = json!({ "token": token, "options": options, "validity_ts": validity_ts });
    Ok(server::json(StatusCode::CREATED, &answer))
}

async fn refresh_token(Shared(app): Shared<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut state, caller) = app.identify(&headers)?;
    let token = caller
        .token
        .ok_or_else(|| Refusal::forbidden("Only a User Token can be refreshed."))?;
    token.needs("refresh")?;
    let body = app.body("refresh_user_token", &body)?;
    let validity_ts = time(&body, "validity_ts");
    let token = state.keep_token(Token {
        validity_ts,
        ..token
    });
    let answer = json!({ "token": token, "validity_ts": validity_ts });
    Ok(server::json(StatusCode::CREATED, &answer))
}
