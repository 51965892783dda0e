//! A client for the sandbox, and what the tests ask of its answers.
#![allow(dead_code, reason = "no test file uses all of it")]
#![allow(clippy::unwrap_used, reason = "a helper of tests")]

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use rolekit_sandbox::{Gcore, Sandbox, TrustedTwin};
use serde_json::Value;

pub(crate) async fn start() -> Sandbox {
    Sandbox::start().await.unwrap()
}

/// Without a pool and without proxies, so that each request has its own connection to loopback.
pub(crate) fn client() -> Client {
    Client::builder()
        // Bodies as they come, also where another crate of the workspace turns decompression on.
        .no_gzip()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

pub(crate) fn gcore(api: &Gcore, method: Method, path: &str) -> RequestBuilder {
    client()
        .request(method, format!("{}{path}", api.base_url()))
        .header("authorization", format!("APIKey {}", api.api_key()))
}

pub(crate) fn twin(api: &TrustedTwin, secret: &str, method: Method, path: &str) -> RequestBuilder {
    client()
        .request(method, format!("{}{path}", api.base_url()))
        .header("authorization", secret)
}

pub(crate) async fn send(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (status, body)
}
