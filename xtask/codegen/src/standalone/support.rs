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

/// A secret that a service gives or takes: a password, a token. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
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
    /// Whether it takes no credential.
    pub anonymous: bool,
}

/// Why a call failed; `E` is what the service says when it refuses.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = ()> {
    /// The request could not be built; nothing was sent.
    Request(String),
    /// The request could not be sent, or its answer not be read.
    Transport(reqwest::Error),
    /// The service refused.
    Api(Box<Refusal<E>>),
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
pub struct Refusal<E = ()> {
    /// Its status.
    pub status: reqwest::StatusCode,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its body, up to [`BODY_LIMIT`].
    pub body: Vec<u8>,
    /// What the body says, where it is what the document describes for this status.
    pub error: Option<E>,
}

impl<E> Refusal<E> {
    /// The body as JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

// Neither bodies nor headers are printed: they may hold what no log should.
impl<E> fmt::Display for Error<E> {
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

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(source) => Some(source),
            Self::Decode { source, .. } => Some(source),
            Self::Request(_) | Self::Api(_) => None,
        }
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(source: reqwest::Error) -> Self {
        Self::Transport(source)
    }
}

impl<E> From<reqwest::header::InvalidHeaderValue> for Error<E> {
    fn from(source: reqwest::header::InvalidHeaderValue) -> Self {
        Self::Request(source.to_string())
    }
}

impl<E> From<crate::wire::Unsendable> for Error<E> {
    fn from(source: crate::wire::Unsendable) -> Self {
        Self::Request(source.0)
    }
}

impl<E> From<progenitor_client::Error<()>> for Error<E> {
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
pub(crate) fn path_segment(
    name: &'static str,
    value: &str,
) -> Result<String, crate::wire::Unsendable> {
    crate::wire::segment(name, value)
}

/// An answer of success in JSON.
// Not every client gets answers of every kind.
#[allow(dead_code)]
pub(crate) async fn decode<T: DeserializeOwned, E>(
    response: reqwest::Response,
) -> Result<ResponseValue<T>, Error<E>> {
    let answer = bytes(response).await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let value =
        serde_json::from_slice(&answer).map_err(|source| Error::Decode { status, source })?;
    Ok(ResponseValue::new(value, status, headers))
}

/// An answer of success that is a text.
#[allow(dead_code)]
pub(crate) async fn text<E>(
    response: reqwest::Response,
) -> Result<ResponseValue<String>, Error<E>> {
    let (status, headers) = (response.status(), response.headers().clone());
    Ok(ResponseValue::new(response.text().await?, status, headers))
}

/// An answer of success, read to its end.
#[allow(dead_code)]
pub(crate) async fn bytes<E>(
    response: reqwest::Response,
) -> Result<ResponseValue<Vec<u8>>, Error<E>> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await?.to_vec();
    Ok(ResponseValue::new(body, status, headers))
}

/// The same answer of another value.
#[allow(dead_code)]
pub(crate) fn map<T, U>(answer: ResponseValue<T>, f: impl FnOnce(T) -> U) -> ResponseValue<U> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    ResponseValue::new(f(answer.into_inner()), status, headers)
}

/// Any other answer, of which no body is described.
#[allow(dead_code)]
pub(crate) async fn unexpected<E>(response: reqwest::Response) -> Error<E> {
    refused(response, |_| None).await
}

/// Any other answer; `read` finds what it says.
#[allow(dead_code)]
pub(crate) async fn refused<E>(
    mut response: reqwest::Response,
    read: impl FnOnce(&Refusal) -> Option<E>,
) -> Error<E> {
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
    let refusal = Refusal {
        status,
        headers,
        body,
        error: None,
    };
    let error = read(&refusal);
    let Refusal {
        status,
        headers,
        body,
        ..
    } = refusal;
    Error::Api(Box::new(Refusal {
        status,
        headers,
        body,
        error,
    }))
}
