//! Requests to change quota limits.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};

use super::app::GcoreApp;
use super::error::{CloudError, CloudResult};
use super::request::{AuthorizedRequest, id};
use super::server::GcoreServer;
use super::store::{Actor, AuditEvent, CloudState, Item, integer, item, values};
use crate::lock;
use crate::response::{empty, ok};

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/cloud/v2/limits_request", get(list).post(create))
        .route(
            "/cloud/v2/limits_request/{request_id}",
            get(get_one).delete(delete),
        )
}

/// Returns the requested limits of single regions.
fn regional_limits(limits: &Value) -> impl Iterator<Item = (Option<i64>, &Item)> {
    let list = limits.get("regional_limits").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|limits| (limits.get("region_id").and_then(integer), limits))
}

impl CloudState {
    fn record_request(&mut self, actor: &Actor, action: &'static str, id: i64, data: Value) {
        let event = AuditEvent::new("quota_limit_request", action)
            .data(data)
            .resource("quota_limit_request", id, None);
        self.record(actor, event);
    }

    fn set_status(&mut self, id: i64, status: &str) -> bool {
        let now = self.now();
        let Some(request) = self.quotas.requests.get_mut(&id) else {
            return false;
        };
        request.insert("status".into(), status.into());
        request.insert("updated_at".into(), now);
        let limits = request.get("requested_limits").cloned().unwrap_or_default();
        if status == "done" {
            if let Some(Value::Object(global)) = limits.get("global_limits") {
                self.quotas.apply(None, global);
            }
            for (region, limits) in regional_limits(&limits) {
                if region.is_some() {
                    self.quotas.apply(region, limits);
                }
            }
        }
        true
    }
}

fn request_not_found() -> CloudError {
    CloudError::not_found("Request not found.")
}

async fn list(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "CreateQuotaLimitsRequestViewSet.get")?;
    let state = lock(&app.state);
    let requests: Vec<_> = state
        .quotas
        .requests
        .values()
        .filter(|request| query.allows("request_ids", request.get("id")))
        .filter(|request| query.allows("status", request.get("status")))
        .filter(|request| query.within("created_from", "created_to", request.get("created_at")))
        .collect();
    ok(&query.page(&requests))
}

async fn create(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let body = request.body(&app, "CreateQuotaLimitsRequestViewSet.post")?;
    let get = |key: &str| body.get(key).cloned().unwrap_or_default();
    let (limits, description) = (get("requested_limits"), get("description"));
    let mut state = lock(&app.state);
    let is_known = |region: Option<i64>| region.is_none_or(|id| state.regions.contains_key(&id));
    if !regional_limits(&limits).all(|(region, _)| is_known(region)) {
        let message = "Region not found.";
        return Err(CloudError::invalid_field("requested_limits", message));
    }
    let id = state.next_id();
    let limit_request = item(json!({
        "id": id,
        "client_id": state.client,
        "description": description,
        "requested_limits": limits,
        "status": "in progress",
        "created_at": state.now(),
        "updated_at": null,
    }));
    state.quotas.requests.insert(id, limit_request);
    let data = json!({ "description": description });
    state.record_request(&request.actor, "create", id, data);
    empty(StatusCode::CREATED)
}

async fn get_one(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    _: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "a request")?;
    let state = lock(&app.state);
    let request = state.quotas.requests.get(&id).cloned();
    ok(&request.ok_or_else(request_not_found)?.into())
}

async fn delete(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "a request")?;
    let mut state = lock(&app.state);
    state
        .quotas
        .requests
        .remove(&id)
        .ok_or_else(request_not_found)?;
    state.record_request(&request.actor, "delete", id, json!({}));
    empty(StatusCode::NO_CONTENT)
}

impl GcoreServer {
    /// Returns the limit requests, ordered by id.
    #[must_use]
    pub fn limit_requests(&self) -> Vec<Value> {
        values(&lock(&self.app.state).quotas.requests)
    }

    /// Sets the status of a limit request, as the vendor would: `done` or `rejected`. With `done`
    /// the limits take effect. Returns false if there is no such request.
    pub fn set_limit_request_status(&self, id: i64, status: &str) -> bool {
        lock(&self.app.state).set_status(id, status)
    }
}
