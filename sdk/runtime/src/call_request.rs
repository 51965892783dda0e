//! The request of a call, from which the request of each attempt is built.

use std::fmt;

use bytes::Bytes;
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Body, Method, Request, Url};

use crate::error::{Error, ErrorKind, Result};
use crate::operation::Operation;
use crate::parameters::ParameterContents;

/// The request of a call, without credentials.
#[derive(Debug)]
pub(crate) enum CallRequest {
    /// The request of an operation.
    Described(DescribedRequest),
    /// A request that the document does not describe. Its body is in memory.
    Raw(Request),
}

/// The request of an operation.
// Not a `Request`, whose copy for each attempt would cost two allocations for its headers.
#[derive(Debug)]
pub(crate) struct DescribedRequest {
    method: Method,
    url: Url,
    /// The headers that are parameters.
    headers: HeaderMap,
    accept: Option<HeaderValue>,
    body: Option<RequestBody>,
}

/// A body and its media type.
#[derive(Clone, Debug)]
pub(crate) struct RequestBody {
    pub(crate) media_type: HeaderValue,
    pub(crate) content: BodyContent,
}

/// The content of a body.
pub(crate) enum BodyContent {
    Bytes(Bytes),
    /// A stream, which can be sent only once: `None` afterwards, and in a clone.
    Stream(Option<Body>),
}

impl CallRequest {
    pub(crate) fn method(&self) -> &Method {
        match self {
            Self::Described(request) => &request.method,
            Self::Raw(request) => request.method(),
        }
    }

    pub(crate) fn url(&self) -> &Url {
        match self {
            Self::Described(request) => &request.url,
            Self::Raw(request) => request.url(),
        }
    }

    /// Returns whether the request can be sent: not for a second time, if its body is a stream.
    pub(crate) fn is_complete(&self) -> bool {
        match self {
            Self::Described(request) => !matches!(
                request.body.as_ref().map(|body| &body.content),
                Some(BodyContent::Stream(None))
            ),
            Self::Raw(_) => true,
        }
    }

    /// Builds the request of the next attempt.
    pub(crate) fn next(&mut self) -> Request {
        match self {
            Self::Described(request) => request.next(),
            Self::Raw(request) => {
                let method = request.method().clone();
                let mut next = Request::new(method, request.url().clone());
                request.headers().clone_into(next.headers_mut());
                let body = request.body().and_then(Body::as_bytes);
                *next.body_mut() = body.map(|bytes| Bytes::copy_from_slice(bytes).into());
                next
            }
        }
    }
}

impl DescribedRequest {
    /// Encodes the parameters. `base` returns the URL of a path.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if a parameter cannot be sent, or the body is a stream that
    /// another request has sent.
    pub(crate) fn new(
        operation: &'static Operation,
        parameters: &ParameterContents,
        body: Option<RequestBody>,
        base: impl FnOnce(&str) -> Url,
    ) -> Result<Self> {
        let encoded = parameters.encode(operation)?;
        let method = Method::from_bytes(operation.method.as_bytes()).map_err(|source| {
            invalid(format!("invalid method {}", operation.method)).with_source(source)
        })?;
        let mut url = base(&encoded.path);
        if !encoded.query.0.is_empty() {
            url.set_query(Some(&encoded.query.0));
        }
        if let Some(BodyContent::Stream(None)) = body.as_ref().map(|body| &body.content) {
            return Err(invalid(
                "the body is a stream, which only the original of a cloned request can send",
            ));
        }
        Ok(Self {
            method,
            url,
            headers: encoded.headers,
            accept: operation.accept.map(media_type).transpose()?,
            body,
        })
    }

    fn next(&mut self) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        let headers = request.headers_mut();
        if !self.headers.is_empty() {
            self.headers.clone_into(headers);
        }
        if let Some(accept) = &self.accept {
            headers.insert(ACCEPT, accept.clone());
        }
        if let Some(body) = &mut self.body {
            headers.insert(CONTENT_TYPE, body.media_type.clone());
            *request.body_mut() = match &mut body.content {
                BodyContent::Bytes(bytes) => Some(bytes.clone().into()),
                BodyContent::Stream(stream) => stream.take(),
            };
        }
        set_content_length(&mut request);
        request
    }
}

impl From<Body> for BodyContent {
    fn from(body: Body) -> Self {
        if body.as_bytes().is_none() {
            return Self::Stream(Some(body));
        }
        // A body in memory is ready at once, and is not copied.
        match body.collect().now_or_never() {
            Some(Ok(collected)) => Self::Bytes(collected.to_bytes()),
            _ => Self::Stream(None),
        }
    }
}

impl Clone for BodyContent {
    fn clone(&self) -> Self {
        match self {
            Self::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Self::Stream(_) => Self::Stream(None),
        }
    }
}

impl fmt::Debug for BodyContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream(_) => f.write_str("stream"),
        }
    }
}

/// Sets the header `Content-Length` of a request without a body or with an empty one, if servers expect it.
pub(crate) fn set_content_length(request: &mut Request) {
    let is_empty = request
        .body()
        .is_none_or(|body| body.as_bytes().is_some_and(<[u8]>::is_empty));
    if is_empty && [Method::POST, Method::PUT, Method::PATCH].contains(request.method()) {
        let headers = request.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

/// Returns a media type of the document as the value of a header.
pub(crate) fn media_type(media_type: &'static str) -> Result<HeaderValue> {
    HeaderValue::from_maybe_shared(Bytes::from_static(media_type.as_bytes()))
        .map_err(|source| invalid(format!("invalid media type {media_type}")).with_source(source))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}
