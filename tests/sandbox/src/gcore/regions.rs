//! Regions, which are read-only.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::Value;

use super::app::GcoreApp;
use super::error::{CloudError, CloudResult};
use super::request::{AuthorizedRequest, TypedQuery, id};
use super::server::GcoreServer;
use super::store::{Item, set_fields, values};
use crate::lock;
use crate::response::ok;
use crate::seed::RegionSeed;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/cloud/v1/regions", get(list))
        .route("/cloud/v1/regions/{region_id}", get(get_one))
}

/// Returns a region with the fields that the query requests.
fn render_region(region: &Item, query: &TypedQuery) -> Item {
    let mut region = region.clone();
    if query.flag("show_volume_types") != Some(true) {
        region.insert("available_volume_types".into(), Value::Null);
    }
    region
}

fn has_product(region: &Item, product: Option<&str>) -> bool {
    let flag = match product {
        None => return true,
        Some("inference") => "has_ai",
        Some(_) => "has_k8s",
    };
    region.get(flag) == Some(&Value::Bool(true))
}

async fn list(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "RegionHandler.get")?;
    let name = query.text("display_name").map(str::to_lowercase);
    let named = |region: &Item| {
        let own = region.get("display_name").and_then(Value::as_str);
        name.is_none() || own.map(str::to_lowercase) == name
    };
    let state = lock(&app.state);
    let regions: Vec<_> = state
        .regions
        .values()
        .filter(|region| named(region) && has_product(region, query.text("product")))
        .map(|region| render_region(region, &query))
        .collect();
    let mut found: Vec<_> = regions.iter().collect();
    query.sort(&mut found);
    ok(&query.page(&found))
}

async fn get_one(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "a region")?;
    let query = request.query(&app, "RegionInstanceHandler.get")?;
    let state = lock(&app.state);
    let region = state.regions.get(&id);
    let region = region.ok_or_else(|| CloudError::not_found("Region not found."))?;
    ok(&render_region(region, &query).into())
}

impl GcoreServer {
    /// Adds a region and returns its id.
    pub fn add_region(&self, name: &str) -> i64 {
        lock(&self.app.state).add_region(&RegionSeed {
            display_name: name.to_owned(),
            ..RegionSeed::default()
        })
    }

    /// Sets fields of a region. Does nothing if there is no such region or `fields` is not an
    /// object.
    pub fn set_region_fields(&self, id: i64, fields: Value) {
        let mut state = lock(&self.app.state);
        set_fields(state.regions.get_mut(&id), fields);
    }

    /// Returns all regions, ordered by id.
    #[must_use]
    pub fn regions(&self) -> Vec<Value> {
        values(&lock(&self.app.state).regions)
    }
}
