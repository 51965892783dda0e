//! A service for the unit tests.

use serde_json::Value;

use crate::sealed::Sealed;
use crate::{ClientBuilder, Runtime, Scheme, Service, ServiceInfo, VendorError, text};

/// A client of the test service.
#[derive(Clone, Debug)]
pub(crate) struct TestClient {
    pub(crate) http: reqwest::Client,
    pub(crate) runtime: Runtime,
}

impl Sealed for TestClient {}

impl Service for TestClient {
    const INFO: &'static ServiceInfo = &ServiceInfo {
        name: "test",
        key_name: "the API key",
        key_variable: "TEST_API_KEY",
        base_url_variable: "TEST_BASE_URL",
        base_url: "https://api.example",
        scheme: Scheme::Word("APIKey"),
        secret_fields: &["password"],
        read_error,
    };

    fn assemble(_: &str, http: reqwest::Client, runtime: Runtime) -> Self {
        Self { http, runtime }
    }
}

impl TestClient {
    pub(crate) fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }
}

fn read_error(body: &Value) -> VendorError {
    VendorError {
        code: text(body, "code"),
        message: text(body, "message"),
        request_id: text(body, "request_id"),
    }
}
