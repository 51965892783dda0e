//! Twins.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::HeaderMap;
use axum::routing::get;
use serde_json::{Value, json};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::query::QueryString;
use super::session::read_update;
use super::store::{Twin, TwinState};
use crate::random::uuid;
use crate::response;

/// The default page size.
const DEFAULT_PAGE_SIZE: usize = 100;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route("/twins", get(scan_twins).post(create_twin))
        .route(
            "/twins/{twin}",
            get(get_twin).patch(update_twin).delete(terminate_twin),
        )
}

impl TwinState {
    /// Adds a Twin to the account.
    pub(super) fn add_twin(&mut self, description: Option<Value>) -> Twin {
        let now = self.clock.now_seconds();
        let twin = Twin {
            uuid: uuid(),
            owner: self.account.clone(),
            description,
            created_ts: now,
            updated_ts: now,
            terminated_ts: None,
        };
        self.twins.insert(twin.uuid.clone(), twin.clone());
        twin
    }

    /// Returns a Twin, terminated or not.
    pub(super) fn twin(&self, twin: &str) -> Result<&Twin, TwinError> {
        let twin = self.twins.get(twin);
        twin.ok_or_else(|| TwinError::not_found("Twin not found."))
    }
}

async fn scan_twins(
    Shared(app): Shared<Arc<TwinApp>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "scan_twins")?;
    let query = QueryString::new(query.as_deref());
    if query.text("match").is_some() {
        return Err(TwinError::unsupported(
            "The sandbox does not evaluate rules.",
        ));
    }
    let count = query
        .count("count", 1, usize::MAX)?
        .unwrap_or(DEFAULT_PAGE_SIZE);
    let details = query.boolean("details")?.unwrap_or(false);
    // The cursor is the last UUID of the previous page.
    let cursor = query.text("cursor").unwrap_or_default();
    let mut twins: Vec<_> = state
        .twins
        .values()
        .filter(|twin| twin.terminated_ts.is_none() && twin.uuid.as_str() > cursor)
        .take(count.saturating_add(1))
        .collect();
    let more = twins.len() > count;
    twins.truncate(count);
    let next = twins.last().filter(|_| more).map(|twin| twin.uuid.as_str());
    let twins: Vec<_> = twins
        .iter()
        .map(|twin| {
            if details {
                twin.render()
            } else {
                json!(twin.uuid)
            }
        })
        .collect();
    let body = json!({ "cursor": next.unwrap_or_default(), "twins": twins });
    response::ok(&body)
}

async fn create_twin(
    Shared(app): Shared<Arc<TwinApp>>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "create_twin")?;
    let body = app.optional_body("create_twin", &body)?;
    let twin = state.add_twin(read_update(&body, "description").flatten());
    response::created(&twin.render())
}

async fn get_twin(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(twin): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_twin")?;
    let show_terminated = QueryString::new(query.as_deref()).boolean("show_terminated")?;
    let twin = state.twin(&twin)?;
    if twin.terminated_ts.is_some() && show_terminated != Some(true) {
        return Err(TwinError::not_found("The Twin is terminated."));
    }
    response::ok(&twin.render())
}

async fn update_twin(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(twin): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "update_twin")?;
    let body = app.optional_body("update_twin", &body)?;
    let mut changed = state.twin(&twin)?.clone();
    if let Some(description) = read_update(&body, "description") {
        changed.description = description;
    }
    changed.updated_ts = state.clock.now_seconds();
    let rendered = changed.render();
    state.twins.insert(twin, changed);
    response::ok(&rendered)
}

async fn terminate_twin(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(twin): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "terminate_twin")?;
    let mut changed = state.twin(&twin)?.clone();
    if changed.terminated_ts.is_some() {
        return Err(TwinError::already_done("The Twin is already terminated."));
    }
    let now = state.clock.now_seconds();
    changed.terminated_ts = Some(now);
    changed.updated_ts = now;
    let rendered = changed.render();
    state.twins.insert(twin, changed);
    response::ok(&rendered)
}
