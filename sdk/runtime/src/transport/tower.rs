//! Transports from tower services.

use std::fmt;
use std::future::poll_fn;

use bytes::Bytes;
use reqwest::Body;
use tower_service::Service;

use super::exchange::{BoxError, Transport, TransportError, TransportFuture};

/// A [`Transport`] from a tower service: a stack of layers, or a server such as an axum router.
///
/// After an error of the service, the runtime assumes that the request may have been received, unless
/// the error is a [`TransportError`] that says otherwise.
#[derive(Clone)]
pub struct TowerTransport<S>(S);

impl<S> TowerTransport<S> {
    /// Creates a transport. The service is cloned for each request.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let mut service = self.0.clone();
        Box::pin(async move {
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(|error| TransportError::not_sent(error.into()))?;
            let response = service.call(request).await.map_err(|error| {
                let error: BoxError = error.into();
                error
                    .downcast::<TransportError>()
                    .map_or_else(TransportError::new, |error| *error)
            })?;
            Ok(response
                .map(|body| Body::wrap_stream(http_body_util::BodyDataStream::new(Box::pin(body)))))
        })
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TowerTransport").finish_non_exhaustive()
    }
}
