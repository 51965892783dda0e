//! Usage: requests counted by hour.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::routing::get;

use super::app::TwinApp;
use super::error::TwinResult;
use super::users::user_not_found;
use crate::response;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route("/usage", get(get_account_usage))
        .route("/usage/{user}", get(get_user_usage))
}

async fn get_account_usage(Shared(app): Shared<Arc<TwinApp>>, headers: HeaderMap) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_account_usage")?;
    let usage = state.usage.render(state.clock.peek_ms(), None);
    response::ok(&usage)
}

async fn get_user_usage(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_user_usage")?;
    if !state.users.contains_key(&user) {
        return Err(user_not_found());
    }
    let usage = state.usage.render(state.clock.peek_ms(), Some(&user));
    response::ok(&usage)
}
