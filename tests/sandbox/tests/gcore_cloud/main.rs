//! The rest of the Gcore side over real HTTP: what an administrator needs besides role assignments.
#![allow(clippy::unwrap_used, reason = "a helper's failure is the test's")]

mod audit;
#[path = "../common/mod.rs"]
mod common;
mod projects;
mod quotas;
mod regions;
mod subscriptions;
mod tasks;

use common::{gcore, send};
use reqwest::Method;
use rolekit_sandbox::GcoreServer;
use serde_json::Value;

/// The status and the body, for a request without one.
async fn call(api: &GcoreServer, method: Method, path: &str) -> (u16, Value) {
    let (status, body) = send(gcore(api, method, path)).await;
    (status.as_u16(), body)
}

async fn get(api: &GcoreServer, path: &str) -> (u16, Value) {
    call(api, Method::GET, path).await
}

/// The status and the body, for a request with one.
async fn write(api: &GcoreServer, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let (status, body) = send(gcore(api, method, path).json(body)).await;
    (status.as_u16(), body)
}

/// The count of a page, and one field of each of its results.
async fn page(api: &GcoreServer, path: &str, field: &str) -> (u64, Vec<Value>) {
    let (status, body) = get(api, path).await;
    assert_eq!(status, 200, "{path}: {body}");
    let results = body["results"].as_array().unwrap();
    let fields = results.iter().map(|item| item[field].clone()).collect();
    (body["count"].as_u64().unwrap(), fields)
}

fn class(body: &Value) -> &str {
    assert!(body["message"].is_string() && body["request_id"].is_string());
    body["exception_class"].as_str().unwrap()
}
