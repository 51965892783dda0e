//! A client for the sandbox, and what the tests ask of its answers.
#![allow(dead_code, reason = "no test file uses all of it")]
#![allow(clippy::unwrap_used, reason = "a helper of tests")]

pub(crate) mod clock;

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use rolekit_sandbox::{GcoreServer, Sandbox, TrustedTwinServer};
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

pub(crate) fn gcore(api: &GcoreServer, method: Method, path: &str) -> RequestBuilder {
    client()
        .request(method, format!("{}{path}", api.base_url()))
        .header("authorization", format!("APIKey {}", api.api_key()))
}

pub(crate) fn twin(
    api: &TrustedTwinServer,
    secret: &str,
    method: Method,
    path: &str,
) -> RequestBuilder {
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

/// Somebody who calls the Trusted Twin side with a key.
pub(crate) struct As<'a>(pub(crate) &'a TrustedTwinServer, pub(crate) &'a str);

impl As<'_> {
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> (u16, Value) {
        let mut request = twin(self.0, self.1, method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        let (status, body) = send(request).await;
        (status.as_u16(), body)
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> (u16, Value) {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> (u16, Value) {
        self.call(Method::DELETE, path, None).await
    }
}

/// The subcode of a refusal that is whole.
pub(crate) fn subcode(body: &Value) -> &str {
    assert!(body["description"].is_string() && body["trace"].is_string());
    body["subcode"].as_str().unwrap()
}
