//! The listening port. No framework accepts its connections, because faults need the socket.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::clock::{Deadline, sleep};
use crate::connection::Connection;
use crate::connection_counts::{Connections, count_accepted};
use crate::connection_policy::ConnectionPolicy;
use crate::listener_control::Command;
use crate::server::ApiService;
use crate::stream::Stream as _;

/// A listening port before it is served.
#[derive(Debug)]
pub(crate) struct Listener {
    state: ListenerState,
    counts: Arc<watch::Sender<Connections>>,
    policy: ConnectionPolicy,
    commands: mpsc::UnboundedReceiver<Command>,
    /// Changes when idle connections must close.
    closing: watch::Sender<()>,
}

#[derive(Debug)]
enum ListenerState {
    Open(TcpListener),
    /// Bound but not listening: the kernel refuses connections, and no other process gets the port.
    Reserved(Option<TcpSocket>),
}

impl Listener {
    pub(crate) fn new(
        listener: TcpListener,
        policy: ConnectionPolicy,
        counts: Arc<watch::Sender<Connections>>,
        commands: mpsc::UnboundedReceiver<Command>,
    ) -> Self {
        Self {
            state: ListenerState::Open(listener),
            counts,
            policy,
            commands,
            closing: watch::Sender::new(()),
        }
    }

    /// Accepts connections until aborted. Their tasks end with this one.
    pub(crate) async fn serve(mut self, address: SocketAddr, service: Arc<ApiService>) {
        let mut tasks = JoinSet::new();
        let mut reopen: Option<Deadline> = None;
        loop {
            tokio::select! {
                // A command must be in effect for the next connection, so commands come first.
                biased;
                Some(command) = self.commands.recv() => match command {
                    Command::Refuse(time, done) => {
                        reopen = time.and_then(Deadline::after);
                        self.close(address);
                        let _ = done.send(());
                    }
                    Command::Accept(done) => {
                        reopen = None;
                        self.open(address);
                        let _ = done.send(());
                    }
                },
                () = wait_until(reopen), if reopen.is_some() => {
                    reopen = None;
                    self.open(address);
                }
                mut stream = self.state.accept() => {
                    let number = count_accepted(&self.counts);
                    if self.policy.take_reset() {
                        stream.reset_on_drop();
                        continue;
                    }
                    // Responses are small and written at once, so delaying packets saves nothing.
                    let _ = stream.set_nodelay(true);
                    let peer = stream.peer_addr().ok().map(|address| address.ip());
                    let closing = self.closing.subscribe();
                    let connection =
                        Connection::new(number, service.clone(), &self.counts, closing, peer);
                    tasks.spawn(connection.serve(stream));
                }
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
            }
        }
    }

    fn close(&mut self, address: SocketAddr) {
        if let ListenerState::Open(_) = self.state {
            self.state = ListenerState::Reserved(None);
            self.state = ListenerState::Reserved(reserve(address).ok());
            self.closing.send_replace(());
        }
    }

    fn open(&mut self, address: SocketAddr) {
        if let ListenerState::Reserved(socket) = &mut self.state {
            let socket = socket.take().map_or_else(|| reserve(address), Ok);
            self.state = match socket.and_then(|socket| socket.listen(1024)) {
                Ok(listener) => ListenerState::Open(listener),
                // Another process took the port while it was free. It stays closed.
                Err(_) => ListenerState::Reserved(None),
            };
        }
    }
}

impl ListenerState {
    async fn accept(&self) -> TcpStream {
        loop {
            match self {
                Self::Open(listener) => match listener.accept().await {
                    Ok((stream, _)) => return stream,
                    // The client is gone, or no file descriptor is free. Both are temporary.
                    Err(_) => sleep(Duration::from_millis(10)).await,
                },
                Self::Reserved(_) => std::future::pending().await,
            }
        }
    }
}

fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // Connections that are still open must not prevent binding.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn wait_until(time: Option<Deadline>) {
    match time {
        Some(time) => time.passed().await,
        None => std::future::pending().await,
    }
}
