//! Sends a request with reqwest, or with the transport that the caller supplied.

use std::fmt;
use std::future::ready;
use std::sync::Arc;

use futures_util::TryFutureExt as _;
use futures_util::future::Either;
#[cfg(feature = "test-util")]
use reqwest::Body;
use reqwest::{Request, Response};
use secrecy::SecretString;

#[cfg(feature = "test-util")]
use super::exchange::SentSecrets;
use super::exchange::{Transport, TransportError};
use super::progress::SendProgress;

/// The transport of a client. Distinguishes reqwest from a [`Transport`], so that by default a call
/// needs no conversion between the types of reqwest and of `http`.
#[derive(Clone)]
pub(crate) enum Sender {
    Http(reqwest::Client),
    Custom(Arc<dyn Transport>),
}

impl Sender {
    /// Sends a request. `secrets` is what of it is secret by its type.
    #[cfg_attr(
        not(feature = "test-util"),
        expect(unused_variables, reason = "only recordings redact a request")
    )]
    pub(crate) fn send(
        &self,
        mut request: Request,
        progress: &SendProgress,
        secrets: &[SecretString],
    ) -> impl Future<Output = Result<Response, TransportError>> + Send + use<> {
        // Not an async function, whose future would have space for the request.
        match self {
            Self::Http(client) => {
                progress.track(&mut request);
                Either::Left(client.execute(request).map_err(TransportError::http))
            }
            Self::Custom(transport) => {
                let sent = match http::Request::try_from(request) {
                    Ok(request) => {
                        #[cfg(feature = "test-util")]
                        let request = with_secrets(request, secrets);
                        transport.send(request)
                    }
                    Err(error) => Box::pin(ready(Err(TransportError::not_sent(error)))),
                };
                Either::Right(sent.map_ok(Into::into))
            }
        }
    }

    /// Returns the progress of a request to be sent. Other transports do not report it, so they
    /// count as sending from the start.
    pub(crate) fn start(&self) -> SendProgress {
        let progress = SendProgress::default();
        if !self.is_http() {
            progress.begin();
        }
        progress
    }

    /// Returns whether requests are sent with reqwest.
    pub(crate) fn is_http(&self) -> bool {
        matches!(self, Self::Http(_))
    }
}

/// Records what is secret in a request.
#[cfg(feature = "test-util")]
fn with_secrets(mut request: http::Request<Body>, secrets: &[SecretString]) -> http::Request<Body> {
    let secrets = SentSecrets(secrets.to_vec());
    request.extensions_mut().insert(secrets);
    request
}

impl TransportError {
    #[cold]
    fn http(error: reqwest::Error) -> Self {
        Self {
            is_unsent: error.is_connect() || is_refused_stream(&error),
            is_connect: error.is_connect(),
            is_timeout: error.is_timeout(),
            source: error.without_url().into(),
        }
    }
}

/// Returns whether the service refused the stream, or announced before that it accepts no more: RFC
/// 9113, section 8.7.
#[cfg(feature = "http2")]
fn is_refused_stream(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let reason = error.reason();
            return error.is_remote()
                && ((error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM))
                    || (error.is_go_away() && reason == Some(h2::Reason::NO_ERROR)));
        }
        source = error.source();
    }
    false
}

#[cfg(not(feature = "http2"))]
fn is_refused_stream(_: &reqwest::Error) -> bool {
    false
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(_) => f.write_str("Http"),
            Self::Custom(transport) => f.debug_tuple("Custom").field(transport).finish(),
        }
    }
}
