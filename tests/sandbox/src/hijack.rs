//! What the handler of a request knows of its connection, and how it takes the connection over.

use std::convert::Infallible;
use std::net::IpAddr;

use tokio::sync::mpsc;

use crate::faults::ConnectionScript;

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

/// The client's address, stored as a request extension.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PeerAddress(pub(crate) IpAddr);
