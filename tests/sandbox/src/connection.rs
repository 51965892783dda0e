//! Connections: accepted here and not by a framework, because faults need the socket itself.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::clock::{Deadline, sleep};
use crate::faults::Script;
use crate::server::Service;

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
pub(crate) struct Takeover(mpsc::UnboundedSender<Script>);

impl Takeover {
    /// Does not come back: the connection drops the handler.
    pub(crate) async fn take(&self, script: Script) -> Infallible {
        // An error means that the connection is gone, and that this future is next.
        let _ = self.0.send(script);
        std::future::pending().await
    }
}

/// What tests can tell the port.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    commands: mpsc::UnboundedSender<Command>,
    connections: watch::Receiver<Connections>,
}

#[derive(Debug)]
enum Command {
    /// Refuse connections, for a time or until further notice.
    Refuse(Option<Duration>, oneshot::Sender<()>),
    /// Accept them again, and reset none.
    Accept(oneshot::Sender<()>),
    /// Reset so many.
    Reset(u64),
}

impl Gate {
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

/// One port, before it is served.
#[derive(Debug)]
pub(crate) struct Port {
    door: Door,
    counts: Arc<watch::Sender<Connections>>,
    commands: mpsc::UnboundedReceiver<Command>,
    /// Changes when idle connections are to close.
    closing: watch::Sender<()>,
}

#[derive(Debug)]
enum Door {
    Open(TcpListener),
    /// Bound but not listening: the kernel refuses connections, and nobody else gets the port.
    Closed(Option<TcpSocket>),
}

impl Port {
    pub(crate) fn new(listener: TcpListener) -> (Self, Gate, watch::Receiver<Connections>) {
        let (counts, connections) = watch::channel(Connections::default());
        let (commands, receiver) = mpsc::unbounded_channel();
        let port = Self {
            door: Door::Open(listener),
            counts: Arc::new(counts),
            commands: receiver,
            closing: watch::Sender::new(()),
        };
        let gate = Gate {
            commands,
            connections: connections.clone(),
        };
        (port, gate, connections)
    }

    /// Accepts connections until it is aborted; their tasks end with it.
    pub(crate) async fn serve(mut self, address: SocketAddr, service: Arc<Service>) {
        let mut tasks = JoinSet::new();
        let mut reopen: Option<Deadline> = None;
        let mut resets = 0;
        loop {
            tokio::select! {
                // What a test was told to be done has to hold for the next connection.
                biased;
                Some(command) = self.commands.recv() => match command {
                    Command::Refuse(time, done) => {
                        reopen = time.and_then(Deadline::after);
                        self.close(address);
                        let _ = done.send(());
                    }
                    Command::Accept(done) => {
                        (reopen, resets) = (None, 0);
                        self.open(address);
                        let _ = done.send(());
                    }
                    Command::Reset(count) => resets += count,
                },
                () = until(reopen), if reopen.is_some() => {
                    reopen = None;
                    self.open(address);
                }
                stream = self.door.accept() => {
                    self.counts.send_modify(|counts| counts.accepted += 1);
                    if resets > 0 {
                        resets -= 1;
                        let _ = stream.set_zero_linger();
                        continue;
                    }
                    let connection = Connection {
                        number: self.counts.borrow().accepted,
                        service: service.clone(),
                        counts: self.counts.clone(),
                        closing: self.closing.subscribe(),
                    };
                    let open = Counted::new(&self.counts, |counts| &mut counts.open);
                    tasks.spawn(async move {
                        let _open = open;
                        connection.serve(stream).await;
                    });
                }
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
            }
        }
    }

    fn close(&mut self, address: SocketAddr) {
        if let Door::Open(_) = self.door {
            self.door = Door::Closed(None);
            self.door = Door::Closed(reserve(address).ok());
            self.closing.send_replace(());
        }
    }

    fn open(&mut self, address: SocketAddr) {
        if let Door::Closed(socket) = &mut self.door {
            let socket = socket.take().map_or_else(|| reserve(address), Ok);
            self.door = match socket.and_then(|socket| socket.listen(1024)) {
                Ok(listener) => Door::Open(listener),
                // Somebody took the port in the moment it was free; it goes on being closed.
                Err(_) => Door::Closed(None),
            };
        }
    }
}

impl Door {
    async fn accept(&self) -> TcpStream {
        loop {
            match self {
                Self::Open(listener) => match listener.accept().await {
                    Ok((stream, _)) => return stream,
                    // A connection that is gone already, or no file left for one: either passes.
                    Err(_) => sleep(Duration::from_millis(10)).await,
                },
                Self::Closed(_) => std::future::pending().await,
            }
        }
    }
}

fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // Connections that are still open must not stand in the way.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn until(time: Option<Deadline>) {
    match time {
        Some(time) => time.passed().await,
        None => std::future::pending().await,
    }
}

/// Counts something for as long as it lives.
struct Counted {
    counts: Arc<watch::Sender<Connections>>,
    field: fn(&mut Connections) -> &mut usize,
}

impl Counted {
    fn new(
        counts: &Arc<watch::Sender<Connections>>,
        field: fn(&mut Connections) -> &mut usize,
    ) -> Self {
        counts.send_modify(|counts| *field(counts) += 1);
        Self {
            counts: counts.clone(),
            field,
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.counts.send_modify(|counts| {
            let count = (self.field)(counts);
            *count = count.saturating_sub(1);
        });
    }
}

/// Where a request comes from, as an extension of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

struct Connection {
    number: u64,
    service: Arc<Service>,
    counts: Arc<watch::Sender<Connections>>,
    closing: watch::Receiver<()>,
}

impl Connection {
    /// Serves it until either side closes it, or a fault does.
    async fn serve(mut self, stream: TcpStream) {
        // Answers are small and written whole; the rest is the client's affair.
        let _ = stream.set_nodelay(true);
        let (takeover, mut taken) = mpsc::unbounded_channel();
        let takeover = Takeover(takeover);
        let used = AtomicBool::new(false);
        let peer = stream.peer_addr().ok();
        let handler = service_fn(|mut request: hyper::Request<Incoming>| {
            used.store(true, Ordering::Relaxed);
            if let Some(peer) = peer {
                request.extensions_mut().insert(Peer(peer.ip()));
            }
            let (service, takeover) = (self.service.clone(), takeover.clone());
            let busy = Counted::new(&self.counts, |counts| &mut counts.requests);
            async move {
                let _busy = busy;
                let response = service.call(request, self.number, &takeover).await;
                Ok::<_, Infallible>(response)
            }
        });
        let mut http = http1::Builder::new().serve_connection(TokioIo::new(stream), handler);
        let script = loop {
            tokio::select! {
                biased;
                Some(script) = taken.recv() => break script,
                // It ends in an error when the client breaks off.
                _ = &mut http => return,
                Ok(()) = self.closing.changed() => {
                    if !used.load(Ordering::Relaxed) {
                        return;
                    }
                    std::pin::Pin::new(&mut http).graceful_shutdown();
                }
            }
        };
        // Counted before the handler is dropped, so that the count does not dip.
        let _busy = Counted::new(&self.counts, |counts| &mut counts.requests);
        let stream = http.into_parts().io.into_inner();
        script.run(stream).await;
    }
}
