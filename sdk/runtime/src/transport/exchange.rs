//! One exchange of a request and a response.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use reqwest::Body;

/// The source of an error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The future of [`Transport::send`].
pub type TransportFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send>>;

/// Sends one request and receives its response. Defaults to [`ReqwestTransport`](crate::ReqwestTransport).
///
/// The runtime calls it once for each attempt, with the credential and all headers in the request.
/// The runtime retries, follows redirects, decompresses, decodes, and limits time and size; a
/// transport must not. To cancel an attempt, the runtime drops the future.
///
/// Implement it to wrap another transport, to return responses in a test, or to use another HTTP
/// library. [`TowerTransport`](crate::TowerTransport) converts a tower service.
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

/// An extension of a request: what of it is secret by its type.
#[cfg(feature = "test-util")]
#[derive(Clone, Debug)]
pub(crate) struct SentSecrets(pub(crate) Vec<secrecy::SecretString>);

/// The reason why a [`Transport`] got no response.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) source: BoxError,
    /// Whether the service cannot have received the request.
    pub(crate) is_unsent: bool,
    /// Whether there was no connection.
    pub(crate) is_connect: bool,
    /// Whether a timeout of the HTTP client passed.
    pub(crate) is_timeout: bool,
}

impl TransportError {
    /// Creates an error after which the service may have received the request.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self {
            source: source.into(),
            is_unsent: false,
            is_connect: false,
            is_timeout: false,
        }
    }

    /// Creates an error after which the service cannot have received or processed the request:
    /// the connection broke before, or the service refused the stream. The request is retried, even
    /// if it is not idempotent.
    pub fn not_sent(source: impl Into<BoxError>) -> Self {
        Self {
            is_unsent: true,
            ..Self::new(source)
        }
    }

    /// Creates an error of connecting: refused, unknown host, or an error of TLS. The request was
    /// [not sent](Self::not_sent), and the error of the call is of the kind
    /// [`Connect`](crate::ErrorKind::Connect).
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self {
            is_connect: true,
            ..Self::not_sent(source)
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
