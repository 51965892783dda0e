//! Tests of whole clients, and the services that they use.

#[cfg(feature = "blocking")]
mod blocking;
mod builder;
mod client;
mod connections;
mod credentials;
mod observation;
mod rate_limit;
mod request;
mod responder;
mod security;
mod transport;

use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::security::{CredentialFormat, SecurityScheme};
use crate::server::Server;
use crate::service::ServiceInfo;
use crate::service_client::ServiceClient;

/// A client of a service with a credential.
#[derive(Clone, Debug)]
pub(crate) struct TestClient(pub(crate) Client);

impl ServiceClient for TestClient {
    const INFO: &'static ServiceInfo = &ServiceInfo {
        base_url: Some(Server::new("https://api.example")),
        base_url_variable: Some("TEST_BASE_URL"),
        schemes: &[
            SecurityScheme::http("key", CredentialFormat::AuthScheme("APIKey"))
                .label("the API key")
                .variable("TEST_API_KEY"),
        ],
        rejections: &[(503, "maintenance")],
        ..ServiceInfo::new("test", "test/1")
    };

    fn from_runtime(client: Client) -> Self {
        Self(client)
    }
}

impl TestClient {
    pub(crate) fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }
}

/// A client of a service without a credential and without a base URL of its own.
#[derive(Clone, Debug)]
pub(crate) struct OpenClient(pub(crate) Client);

impl ServiceClient for OpenClient {
    const INFO: &'static ServiceInfo = &ServiceInfo::new("open", "test/1");

    fn from_runtime(client: Client) -> Self {
        Self(client)
    }
}

impl OpenClient {
    pub(crate) fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new().base_url("https://api.example")
    }
}
