//! Handles with which requests and tests control the listener and the connections.

use std::convert::Infallible;
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::{mpsc, oneshot, watch};

use crate::connection_policy::ConnectionPolicy;
use crate::faults::ConnectionScript;

/// Counts of connections and of requests in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Connections {
    /// Connections accepted since the start.
    pub accepted: u64,
    /// Open connections.
    pub open: usize,
    /// Requests in progress, those that a fault holds included.
    pub requests: usize,
    /// Open connections in process.
    #[serde(skip)]
    pub(crate) in_process: usize,
}

impl Connections {
    /// Returns how many sockets are open.
    pub(crate) fn sockets(self) -> usize {
        self.open.saturating_sub(self.in_process)
    }
}

/// Takes a connection away from HTTP, for a handler that writes to the socket itself.
#[derive(Debug, Clone)]
pub(crate) struct Hijack(mpsc::UnboundedSender<ConnectionScript>);

impl Hijack {
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<ConnectionScript>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Never returns: the connection drops the handler.
    pub(crate) async fn take(&self, script: ConnectionScript) -> Infallible {
        // Fails only if the connection is closed. This future is dropped next.
        let _ = self.0.send(script);
        std::future::pending().await
    }
}

/// Controls which connections a server accepts.
#[derive(Debug, Clone)]
pub(crate) struct ListenerControl {
    /// The task of the port, if there is one.
    pub(crate) port: Option<mpsc::UnboundedSender<Command>>,
    pub(crate) policy: ConnectionPolicy,
    pub(crate) connections: watch::Receiver<Connections>,
}

#[derive(Debug)]
pub(crate) enum Command {
    /// Refuse connections, for a time or until `Accept`.
    Refuse(Option<Duration>, oneshot::Sender<()>),
    /// Accept connections.
    Accept(oneshot::Sender<()>),
}

impl ListenerControl {
    /// Refuses connections. Returns when idle connections are closed.
    pub(crate) async fn refuse(&self, time: Option<Duration>) {
        self.policy.refuse(time);
        self.command(|done| Command::Refuse(time, done)).await;
        let mut connections = self.connections.clone();
        let _ = connections
            .wait_for(|now| now.sockets() <= now.requests)
            .await;
    }

    /// Accepts connections and stops resetting them. Returns when they are accepted.
    pub(crate) async fn accept(&self) {
        self.policy.accept();
        self.command(Command::Accept).await;
    }

    pub(crate) fn connections(&self) -> Connections {
        *self.connections.borrow()
    }

    pub(crate) fn reset(&self, count: u64) {
        self.policy.reset(count);
    }

    /// Fails only if the server has stopped, which needs no command.
    async fn command(&self, command: impl FnOnce(oneshot::Sender<()>) -> Command) {
        let (done, wait) = oneshot::channel();
        if let Some(port) = &self.port
            && port.send(command(done)).is_ok()
        {
            let _ = wait.await;
        }
    }
}

/// The client's address, stored as a request extension.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PeerAddress(pub(crate) IpAddr);
