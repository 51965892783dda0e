//! Handles with which requests and tests act on the listener and on connections.

use std::convert::Infallible;
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::{mpsc, oneshot, watch};

use crate::faults::ConnectionScript;

/// How many connections there are and what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Connections {
    /// Accepted since the start.
    pub accepted: u64,
    /// Open now. Each has one task.
    pub open: usize,
    /// Requests that are being handled now, or answered by a fault.
    pub requests: usize,
}

/// A way for a handler to take its connection away from HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Hijack(mpsc::UnboundedSender<ConnectionScript>);

impl Hijack {
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<ConnectionScript>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Never returns: the connection drops the handler.
    pub(crate) async fn take(&self, script: ConnectionScript) -> Infallible {
        // An error means that the connection is gone, and that this future is next.
        let _ = self.0.send(script);
        std::future::pending().await
    }
}

/// What tests can tell the port.
#[derive(Debug, Clone)]
pub(crate) struct ListenerControl {
    pub(crate) commands: mpsc::UnboundedSender<Command>,
    pub(crate) connections: watch::Receiver<Connections>,
}

#[derive(Debug)]
pub(crate) enum Command {
    /// Refuse connections, for a time or until further notice.
    Refuse(Option<Duration>, oneshot::Sender<()>),
    /// Accept them again, and reset none.
    Accept(oneshot::Sender<()>),
    /// Reset so many.
    Reset(u64),
}

impl ListenerControl {
    /// Comes back when connections are refused and those that were idle are closed.
    pub(crate) async fn refuse(&self, time: Option<Duration>) {
        self.command(|done| Command::Refuse(time, done)).await;
        let mut connections = self.connections.clone();
        let _ = connections.wait_for(|now| now.open <= now.requests).await;
    }

    /// Comes back when connections are accepted.
    pub(crate) async fn accept(&self) {
        self.command(Command::Accept).await;
    }

    pub(crate) fn connections(&self) -> Connections {
        *self.connections.borrow()
    }

    pub(crate) fn reset(&self, count: u64) {
        let _ = self.commands.send(Command::Reset(count));
    }

    /// Errors mean that the server is gone, and then there is nothing to tell it.
    async fn command(&self, command: impl FnOnce(oneshot::Sender<()>) -> Command) {
        let (done, wait) = oneshot::channel();
        if self.commands.send(command(done)).is_ok() {
            let _ = wait.await;
        }
    }
}

/// Where a request comes from, as an extension of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PeerAddress(pub(crate) IpAddr);
