//! The log, which clients read fragment by fragment.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State as Shared};
use axum::http::HeaderMap;
use axum::routing::get;
use serde_json::json;

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::query::QueryString;
use crate::response;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new().route("/log", get(get_log))
}

async fn get_log(
    Shared(app): Shared<Arc<TwinApp>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "get_log")?;
    let query = QueryString::new(query.as_deref());
    let (fragment, messages) = state
        .log
        .next_fragment(query.text("fragment"))
        .ok_or_else(|| TwinError::not_found("Fragment not found."))?;
    let body = json!({ "fragment": fragment, "messages": messages });
    response::ok(&body)
}
