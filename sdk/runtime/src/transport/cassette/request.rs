//! The requests that pass through the transports of a cassette.

use bytes::Bytes;
use http::request::Parts;
use http_body_util::BodyExt as _;
use reqwest::Body;
use secrecy::SecretString;

use crate::transport::{SentSecrets, TransportError};

/// Reads a request with its body, and takes the secrets that the runtime has attached to it.
pub(super) async fn read_request(
    request: http::Request<Body>,
) -> Result<(Parts, Bytes, Vec<SecretString>), TransportError> {
    let (mut parts, body) = request.into_parts();
    let body = body.collect().await.map_err(TransportError::not_sent)?;
    let secrets = parts.extensions.remove::<SentSecrets>();
    let secrets = secrets.map_or_else(Vec::new, |SentSecrets(secrets)| secrets);
    Ok((parts, body.to_bytes(), secrets))
}
