//! The client.

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::Method;
use secrecy::SecretString;

use crate::generated::trusted_twin as generated;
use crate::runtime::{
    CallOptions, ClientBuilder, RawRequest, Result, Runtime, Scheme, Service, ServiceInfo, sealed,
};
use crate::trusted_twin::error::read_error;
use crate::trusted_twin::{Roles, WhoAmI};

/// A client of the Trusted Twin API.
///
/// Clones are cheap. They share connections and the budget for retries.
#[derive(Clone, Debug)]
pub struct Client {
    generated: generated::Client,
}

impl Client {
    /// A client with the User Secret of the variable `TRUSTED_TWIN_SECRET` and, where it is set, the base URL of
    /// `TRUSTED_TWIN_BASE_URL`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the secret is missing or malformed, or the
    /// base URL is not one that a key may be sent to. Nothing is sent.
    pub fn from_env() -> Result<Self> {
        Self::builder().with_env()?.build()
    }

    /// A client with this User Secret or User Token at the vendor's address.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the secret is empty or malformed.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self> {
        Self::builder().secret(secret).build()
    }

    /// Sets up a client step by step.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }

    /// The roles of the account.
    pub fn roles(&self) -> Roles<'_> {
        Roles::new(self)
    }

    /// To which account, user and role the secret in use belongs.
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 401 if the service does not know the
    /// secret.
    pub async fn who_am_i(&self) -> Result<WhoAmI> {
        Ok(self.generated.who_am_i().await?.into_inner())
    }

    /// The same client with other options for its calls.
    ///
    /// ```no_run
    /// # async fn example(twin: rolekit::trusted_twin::Client) -> rolekit::Result<()> {
    /// use std::time::Duration;
    /// use rolekit::CallOptions;
    ///
    /// let hurried = twin.with_options(&CallOptions::new().timeout(Duration::from_secs(2)));
    /// hurried.roles().list().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: &CallOptions) -> Self {
        let mut client = self.clone();
        client.generated.inner = self.generated.inner.with_options(options);
        client
    }

    /// A request to an endpoint that this crate does not know, like `/users`. The path
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
    /// The User Secret, or a User Token. It is sent as it is, with no word before it.
    #[must_use]
    pub fn secret(self, secret: impl Into<SecretString>) -> Self {
        self.key(secret.into())
    }
}

impl sealed::Sealed for Client {}

impl Service for Client {
    const INFO: &'static ServiceInfo = &ServiceInfo {
        name: "trusted_twin",
        key_name: "the User Secret",
        key_variable: "TRUSTED_TWIN_SECRET",
        base_url_variable: "TRUSTED_TWIN_BASE_URL",
        base_url: "https://rest.trustedtwin.com",
        scheme: Scheme::Bare,
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
