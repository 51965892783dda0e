//! Twins.

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
use super::session::change;
use super::state::State;
use crate::random::uuid;
use crate::server;

/// How many Twins a page has where it is not said.
const PAGE: usize = 100;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/twins", get(scan_twins).post(create_twin))
        .route(
            "/twins/{twin}",
            get(get_twin).patch(update_twin).delete(terminate_twin),
        )
}

#[derive(Debug, Clone)]
pub(super) struct Twin {
    pub(super) uuid: String,
    /// The UUID of the account that owns it.
    owner: String,
    description: Option<Value>,
    created_ts: f64,
    updated_ts: f64,
    terminated_ts: Option<f64>,
}

impl Twin {
    fn render(&self) -> Value {
        let mut answer = json!({
            "owner": self.owner,
            "status": if self.terminated_ts.is_some() { "terminated" } else { "alive" },
            "updated_ts": self.updated_ts,
            "creation_certificate": {
                "uuid": self.uuid,
                "created_ts": self.created_ts,
                "creator": self.owner,
            },
        });
        if let Value::Object(answer) = &mut answer {
            if let Some(description) = &self.description {
                answer.insert("description".into(), description.clone());
            }
            if let Some(terminated_ts) = self.terminated_ts {
                let certificate = json!({ "issuer": self.owner, "terminated_ts": terminated_ts });
                answer.insert("termination_certificate".into(), certificate);
            }
        }
        answer
    }
}

impl State {
    /// Adds a Twin of the account.
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

    /// A Twin, terminated or not.
    pub(super) fn twin(&self, twin: &str) -> Result<&Twin, Refusal> {
        let twin = self.twins.get(twin);
        twin.ok_or_else(|| Refusal::not_found("There is no such Twin."))
    }
}

async fn scan_twins(
    Shared(app): Shared<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let (state, _) = app.enter(&headers, "scan_twins")?;
    let query = Query::new(query.as_deref());
    if query.text("match").is_some() {
        return Err(Refusal::not_in_the_sandbox(
            "The sandbox cannot tell for which Twins a rule is true.",
        ));
    }
    let count = query.count("count", 1, usize::MAX)?.unwrap_or(PAGE);
    let details = query.boolean("details")?.unwrap_or(false);
    // The cursor is the last UUID of the page before.
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
    Ok(server::json(StatusCode::OK, &body))
}

async fn create_twin(Shared(app): Shared<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut state, _) = app.enter(&headers, "create_twin")?;
    let body = app.optional_body("create_twin", &body)?;
    let twin = state.add_twin(change(&body, "description").flatten());
    Ok(server::json(StatusCode::CREATED, &twin.render()))
}

async fn get_twin(
    Shared(app): Shared<Arc<App>>,
    Path(twin): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let (state, _) = app.enter(&headers, "get_twin")?;
    let show_terminated = Query::new(query.as_deref()).boolean("show_terminated")?;
    let twin = state.twin(&twin)?;
    if twin.terminated_ts.is_some() && show_terminated != Some(true) {
        return Err(Refusal::not_found("The Twin is terminated."));
    }
    Ok(server::json(StatusCode::OK, &twin.render()))
}

async fn update_twin(
    Shared(app): Shared<Arc<App>>,
    Path(twin): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let (mut state, _) = app.enter(&headers, "update_twin")?;
    let body = app.optional_body("update_twin", &body)?;
    let mut changed = state.twin(&twin)?.clone();
    if let Some(description) = change(&body, "description") {
        changed.description = description;
    }
    changed.updated_ts = state.clock.now_seconds();
    let answer = changed.render();
    state.twins.insert(twin, changed);
    Ok(server::json(StatusCode::OK, &answer))
}

async fn terminate_twin(
    Shared(app): Shared<Arc<App>>,
    Path(twin): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (mut state, _) = app.enter(&headers, "terminate_twin")?;
    let mut changed = state.twin(&twin)?.clone();
    if changed.terminated_ts.is_some() {
        return Err(Refusal::done_already("The Twin is terminated already."));
    }
    let now = state.clock.now_seconds();
    changed.terminated_ts = Some(now);
    changed.updated_ts = now;
    let answer = changed.render();
    state.twins.insert(twin, changed);
    Ok(server::json(StatusCode::OK, &answer))
}
