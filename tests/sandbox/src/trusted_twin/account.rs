//! The account, `whoami` and `trace`.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::app::TwinApp;
use super::error::TwinResult;
use super::session::read_update;
use super::store::TwinState;
use crate::response;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route("/account", get(get_account).patch(update_account))
        .route("/whoami", get(who_am_i))
        .route("/trace", post(trace))
}

impl TwinState {
    fn render_account(&self) -> Value {
        let mut rendered = json!({
            "uuid": self.account,
            "created_ts": self.account_created_ts,
            "updated_ts": self.account_updated_ts,
        });
        if let (Value::Object(rendered), Some(log)) = (&mut rendered, &self.resource_access_log) {
            rendered.insert("resource_access_log".into(), log.clone());
        }
        rendered
    }
}

async fn get_account(Shared(app): Shared<Arc<TwinApp>>, headers: HeaderMap) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_account")?;
    response::ok(&state.render_account())
}

async fn update_account(
    Shared(app): Shared<Arc<TwinApp>>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "update_account")?;
    let body = app.body("update_account", &body)?;
    if let Some(log) = read_update(&body, "resource_access_log") {
        state.resource_access_log = log;
    }
    state.account_updated_ts = state.clock.now_seconds();
    response::ok(&state.render_account())
}

async fn who_am_i(Shared(app): Shared<Arc<TwinApp>>, headers: HeaderMap) -> TwinResult {
    // `whoami` needs no permission.
    let (state, caller) = app.authenticate(&headers)?;
    let body = json!({ "account": state.account, "user": caller.user, "role": caller.role });
    response::ok(&body)
}

async fn trace(Shared(app): Shared<Arc<TwinApp>>, headers: HeaderMap) -> TwinResult {
    let _ = app.authorize(&headers, "trace")?;
    response::created(&json!({}))
}
