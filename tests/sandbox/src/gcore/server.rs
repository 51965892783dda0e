//! The handle of the Gcore server.

use std::ops::Deref;
use std::sync::Arc;

use super::app::GcoreApp;
use crate::endpoint::Endpoint;
use crate::gcore_iam::Iam;
use crate::lock;

/// The Gcore server of a [`Sandbox`](crate::Sandbox). Clones share it.
///
/// It dereferences to [`Endpoint`], which has the base URL, the recorded requests and the
/// connections.
#[derive(Debug, Clone)]
pub struct GcoreServer {
    endpoint: Endpoint,
    pub(super) app: Arc<GcoreApp>,
}

impl Deref for GcoreServer {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl GcoreServer {
    pub(crate) fn new(endpoint: Endpoint, app: Arc<GcoreApp>) -> Self {
        Self { endpoint, app }
    }

    /// Returns the API key without the scheme `APIKey` that precedes it in the header. Like the
    /// vendor's keys it contains a `$`.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.app.key
    }

    /// Returns the handle of IAM: groups, passwords, API tokens and emails.
    #[must_use]
    pub fn iam(&self) -> Iam {
        Iam::new(self.app.clone())
    }

    /// Returns the id of the account, which the vendor calls a client.
    #[must_use]
    pub fn client_id(&self) -> i64 {
        lock(&self.app.state).client
    }
}
