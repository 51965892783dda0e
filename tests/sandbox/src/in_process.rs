//! The transport that reaches a server without a socket.
//!
//! A connection is a pair of pipes in memory with HTTP on both ends, so the client parses what a
//! network would bring, and all faults work. There is one for each request, and the future of the
//! request and then its body run both ends: no task and no runtime is needed, and dropping them
//! disconnects.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::http::header::HOST;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Request, Uri, Version};
use bytes::Bytes;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rolekit_runtime::{Body, Transport, TransportError, TransportFuture};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::sync::watch;

use crate::connection::Connection;
use crate::connection_counts::{Connections, CountGuard, count_accepted};
use crate::connection_policy::{Admission, ConnectionPolicy};
use crate::server::ApiService;
use crate::stream::Stream;

/// How many bytes a pipe holds, like the buffers of a socket.
const PIPE_BYTES: usize = 64 << 10;

/// Sends requests to a server of a [`Sandbox`](crate::Sandbox) without a socket. Get it from
/// [`Endpoint::transport`](crate::Endpoint::transport).
///
/// Each request has a connection of its own, over which it is sent as HTTP/1.1. The host of its URL
/// makes no difference. No task is started: the future of the request and its body run the server too,
/// so it needs the runtime for nothing but the delays of faults, and clients of several runtimes can
/// share a sandbox.
#[derive(Clone)]
pub struct SandboxTransport {
    service: Arc<ApiService>,
    counts: Arc<watch::Sender<Connections>>,
    policy: ConnectionPolicy,
}

impl SandboxTransport {
    pub(crate) fn new(
        service: Arc<ApiService>,
        counts: Arc<watch::Sender<Connections>>,
        policy: ConnectionPolicy,
    ) -> Self {
        Self {
            service,
            counts,
            policy,
        }
    }

    /// Makes a connection. Returns the client's end, and the future that serves the other.
    fn connect(&self) -> Result<(Pipe, Driver), TransportError> {
        let admission = self.policy.admit();
        if admission == Admission::Refused {
            let error = io::Error::from(io::ErrorKind::ConnectionRefused);
            return Err(TransportError::connect(error));
        }
        let number = count_accepted(&self.counts);
        if admission == Admission::Reset {
            let error = io::Error::from(io::ErrorKind::ConnectionReset);
            return Err(TransportError::not_sent(error));
        }
        let (client, server) = Pipe::pair();
        // Nothing closes idle connections, because none is idle.
        let (_, closing) = watch::channel(());
        let peer = Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let service = self.service.clone();
        let connection = Connection::new(number, service, &self.counts, closing, peer);
        let in_process = CountGuard::new(&self.counts, |counts| &mut counts.in_process);
        let stopped = self.policy.stopped();
        let server = async move {
            let _in_process = in_process;
            tokio::select! {
                () = stopped => {}
                () = connection.serve(server) => {}
            }
        };
        Ok((client, Box::pin(server)))
    }
}

impl Transport for SandboxTransport {
    fn send(&self, request: Request<Body>) -> TransportFuture {
        let transport = self.clone();
        Box::pin(async move {
            // Connects when polled, as a socket does.
            let (client, server) = transport.connect()?;
            let request = write_origin_form(request).map_err(TransportError::not_sent)?;
            let (mut sender, connection) = http1::handshake(TokioIo::new(client))
                .await
                .map_err(TransportError::not_sent)?;
            let client: Driver = Box::pin(async move {
                // The request or its body gets the error too.
                let _ = connection.await;
            });
            let mut exchange = Exchange([Some(client), Some(server)]);
            let response = {
                let mut response = pin!(sender.send_request(request));
                poll_fn(|context| {
                    exchange.drive(context);
                    response.as_mut().poll(context)
                })
                .await
                .map_err(TransportError::new)?
            };
            Ok(response.map(|body| Body::wrap(ResponseBody::new(body, exchange))))
        })
    }
}

impl fmt::Debug for SandboxTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxTransport").finish_non_exhaustive()
    }
}

/// Changes a request with a whole URL to what is sent over a connection: a path and the header `Host`.
fn write_origin_form(mut request: Request<Body>) -> Result<Request<Body>, axum::http::Error> {
    let uri = request.uri();
    if let Some(authority) = uri.authority()
        && !request.headers().contains_key(HOST)
    {
        let host = HeaderValue::from_str(authority.as_str())?;
        request.headers_mut().insert(HOST, host);
    }
    let path = PathAndQuery::from_static("/");
    let path = request.uri().path_and_query().cloned().unwrap_or(path);
    *request.uri_mut() = Uri::from(path);
    *request.version_mut() = Version::HTTP_11;
    Ok(request)
}

/// Runs one end of a connection.
type Driver = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Both ends of a connection.
struct Exchange([Option<Driver>; 2]);

impl Exchange {
    /// Lets both ends go on as far as they can.
    fn drive(&mut self, context: &mut Context<'_>) {
        for end in &mut self.0 {
            if let Some(driver) = end
                && driver.as_mut().poll(context).is_ready()
            {
                *end = None;
            }
        }
    }
}

/// The body of a response, which runs the connection that it comes over.
struct ResponseBody {
    body: Incoming,
    /// `None` if the body is complete. Never locked: the lock makes it `Sync`.
    exchange: Option<Mutex<Exchange>>,
}

impl ResponseBody {
    fn new(body: Incoming, exchange: Exchange) -> Self {
        use hyper::body::Body as _;
        let exchange = (!body.is_end_stream()).then(|| Mutex::new(exchange));
        Self { body, exchange }
    }
}

impl hyper::body::Body for ResponseBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        if let Some(exchange) = &mut self.exchange {
            let exchange = exchange.get_mut().unwrap_or_else(PoisonError::into_inner);
            exchange.drive(context);
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            self.exchange = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// One end of a connection in memory.
struct Pipe {
    stream: DuplexStream,
    /// Whether the other end was reset. Shared by both.
    is_reset: Arc<AtomicBool>,
}

impl Pipe {
    /// Returns both ends.
    fn pair() -> (Self, Self) {
        let (one, other) = tokio::io::duplex(PIPE_BYTES);
        let is_reset = Arc::new(AtomicBool::new(false));
        let other = Self {
            stream: other,
            is_reset: is_reset.clone(),
        };
        let one = Self {
            stream: one,
            is_reset,
        };
        (one, other)
    }

    fn reset_error(&self) -> Option<io::Error> {
        self.is_reset
            .load(Ordering::Acquire)
            .then(|| io::ErrorKind::ConnectionReset.into())
    }
}

impl Stream for Pipe {
    fn reset_on_drop(&mut self) {
        self.is_reset.store(true, Ordering::Release);
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let filled = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let is_end = buffer.filled().len() == filled && buffer.remaining() > 0;
        Poll::Ready(match self.reset_error() {
            Some(error) if is_end => Err(error),
            _ => Ok(()),
        })
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes));
        Poll::Ready(written.map_err(|error| self.reset_error().unwrap_or(error)))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
