//! The Gcore Cloud API.

mod assignments;
mod audit;
mod projects;
mod quotas;
mod regions;
mod ssh_keys;
mod subscriptions;
mod tasks;

use rolekit_sandbox::GcoreServer;
use serde_json::Value;

use crate::client::get;

/// Returns the count of a page and one field of each of its results.
async fn page(api: &GcoreServer, path: &str, field: &str) -> (u64, Vec<Value>) {
    let (status, body) = get(api, path).await;
    assert_eq!(status, 200, "{path}: {body}");
    let results = body["results"].as_array().unwrap();
    let fields = results.iter().map(|item| item[field].clone()).collect();
    (body["count"].as_u64().unwrap(), fields)
}
