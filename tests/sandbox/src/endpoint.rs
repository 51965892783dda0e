//! The public handle of a server.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use crate::connection_counts::Connections;
use crate::faults::{Fault, FaultPlan, InvalidFaultPlan};
use crate::lock;
use crate::log::RecordedRequest;
use crate::server::ApiService;

/// One server of a running sandbox: its address, recorded requests, faults and connections. Clones
/// share it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The address of the port, or `None` in process.
    pub(crate) address: Option<SocketAddr>,
    pub(crate) base_url: String,
    pub(crate) service: Arc<ApiService>,
    pub(crate) connections: watch::Receiver<Connections>,
    #[cfg(feature = "transport")]
    pub(crate) transport: crate::in_process::SandboxTransport,
}

impl Endpoint {
    /// Returns the base URL without a trailing slash: `http://127.0.0.1:PORT` or, in process, an
    /// `https` URL that resolves to nothing.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the listening address. `None` in process.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Returns a transport that reaches this server without a socket, for
    /// `Client::builder().transport(…)` of `rolekit`. Works whether or not the server has a port.
    #[cfg(feature = "transport")]
    #[must_use]
    pub fn transport(&self) -> crate::in_process::SandboxTransport {
        self.transport.clone()
    }

    /// Refuses connections from now on, and ends those in process.
    pub(crate) fn stop(&self) {
        self.service.control.policy.stop();
    }

    /// Waits until all sockets are closed.
    pub(crate) async fn wait_closed(&self) {
        let mut connections = self.connections.clone();
        let _ = connections.wait_for(|now| now.sockets() == 0).await;
    }

    /// Returns the recorded requests, oldest first, up to
    /// [`SandboxBuilder::request_log_capacity`](crate::SandboxBuilder::request_log_capacity) and
    /// [`SandboxBuilder::request_log_bytes`](crate::SandboxBuilder::request_log_bytes).
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.service.log).requests()
    }

    /// Returns how many requests arrived in total, including those no longer recorded.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        lock(&self.service.log).request_count()
    }

    /// Deletes the recorded requests. Their count goes on.
    pub fn clear_requests(&self) {
        lock(&self.service.log).clear();
    }

    /// Injects faults: a [`FaultPlan`], a [`Fault`], several, or another part of a plan. They are
    /// in effect when this returns. See [`faults`](crate::faults).
    ///
    /// # Errors
    ///
    /// Fails if the plan is invalid ([`FaultPlan::check`]). Nothing is added then.
    pub async fn inject(&self, faults: impl Into<FaultPlan>) -> Result<(), InvalidFaultPlan> {
        self.service.inject(faults.into()).await
    }

    /// Clears all faults, and accepts connections again if they were refused. Faults that have
    /// begun continue.
    pub async fn clear_faults(&self) {
        self.service.clear_faults().await;
    }

    /// Returns the faults that are not used up.
    #[must_use]
    pub fn pending_faults(&self) -> Vec<Fault> {
        lock(&self.service.faults).plan().faults
    }

    /// Returns the current connection counts.
    #[must_use]
    pub fn connections(&self) -> Connections {
        *self.connections.borrow()
    }

    /// Waits until no request is in progress and no connection is open, to detect leaks. Clients
    /// that keep connections alive must be dropped first.
    pub async fn wait_idle(&self) {
        let mut connections = self.connections.clone();
        // Fails only if the server has stopped, and its connections with it.
        let _ = connections
            .wait_for(|now| now.open == 0 && now.requests == 0)
            .await;
    }
}
