//! Batches. Nothing carries them out: a test says how far one has come.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use serde_json::{Value, json};

use super::App;
use super::query::Query;
use super::refusal::{Answer, Refusal};
use super::state::State;
use crate::random::uuid;
use crate::server;

/// How many Batches a page has where it is not said.
const PAGE: usize = 100;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/batches", get(list_batches).post(create_batch))
        .route(
            "/batches/{batch}",
            get(get_batch).patch(update_batch).delete(delete_batch),
        )
}

#[derive(Debug)]
pub(super) struct Batch {
    pub(super) uuid: String,
    status: String,
    created_ts: f64,
    updated_ts: f64,
}

impl Batch {
    fn render(&self) -> Value {
        json!({
            "status": self.status,
            "created_ts": self.created_ts,
            "updated_ts": self.updated_ts,
        })
    }

    fn render_with_id(&self) -> Value {
        let mut answer = self.render();
        if let Value::Object(answer) = &mut answer {
            answer.insert("batch".into(), json!(self.uuid));
        }
        answer
    }
}

impl State {
    /// Says how far a Batch has come.
    pub(super) fn set_batch_status(
        &mut self,
        batch: &str,
        status: &str,
    ) -> Result<&Batch, Refusal> {
        let now = self.clock.now_seconds();
        let batch = self.batches.iter_mut().find(|known| known.uuid == batch);
        let batch = batch.ok_or_else(no_batch)?;
        status.clone_into(&mut batch.status);
        batch.updated_ts = now;
        Ok(batch)
    }

    fn batch(&self, batch: &str) -> Result<&Batch, Refusal> {
        let batch = self.batches.iter().find(|known| known.uuid == batch);
        batch.ok_or_else(no_batch)
    }
}

fn no_batch() -> Refusal {
    Refusal::not_found("There is no such Batch.")
}

async fn list_batches(
    Shared(app): Shared<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let (state, _) = app.enter(&headers, "get_batches")?;
    let query = Query::new(query.as_deref());
    let limit = query.count("limit", 1, usize::MAX)?.unwrap_or(PAGE);
    let within = query.range()?;
    let status = query.text("status");
    // The cursor is the last UUID of the page before.
    let start = match query.text("cursor").filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => {
            let place = state.batches.iter().position(|batch| batch.uuid == cursor);
            1 + place.ok_or_else(|| Refusal::invalid("cursor: There is no such cursor."))?
        }
    };
    let mut batches: Vec<_> = state
        .batches
        .iter()
        .skip(start)
        .filter(|batch| within(batch.created_ts))
        .filter(|batch| status.is_none_or(|status| batch.status == status))
        .take(limit.saturating_add(1))
        .collect();
    let more = batches.len() > limit;
    batches.truncate(limit);
    let next = batches.last().filter(|_| more).map(|batch| &batch.uuid);
    let listed: Vec<_> = batches.iter().map(|batch| batch.render_with_id()).collect();
    let body = json!({ "batches": listed, "cursor": next });
    Ok(server::json(StatusCode::OK, &body))
}

async fn create_batch(Shared(app): Shared<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut state, caller) = app.enter(&headers, "create_batch")?;
    let body = app.body("create_batch", &body)?;
    if let Some(operation) = body.get("operation").and_then(Value::as_str) {
        caller.may(operation)?;
    }
    let now = state.clock.now_seconds();
    let batch = Batch {
        uuid: uuid(),
        status: "new".to_owned(),
        created_ts: now,
        updated_ts: now,
    };
    let answer = batch.render_with_id();
    state.batches.push(batch);
    Ok(server::json(StatusCode::CREATED, &answer))
}

/// There is never anything to download: nothing was carried out.
async fn get_batch(
    Shared(app): Shared<Arc<App>>,
    Path(batch): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (state, _) = app.enter(&headers, "get_batch")?;
    Ok(server::json(StatusCode::OK, &state.batch(&batch)?.render()))
}

async fn update_batch(
    Shared(app): Shared<Arc<App>>,
    Path(batch): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let (mut state, _) = app.enter(&headers, "update_batch")?;
    let body = app.body("update_batch", &body)?;
    if body.get("status").and_then(Value::as_str) != Some("cancel") {
        return Err(Refusal::invalid("status: A Batch can only be cancelled."));
    }
    let ended = [
        "cancelled",
        "completed",
        "validation_failed",
        "hash_mismatch",
    ];
    if ended.contains(&state.batch(&batch)?.status.as_str()) {
        return Err(Refusal::done_already("The Batch has ended already."));
    }
    let changed = state.set_batch_status(&batch, "cancelled")?;
    Ok(server::json(StatusCode::OK, &changed.render()))
}

async fn delete_batch(
    Shared(app): Shared<Arc<App>>,
    Path(batch): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (mut state, _) = app.enter(&headers, "delete_batch")?;
    let answer = state.batch(&batch)?.render();
    state.batches.retain(|known| known.uuid != batch);
    Ok(server::json(StatusCode::OK, &answer))
}
