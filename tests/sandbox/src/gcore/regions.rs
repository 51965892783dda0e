//! Regions, which somebody else makes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::request::{Answer, Call, Query, id, ok};
use super::state::{Item, State, item, values};
use super::{App, GcoreServer};
use crate::lock;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/cloud/v1/regions", get(list))
        .route("/cloud/v1/regions/{region_id}", get(get_one))
}

impl State {
    pub(super) fn seed_regions(&mut self) {
        for (id, name, country, zone) in [
            (10, "Luxembourg", "LU", "EMEA"),
            (20, "Singapore", "SG", "APAC"),
            (30, "Santa Clara", "US", "AMERICAS"),
        ] {
            self.add_region(id, name);
            if let Some(region) = self.regions.get_mut(&id) {
                region.insert("country".into(), country.into());
                region.insert("zone".into(), zone.into());
            }
        }
    }

    fn add_region(&mut self, id: i64, name: &str) {
        let now = self.now();
        let slug = name.to_lowercase().replace(' ', "-");
        let mut region = item(json!({
            "id": id,
            "display_name": name,
            "slug": format!("{slug}-1"),
            "keystone_name": format!("{name}-1"),
            "keystone_id": id,
            "state": "ACTIVE",
            "country": "LU",
            "zone": "EMEA",
            "coordinates": { "latitude": "49.61", "longitude": "6.13" },
            "access_level": "core",
            "endpoint_type": "public",
            "external_network_id": null,
            "vlan_physical_network": "vlan",
            "metrics_database_id": null,
            "ddos_endpoint_id": null,
            "available_volume_types": ["standard", "ssd_hiiops"],
            "file_share_types": ["standard"],
            "task_id": null,
            "created_on": now,
            "created_at": now,
        }));
        for (flag, has) in [
            ("has_ai", false),
            ("has_ai_gpu", false),
            ("has_baremetal", true),
            ("has_basic_vm", true),
            ("has_dbaas", true),
            ("has_ddos", true),
            ("has_k8s", true),
            ("has_kvm", true),
            ("has_sfs", true),
        ] {
            region.insert(flag.into(), has.into());
        }
        self.regions.insert(id, region);
        self.reserve_id(id);
    }
}

/// A region as a query wants to see it.
fn shown(region: &Item, query: &Query) -> Item {
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

async fn list(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    let query = call.query(&app, "RegionHandler.get")?;
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
        .map(|region| shown(region, &query))
        .collect();
    let mut found: Vec<_> = regions.iter().collect();
    query.sort(&mut found);
    ok(&query.page(&found))
}

async fn get_one(Shared(app): Shared<Arc<App>>, Path(text): Path<String>, call: Call) -> Answer {
    let id = id(&text, "a region")?;
    let query = call.query(&app, "RegionInstanceHandler.get")?;
    let state = lock(&app.state);
    let region = state.regions.get(&id);
    let region = region.ok_or_else(|| Refusal::not_found("There is no such region."))?;
    ok(&shown(region, &query).into())
}

impl GcoreServer {
    /// Adds a region and gives its id.
    pub fn add_region(&self, name: &str) -> i64 {
        let mut state = lock(&self.app.state);
        let id = state.next_id();
        state.add_region(id, name);
        id
    }

    /// Adds fields to what the API answers about a region, or replaces some of them. Nothing happens
    /// where there is no such region, or `fields` is not an object.
    pub fn set_region_fields(&self, id: i64, fields: Value) {
        if let (Some(region), Value::Object(fields)) =
            (lock(&self.app.state).regions.get_mut(&id), fields)
        {
            region.extend(fields);
        }
    }

    /// All regions, by id.
    #[must_use]
    pub fn regions(&self) -> Vec<Value> {
        values(&lock(&self.app.state).regions)
    }
}
