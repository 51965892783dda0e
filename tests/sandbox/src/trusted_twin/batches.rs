//! Batches. They never run: a test sets their status.

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
use super::store::{Batch, TwinState};
use crate::random::uuid;
use crate::response;

/// The default page size.
const DEFAULT_PAGE_SIZE: usize = 100;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route("/batches", get(list_batches).post(create_batch))
        .route(
            "/batches/{batch}",
            get(get_batch).patch(update_batch).delete(delete_batch),
        )
}

impl TwinState {
    /// Sets the status of a Batch.
    pub(super) fn set_batch_status(
        &mut self,
        batch: &str,
        status: &str,
    ) -> Result<&Batch, TwinError> {
        let now = self.clock.now_seconds();
        let batch = self.batches.iter_mut().find(|known| known.uuid == batch);
        let batch = batch.ok_or_else(batch_not_found)?;
        status.clone_into(&mut batch.status);
        batch.updated_ts = now;
        Ok(batch)
    }

    fn batch(&self, batch: &str) -> Result<&Batch, TwinError> {
        let batch = self.batches.iter().find(|known| known.uuid == batch);
        batch.ok_or_else(batch_not_found)
    }
}

fn batch_not_found() -> TwinError {
    TwinError::not_found("Batch not found.")
}

async fn list_batches(
    Shared(app): Shared<Arc<TwinApp>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_batches")?;
    let query = QueryString::new(query.as_deref());
    let limit = query
        .count("limit", 1, usize::MAX)?
        .unwrap_or(DEFAULT_PAGE_SIZE);
    let is_in_range = query.range()?;
    let status = query.text("status");
    // The cursor is the last UUID of the previous page.
    let start = match query.text("cursor").filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => {
            let index = state.batches.iter().position(|batch| batch.uuid == cursor);
            1 + index.ok_or_else(|| TwinError::invalid("cursor: unknown cursor."))?
        }
    };
    let mut batches: Vec<_> = state
        .batches
        .iter()
        .skip(start)
        .filter(|batch| is_in_range(batch.created_ts))
        .filter(|batch| status.is_none_or(|status| batch.status == status))
        .take(limit.saturating_add(1))
        .collect();
    let more = batches.len() > limit;
    batches.truncate(limit);
    let next = batches.last().filter(|_| more).map(|batch| &batch.uuid);
    let listed: Vec<_> = batches.iter().map(|batch| batch.render_with_id()).collect();
    let body = json!({ "batches": listed, "cursor": next });
    response::ok(&body)
}

async fn create_batch(
    Shared(app): Shared<Arc<TwinApp>>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, caller) = app.authorize(&headers, "create_batch")?;
    let body = app.body("create_batch", &body)?;
    if let Some(operation) = body.get("operation").and_then(Value::as_str) {
        caller.require_permission(operation)?;
    }
    let now = state.clock.now_seconds();
    let batch = Batch {
        uuid: uuid(),
        status: "new".to_owned(),
        created_ts: now,
        updated_ts: now,
    };
    let rendered = batch.render_with_id();
    state.batches.push(batch);
    response::created(&rendered)
}

/// The response never has a download link, since no Batch runs.
async fn get_batch(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(batch): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (state, _) = app.authorize(&headers, "get_batch")?;
    response::ok(&state.batch(&batch)?.render())
}

async fn update_batch(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(batch): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "update_batch")?;
    let body = app.body("update_batch", &body)?;
    if body.get("status").and_then(Value::as_str) != Some("cancel") {
        return Err(TwinError::invalid("status: A Batch can only be cancelled."));
    }
    let ended = [
        "cancelled",
        "completed",
        "validation_failed",
        "hash_mismatch",
    ];
    if ended.contains(&state.batch(&batch)?.status.as_str()) {
        return Err(TwinError::already_done("The Batch has already ended."));
    }
    let changed = state.set_batch_status(&batch, "cancelled")?;
    response::ok(&changed.render())
}

async fn delete_batch(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(batch): Path<String>,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "delete_batch")?;
    let rendered = state.batch(&batch)?.render();
    state.batches.retain(|known| known.uuid != batch);
    response::ok(&rendered)
}
