//! The handle of the Gcore server.

use std::ops::Deref;
use std::sync::Arc;

use super::app::App;
use crate::gcore_iam::Iam;
use crate::lock;
use crate::server::Endpoint;

/// The Gcore side of a [`Sandbox`](crate::Sandbox). A clone is another handle of the same.
///
/// It is an [`Endpoint`], which has the base URL, the requests and the connections.
#[derive(Debug, Clone)]
pub struct GcoreServer {
    endpoint: Endpoint,
    pub(super) app: Arc<App>,
}

impl Deref for GcoreServer {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl GcoreServer {
    pub(crate) fn new(endpoint: Endpoint, app: Arc<App>) -> Self {
        Self { endpoint, app }
    }

    /// The API key, without the scheme word `APIKey` that goes before it in the header. It has a
    /// `$` in it, as the vendor's have.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.app.key
    }

    /// What IAM knows: users' groups and passwords, API tokens, mails.
    #[must_use]
    pub fn iam(&self) -> Iam {
        Iam::new(self.app.clone())
    }

    /// The account (the vendor calls it a client) that the key belongs to.
    #[must_use]
    pub fn client_id(&self) -> i64 {
        lock(&self.app.state).client
    }
}
