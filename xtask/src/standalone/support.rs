//! What the client is built on: errors, changes of fields, and reading what a service answers.

use std::fmt;

use progenitor_client::ResponseValue;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much of the body of a refusal is kept.
pub const BODY_LIMIT: usize = 1 << 20;

/// What a request does to a field that it may leave out and that may be null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change<T> {
    /// Nothing: the field is not sent.
    #[default]
    Keep,
    /// The field is sent as null.
    Clear,
    /// The field is sent with this value.
    Set(T),
}

impl<T> Change<T> {
    /// Whether the field is not sent.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T> From<T> for Change<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Set(value),
            None => Self::Clear,
        })
    }
}

/// One operation of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of its method.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Whether doing it twice is doing it once.
    pub idempotent: bool,
}

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be built; nothing was sent.
    Request(String),
    /// The request could not be sent, or its answer not be read.
    Transport(reqwest::Error),
    /// The service refused.
    Api(Box<Refusal>),
    /// The service answered with something else than the document says.
    Decode {
        /// The status of the answer.
        status: reqwest::StatusCode,
        /// What is wrong with its body.
        source: serde_json::Error,
    },
}

/// An answer that is no success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// Its status.
    pub status: reqwest::StatusCode,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its body, up to [`BODY_LIMIT`].
    pub body: Vec<u8>,
}

impl Refusal {
    /// The body as JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

// Neither bodies nor headers are printed: they may hold what no log should.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(reason) => write!(f, "the request could not be built: {reason}"),
            Self::Transport(_) => f.write_str("the request could not be sent or answered"),
            Self::Api(refusal) => write!(f, "the service answered {}", refusal.status),
            Self::Decode { status, .. } => {
                write!(f, "the answer {status} is not what was expected")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(source) => Some(source),
            Self::Decode { source, .. } => Some(source),
            Self::Request(_) | Self::Api(_) => None,
        }
    }
}

impl From<reqwest::Error> for Error {
    fn from(source: reqwest::Error) -> Self {
        Self::Transport(source)
    }
}

impl From<reqwest::header::InvalidHeaderValue> for Error {
    fn from(source: reqwest::header::InvalidHeaderValue) -> Self {
        Self::Request(source.to_string())
    }
}

impl From<progenitor_client::Error<()>> for Error {
    fn from(source: progenitor_client::Error<()>) -> Self {
        match source {
            progenitor_client::Error::CommunicationError(source)
            | progenitor_client::Error::ResponseBodyError(source)
            | progenitor_client::Error::InvalidUpgrade(source) => Self::Transport(source),
            other => Self::Request(other.to_string()),
        }
    }
}

/// One segment of a path. What would name another path than the one that is meant is refused.
// Not every client has a path with parameters.
#[allow(dead_code)]
pub(crate) fn path_segment(name: &'static str, value: &str) -> Result<String, Error> {
    if value.is_empty() || value == "." || value == ".." {
        return Err(Error::Request(format!(
            "`{name}` is empty or a step to another path"
        )));
    }
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Ok(out)
}

/// An answer of success.
// Not every client gets answers in JSON.
#[allow(dead_code)]
pub(crate) async fn decode<T: DeserializeOwned>(
    response: reqwest::Response,
) -> Result<ResponseValue<T>, Error> {
    let status = response.status();
    let headers = response.headers().clone();
    let body = response.bytes().await?;
    let value =
        serde_json::from_slice(&body).map_err(|source| Error::Decode { status, source })?;
    Ok(ResponseValue::new(value, status, headers))
}

/// Any other answer.
pub(crate) async fn unexpected(mut response: reqwest::Response) -> Error {
    let status = response.status();
    let headers = response.headers().clone();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = BODY_LIMIT - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if body.len() == BODY_LIMIT {
                    break;
                }
            }
            // Half a body tells more than that the other half is missing.
            Ok(None) | Err(_) => break,
        }
    }
    Error::Api(Box::new(Refusal {
        status,
        headers,
        body,
    }))
}
