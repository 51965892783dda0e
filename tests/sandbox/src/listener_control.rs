//! Controls which connections a listener accepts.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::connection_counts::Connections;
use crate::connection_policy::ConnectionPolicy;

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
