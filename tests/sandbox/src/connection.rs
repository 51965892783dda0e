//! An accepted connection.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::watch;

use crate::connection_counts::{Connections, CountGuard};
use crate::hijack::{Hijack, PeerAddress};
use crate::server::ApiService;
use crate::stream::Stream;

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
