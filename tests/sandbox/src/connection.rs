//! Connections: accepted here and not by a framework, because faults need the socket itself.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::server::Service;

/// How many connections there are and what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Connections {
    /// Accepted since the start.
    pub accepted: u64,
    /// Open now. Each has one task.
    pub open: usize,
    /// Requests that are being handled or answered now.
    pub requests: usize,
}

/// A way for a handler to take its connection away from HTTP.
#[derive(Debug)]
pub(crate) struct Takeover;

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

/// Accepts connections until it is aborted; their tasks end with it.
pub(crate) async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    counts: watch::Sender<Connections>,
) {
    let counts = Arc::new(counts);
    let numbers = AtomicU64::new(0);
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // The errors of `accept` are those of connections that are gone already.
                let Ok((stream, _)) = accepted else { continue };
                let number = numbers.fetch_add(1, Ordering::Relaxed) + 1;
                counts.send_modify(|counts| counts.accepted += 1);
                let open = Counted::new(&counts, |counts| &mut counts.open);
                let service = service.clone();
                let counts = counts.clone();
                tasks.spawn(async move {
                    let _open = open;
                    // It ends in an error when the client breaks off, which is the client's affair.
                    let _ = connection(stream, number, service, counts).await;
                });
            }
            Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
        }
    }
}

async fn connection(
    stream: TcpStream,
    number: u64,
    service: Arc<Service>,
    counts: Arc<watch::Sender<Connections>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let handler = service_fn(move |request| {
        let service = service.clone();
        let busy = Counted::new(&counts, |counts| &mut counts.requests);
        async move {
            let _busy = busy;
            let response = service.call(request, number, &Takeover).await;
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    http1::Builder::new()
        .serve_connection(TokioIo::new(stream), handler)
        .await
        .map_err(io::Error::other)
}
