//! HTTP by reqwest.

use reqwest::Body;

use super::exchange::{Transport, TransportError, TransportFuture};
use super::progress::SendProgress;
use super::send::Sender;

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
            match sender.send(request, &progress, &[]).await {
                Ok(response) => Ok(response.into()),
                Err(error) => Err(TransportError {
                    is_unsent: error.is_unsent || progress.abandon(),
                    ..error
                }),
            }
        })
    }
}
