//! Quotas and their notification threshold.

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
use super::store::{AuditEvent, CloudState, Item, merge};
use crate::document::Document;
use crate::lock;
use crate::response::{empty, ok};

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/cloud/v2/client_quotas", get(get_all))
        .route(
            "/cloud/v2/client_quotas/{client_id}/notification_threshold",
            get(get_threshold)
                .put(put_threshold)
                .delete(delete_threshold),
        )
        .route("/cloud/v2/global_quotas/{client_id}", get(get_global))
        .route(
            "/cloud/v2/regional_quotas/{client_id}/{region_id}",
            get(get_regional),
        )
}

impl CloudState {
    /// Returns one limit or usage value.
    fn quota(&self, region: Option<i64>, name: &str) -> i64 {
        let set = self.quotas.set.get(&(region, name.to_owned()));
        set.copied().unwrap_or_else(|| match (region, name) {
            (None, "project_count_usage") => {
                i64::try_from(self.live_projects().count()).unwrap_or(i64::MAX)
            }
            (None, "project_count_limit") => 1000,
            (None, "keypair_count_limit") => 100,
            _ => 0,
        })
    }

    /// Fails if the account may not have another project.
    pub(super) fn require_project_quota(&self) -> Result<(), CloudError> {
        let (limit, usage) = (
            self.quota(None, "project_count_limit"),
            self.quota(None, "project_count_usage"),
        );
        if usage < limit {
            return Ok(());
        }
        Err(CloudError::quota_exceeded(
            "project_count_limit",
            limit,
            usage,
        ))
    }

    fn all_quotas(&self, document: &Document, region: Option<i64>) -> Value {
        let schema = match region {
            None => "GlobalQuotasSerializer",
            Some(_) => "RegionalQuotasSerializer",
        };
        let fields = document.fields(schema).iter();
        let quotas: Item = fields
            .map(|name| {
                let value = match (name.as_str(), region) {
                    ("region_id", Some(region)) => region,
                    _ => self.quota(region, name),
                };
                (name.clone(), value.into())
            })
            .collect();
        quotas.into()
    }

    /// Fails for another account's id.
    fn require_own_client(&self, text: &str) -> Result<i64, CloudError> {
        let client = id(text, "a client")?;
        if client == self.client {
            return Ok(client);
        }
        Err(CloudError::not_found("Client not found."))
    }

    fn threshold(&self) -> Value {
        let defaults = json!({
            "client_id": self.client,
            "threshold": 80,
            "last_sending": null,
            "last_message": null,
        });
        let set = self.quotas.threshold.clone().unwrap_or_default();
        merge(defaults, set).into()
    }
}

async fn get_all(Shared(app): Shared<Arc<GcoreApp>>, _: AuthorizedRequest) -> CloudResult {
    let state = lock(&app.state);
    let regions = state.regions.keys();
    let regional: Vec<_> = regions
        .map(|region| state.all_quotas(app.document, Some(*region)))
        .collect();
    ok(&json!({
        "global_quotas": state.all_quotas(app.document, None),
        "regional_quotas": regional,
    }))
}

async fn get_global(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(client): Path<String>,
    _: AuthorizedRequest,
) -> CloudResult {
    let state = lock(&app.state);
    state.require_own_client(&client)?;
    ok(&state.all_quotas(app.document, None))
}

async fn get_regional(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path((client, region)): Path<(String, String)>,
    _: AuthorizedRequest,
) -> CloudResult {
    let region = id(&region, "a region")?;
    let state = lock(&app.state);
    state.require_own_client(&client)?;
    if !state.regions.contains_key(&region) {
        return Err(CloudError::not_found("Region not found."));
    }
    ok(&state.all_quotas(app.document, Some(region)))
}

async fn get_threshold(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(client): Path<String>,
    _: AuthorizedRequest,
) -> CloudResult {
    let state = lock(&app.state);
    state.require_own_client(&client)?;
    ok(&state.threshold())
}

async fn put_threshold(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(client): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let body = request.body(&app, "QuotaNotificationThresholdByClientIdHandler.put")?;
    let mut state = lock(&app.state);
    state.require_own_client(&client)?;
    let known = |(key, _): &(String, Value)| {
        ["threshold", "last_sending", "last_message"].contains(&key.as_str())
    };
    let threshold: Item = body.into_iter().filter(known).collect();
    let data = json!({ "threshold": threshold.get("threshold") });
    state.quotas.threshold = Some(threshold);
    state.record(
        &request.actor,
        AuditEvent::new("quota_limit_request", "update").data(data),
    );
    ok(&state.threshold())
}

async fn delete_threshold(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(client): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let mut state = lock(&app.state);
    state.require_own_client(&client)?;
    if state.quotas.threshold.take().is_none() {
        return Err(CloudError::not_found("The threshold is not set."));
    }
    let data = json!({ "threshold": null });
    state.record(
        &request.actor,
        AuditEvent::new("quota_limit_request", "delete").data(data),
    );
    empty(StatusCode::NO_CONTENT)
}

impl GcoreServer {
    /// Sets one limit or usage value, such as `project_count_limit` or `vm_count_usage`, of a
    /// region or globally. Values that are not set are counted where the sandbox has such
    /// resources, or else 0.
    pub fn set_quota(&self, region_id: Option<i64>, name: &str, value: i64) {
        let mut state = lock(&self.app.state);
        state.quotas.set.insert((region_id, name.to_owned()), value);
    }
}
