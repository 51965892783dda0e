//! An HTTP client for the sandbox, and what the tests read of its responses.

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use rolekit_sandbox::{GcoreServer, Sandbox, TrustedTwinServer};
use serde_json::Value;

pub(crate) async fn start() -> Sandbox {
    Sandbox::start().await.unwrap()
}

/// Returns a client without a connection pool, so that each request has its own connection.
pub(crate) fn client() -> Client {
    Client::builder()
        // Another crate of the workspace may turn decompression on.
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
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (status, body)
}

/// Sends a request without a body to the Gcore server.
pub(crate) async fn call(server: &GcoreServer, method: Method, path: &str) -> (u16, Value) {
    let (status, body) = send(gcore(server, method, path)).await;
    (status.as_u16(), body)
}

pub(crate) async fn get(server: &GcoreServer, path: &str) -> (u16, Value) {
    call(server, Method::GET, path).await
}

/// Sends a request with a JSON body to the Gcore server.
pub(crate) async fn write(
    server: &GcoreServer,
    method: Method,
    path: &str,
    body: &Value,
) -> (u16, Value) {
    let (status, body) = send(gcore(server, method, path).json(body)).await;
    (status.as_u16(), body)
}

/// Returns the class of a Gcore error, after checking that its other fields are there.
pub(crate) fn class(body: &Value) -> &str {
    assert!(body["message"].is_string() && body["request_id"].is_string());
    body["exception_class"].as_str().unwrap()
}

/// A caller of the Trusted Twin server, with its credential.
pub(crate) struct TwinClient<'a>(pub(crate) &'a TrustedTwinServer, pub(crate) &'a str);

impl TwinClient<'_> {
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

/// Returns the subcode of a Trusted Twin error, after checking that its other fields are there.
pub(crate) fn subcode(body: &Value) -> &str {
    assert!(body["description"].is_string() && body["trace"].is_string());
    body["subcode"].as_str().unwrap()
}
