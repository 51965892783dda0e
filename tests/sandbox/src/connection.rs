//! The listener and its connections. No framework accepts them, because faults need the socket.

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
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::clock::{Deadline, sleep};
use crate::connection_policy::ConnectionPolicy;
use crate::listener::{Command, Connections, Hijack, PeerAddress};
use crate::server::ApiService;
use crate::stream::Stream;

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

/// Increments a counter until dropped.
pub(crate) struct CountGuard {
    counts: Arc<watch::Sender<Connections>>,
    field: fn(&mut Connections) -> &mut usize,
}

impl CountGuard {
    pub(crate) fn new(
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

impl Drop for CountGuard {
    fn drop(&mut self) {
        self.counts.send_modify(|counts| {
            let count = (self.field)(counts);
            *count = count.saturating_sub(1);
        });
    }
}

/// Counts an accepted connection, and returns its number.
pub(crate) fn count_accepted(counts: &watch::Sender<Connections>) -> u64 {
    let mut number = 0;
    counts.send_modify(|counts| {
        counts.accepted += 1;
        number = counts.accepted;
    });
    number
}

/// An accepted connection. Counted as open until dropped.
pub(crate) struct Connection {
    number: u64,
    service: Arc<ApiService>,
    counts: Arc<watch::Sender<Connections>>,
    closing: watch::Receiver<()>,
    peer: Option<IpAddr>,
    _open: CountGuard,
}

impl Connection {
    pub(crate) fn new(
        number: u64,
        service: Arc<ApiService>,
        counts: &Arc<watch::Sender<Connections>>,
        closing: watch::Receiver<()>,
        peer: Option<IpAddr>,
    ) -> Self {
        Self {
            number,
            service,
            counts: counts.clone(),
            closing,
            peer,
            _open: CountGuard::new(counts, |counts| &mut counts.open),
        }
    }

    /// Serves HTTP until either end closes the connection or a fault takes it over.
    pub(crate) async fn serve(mut self, stream: impl Stream) {
        let (hijack, mut hijacked) = Hijack::new();
        let has_request = AtomicBool::new(false);
        let handler = service_fn(|mut request: hyper::Request<Incoming>| {
            has_request.store(true, Ordering::Relaxed);
            if let Some(peer) = self.peer {
                request.extensions_mut().insert(PeerAddress(peer));
            }
            let (service, hijack) = (self.service.clone(), hijack.clone());
            let busy = CountGuard::new(&self.counts, |counts| &mut counts.requests);
            async move {
                let _busy = busy;
                let response = service.call(request, self.number, &hijack).await;
                Ok::<_, Infallible>(response)
            }
        });
        let mut http = http1::Builder::new().serve_connection(TokioIo::new(stream), handler);
        let script = loop {
            tokio::select! {
                biased;
                Some(script) = hijacked.recv() => break script,
                // Fails if the client disconnects during a request.
                _ = &mut http => return,
                Ok(()) = self.closing.changed() => {
                    if !has_request.load(Ordering::Relaxed) {
                        return;
                    }
                    std::pin::Pin::new(&mut http).graceful_shutdown();
                }
            }
        };
        // Counted before the handler is dropped, so that the count does not drop in between.
        let _busy = CountGuard::new(&self.counts, |counts| &mut counts.requests);
        let stream = http.into_parts().io.into_inner();
        script.run(stream).await;
    }
}
