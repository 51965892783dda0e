//! Transports: they send requests and receive responses.

mod progress;
mod send;
mod service;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use reqwest::Body;

pub(crate) use self::progress::SendProgress;
pub(crate) use self::send::{SendError, Sender};
pub use self::service::ServiceTransport;

/// The source of an error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The future of [`Transport::send`].
pub type TransportFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send>>;

/// Sends one request and receives its response. Defaults to [`ReqwestTransport`].
///
/// The runtime calls it once for each attempt, with the credential and all headers in the request.
/// The runtime retries, follows redirects, decompresses, decodes, and limits time and size; a
/// transport must not. To cancel an attempt, the runtime drops the future.
///
/// Implement it to wrap another transport, to return responses in a test, or to use another HTTP
/// library. [`ServiceTransport`] converts a tower service.
///
/// ```
/// use rolekit_runtime::{Body, Transport, TransportFuture};
///
/// /// Counts requests.
/// #[derive(Debug)]
/// struct Counted<T> {
///     inner: T,
///     count: std::sync::atomic::AtomicU64,
/// }
///
/// impl<T: Transport> Transport for Counted<T> {
///     fn send(&self, request: http::Request<Body>) -> TransportFuture {
///         self.count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///         self.inner.send(request)
///     }
/// }
/// ```
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request. The future completes with the headers of the response; its body is read
    /// afterwards.
    fn send(&self, request: http::Request<Body>) -> TransportFuture;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        (**self).send(request)
    }
}

/// The reason why a [`Transport`] got no response.
#[derive(Debug)]
pub struct TransportError {
    source: BoxError,
    is_unsent: bool,
}

impl TransportError {
    /// Creates an error after which the service may have received the request.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self {
            source: source.into(),
            is_unsent: false,
        }
    }

    /// Creates an error after which the service cannot have received or processed the request:
    /// there was no connection, or the service refused the stream. The request is retried, even if
    /// it is not idempotent.
    pub fn not_sent(source: impl Into<BoxError>) -> Self {
        Self {
            source: source.into(),
            is_unsent: true,
        }
    }

    /// Returns whether the service cannot have received the request.
    pub fn is_unsent(&self) -> bool {
        self.is_unsent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_unsent {
            "the request was not sent"
        } else {
            "no response"
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

/// The default transport of clients: HTTP with reqwest.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    sender: Sender,
}

impl ReqwestTransport {
    /// Creates a transport. The client must not follow redirects.
    pub fn new(client: reqwest::Client) -> Self {
        Self {
            sender: Sender::Http(client),
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let sender = self.sender.clone();
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(TransportError::not_sent)?;
            let progress = SendProgress::default();
            match sender.send(request, &progress).await {
                Ok(response) => Ok(response.into()),
                Err(error) => Err(TransportError {
                    is_unsent: error.is_unsent || progress.abandon(),
                    source: error.source,
                }),
            }
        })
    }
}
