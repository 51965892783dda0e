//! The client.

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::Method;
use secrecy::SecretString;

use crate::gcore::error::read_error;
use crate::gcore::{RoleAssignments, Users};
use crate::generated::gcore as generated;
use crate::runtime::{
    CallOptions, ClientBuilder, RawRequest, Result, Runtime, Scheme, Service, ServiceInfo, sealed,
};

/// A client of the Gcore Cloud API.
///
/// Clones are cheap. They share connections and the budget for retries.
#[derive(Clone, Debug)]
pub struct Client {
    generated: generated::Client,
}

impl Client {
    /// A client with the key of the variable `GCORE_API_KEY` and, where it is set, the base URL of
    /// `GCORE_BASE_URL`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is missing or malformed, or the
    /// base URL is not one that a key may be sent to. Nothing is sent.
    pub fn from_env() -> Result<Self> {
        Self::builder().with_env()?.build()
    }

    /// A client with this key at the vendor's address.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is empty or malformed.
    pub fn new(api_key: impl Into<SecretString>) -> Result<Self> {
        Self::builder().api_key(api_key).build()
    }

    /// Sets up a client step by step.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }

    /// The roles that users have.
    pub fn role_assignments(&self) -> RoleAssignments<'_> {
        RoleAssignments::new(self)
    }

    /// The users of the account.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }

    /// The same client with other options for its calls.
    ///
    /// ```no_run
    /// # async fn example(gcore: rolekit::gcore::Client) -> rolekit::Result<()> {
    /// use std::time::Duration;
    /// use rolekit::CallOptions;
    ///
    /// let hurried = gcore.with_options(&CallOptions::new().timeout(Duration::from_secs(2)));
    /// hurried.role_assignments().delete(12).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: &CallOptions) -> Self {
        let mut client = self.clone();
        client.generated.inner = self.generated.inner.with_options(options);
        client
    }

    /// A request to an endpoint that this crate does not know, like `/cloud/v1/projects`. The path
    /// begins with a slash, and its parameters must be percent-encoded.
    pub fn request(&self, method: Method, path: &str) -> RawRequest {
        RawRequest::new(
            self.generated.inner(),
            self.generated.client(),
            method,
            path,
        )
    }

    /// The client as it is generated from the document.
    pub fn generated(&self) -> &generated::Client {
        &self.generated
    }
}

impl ClientBuilder<Client> {
    /// The API key. The word `APIKey` is put before it where it has no such word; a JWT needs its
    /// `Bearer`.
    #[must_use]
    pub fn api_key(self, key: impl Into<SecretString>) -> Self {
        self.key(key.into())
    }
}

impl sealed::Sealed for Client {}

impl Service for Client {
    const INFO: &'static ServiceInfo = &ServiceInfo {
        name: "gcore",
        key_name: "the API key",
        key_variable: "GCORE_API_KEY",
        base_url_variable: "GCORE_BASE_URL",
        base_url: "https://api.gcore.com",
        scheme: Scheme::Word("APIKey"),
        operations: generated::OPERATIONS,
        read_error,
    };

    fn assemble(base_url: &str, http: reqwest::Client, runtime: Runtime) -> Self {
        Self {
            generated: generated::Client::new_with_client(base_url, http, runtime),
        }
    }
}

impl ClientHooks<Runtime> for generated::Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        Ok(self
            .inner()
            .exec(self.client(), request, info.operation_id)
            .await)
    }
}
