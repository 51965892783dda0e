//! Quotas: how much of each resource the account may have, and when it is warned.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};

use super::audit::Act;
use super::refusal::Refusal;
use super::request::{Answer, Call, empty, id, ok};
use super::state::{Item, State, integer, with};
use super::{App, GcoreServer};
use crate::document::Document;
use crate::lock;

pub(super) fn router() -> Router<Arc<App>> {
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

#[derive(Debug, Default)]
pub(super) struct Quotas {
    /// What was set, by region, or by none for what holds everywhere.
    set: BTreeMap<(Option<i64>, String), i64>,
    threshold: Option<Item>,
    pub(super) requests: BTreeMap<i64, Item>,
}

impl Quotas {
    /// Takes limits over, those of one region or those that hold everywhere.
    pub(super) fn grant(&mut self, region: Option<i64>, limits: &Item) {
        for (name, limit) in limits {
            if let (true, Some(limit)) = (name.ends_with("_limit"), integer(limit)) {
                self.set.insert((region, name.clone()), limit);
            }
        }
    }
}

impl State {
    /// One number of a quota.
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

    /// Whether there may be one more project.
    pub(super) fn project_quota(&self) -> Result<(), Refusal> {
        let (limit, usage) = (
            self.quota(None, "project_count_limit"),
            self.quota(None, "project_count_usage"),
        );
        if usage < limit {
            return Ok(());
        }
        Err(Refusal::quota("project_count_limit", limit, usage))
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

    /// Refuses another account's id.
    fn own_client(&self, text: &str) -> Result<i64, Refusal> {
        let client = id(text, "a client")?;
        if client == self.client {
            return Ok(client);
        }
        Err(Refusal::not_found("There is no such client."))
    }

    fn threshold(&self) -> Value {
        let defaults = json!({
            "client_id": self.client,
            "threshold": 80,
            "last_sending": null,
            "last_message": null,
        });
        let set = self.quotas.threshold.clone().unwrap_or_default();
        with(defaults, set).into()
    }
}

async fn get_all(Shared(app): Shared<Arc<App>>, _: Call) -> Answer {
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

async fn get_global(Shared(app): Shared<Arc<App>>, Path(client): Path<String>, _: Call) -> Answer {
    let state = lock(&app.state);
    state.own_client(&client)?;
    ok(&state.all_quotas(app.document, None))
}

async fn get_regional(
    Shared(app): Shared<Arc<App>>,
    Path((client, region)): Path<(String, String)>,
    _: Call,
) -> Answer {
    let region = id(&region, "a region")?;
    let state = lock(&app.state);
    state.own_client(&client)?;
    if !state.regions.contains_key(&region) {
        return Err(Refusal::not_found("There is no such region."));
    }
    ok(&state.all_quotas(app.document, Some(region)))
}

async fn get_threshold(
    Shared(app): Shared<Arc<App>>,
    Path(client): Path<String>,
    _: Call,
) -> Answer {
    let state = lock(&app.state);
    state.own_client(&client)?;
    ok(&state.threshold())
}

async fn put_threshold(
    Shared(app): Shared<Arc<App>>,
    Path(client): Path<String>,
    call: Call,
) -> Answer {
    let body = call.body(&app, "QuotaNotificationThresholdByClientIdHandler.put")?;
    let mut state = lock(&app.state);
    state.own_client(&client)?;
    let known = |(key, _): &(String, Value)| {
        ["threshold", "last_sending", "last_message"].contains(&key.as_str())
    };
    let threshold: Item = body.into_iter().filter(known).collect();
    let data = json!({ "threshold": threshold.get("threshold") });
    state.quotas.threshold = Some(threshold);
    state.record(
        &call.actor,
        Act::new("quota_limit_request", "update").data(data),
    );
    ok(&state.threshold())
}

async fn delete_threshold(
    Shared(app): Shared<Arc<App>>,
    Path(client): Path<String>,
    call: Call,
) -> Answer {
    let mut state = lock(&app.state);
    state.own_client(&client)?;
    if state.quotas.threshold.take().is_none() {
        return Err(Refusal::not_found("No threshold was set."));
    }
    let data = json!({ "threshold": null });
    state.record(
        &call.actor,
        Act::new("quota_limit_request", "delete").data(data),
    );
    empty(StatusCode::NO_CONTENT)
}

impl GcoreServer {
    /// Sets one number of a quota, such as `project_count_limit` or `vm_count_usage`: of a region,
    /// or of all together. What was not set is counted, where the sandbox has such things, or 0.
    pub fn set_quota(&self, region_id: Option<i64>, name: &str, value: i64) {
        let mut state = lock(&self.app.state);
        state.quotas.set.insert((region_id, name.to_owned()), value);
    }
}
