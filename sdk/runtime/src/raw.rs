//! Requests for endpoints that the document does not know.

use std::fmt;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Runtime;
use crate::attempt::Answer;
use crate::error::{Error, ErrorKind};
use crate::operation::{Operation, RAW_REQUEST};
use crate::options::checked;
use crate::request::put_json;
use crate::response::{Answered, CallContext};

/// A request to an endpoint that the document does not know. It has the key, retries, deadlines,
/// limits and traces like any other call.
///
/// Its path, its headers and its body may hold secrets that a service repeats, so an error shows
/// nothing of the service's own message; [`Error::body`] has it.
///
/// Get one from a client's `request`.
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest {
    runtime: Runtime,
    http: reqwest::Client,
    template: String,
    idempotent: bool,
    /// What was wrong with the parts so far; told by `send`.
    request: Result<Request, Error>,
}

impl RawRequest {
    pub fn new(runtime: &Runtime, http: &reqwest::Client, method: Method, path: &str) -> Self {
        let request = if path.starts_with('/') {
            Url::parse(&format!("{}{path}", runtime.base().as_str()))
                .map_err(|_| invalid("its path cannot be read"))
        } else {
            Err(invalid("its path must begin with a slash"))
        };
        Self {
            runtime: runtime.clone(),
            http: http.clone(),
            // A path may hold what must not be traced, so it stands nowhere but in the URL.
            template: String::new(),
            idempotent: false,
            request: request.map(|url| {
                let mut request = Request::new(method, url);
                let accept = HeaderValue::from_static("application/json");
                request.headers_mut().insert(ACCEPT, accept);
                request
            }),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Request) -> Result<(), Error>) -> Self {
        self.request = self.request.and_then(|mut request| {
            change(&mut request)?;
            Ok(request)
        });
        self
    }

    /// Adds a parameter to the query.
    pub fn query(self, name: &str, value: &str) -> Self {
        self.with(|request| {
            request.url_mut().query_pairs_mut().append_pair(name, value);
            Ok(())
        })
    }

    /// Sends this as a JSON body.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.with(|request| put_json(request, body))
    }

    /// Sends this as the body.
    pub fn body(self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.with(|request| {
            let (name, value) = checked(CONTENT_TYPE.as_str(), content_type)?;
            request.headers_mut().insert(name, value);
            *request.body_mut() = Some(body.into().into());
            Ok(())
        })
    }

    /// Sets a header. Its value is treated as a secret.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|request| {
            let (name, value) = checked(name, value)?;
            request.headers_mut().insert(name, value);
            Ok(())
        })
    }

    /// Says that doing it twice is doing it once, so that it may be sent again although the service
    /// may have acted on it. Reads are so anyway.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// The path with the names of its parameters in braces, for traces. The path itself is not
    /// traced: it may hold a secret.
    pub fn template(mut self, template: &str) -> Self {
        template.clone_into(&mut self.template);
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// As any other call; and [`ErrorKind::InvalidRequest`] or [`ErrorKind::Config`] if a part of
    /// the request is wrong, or its URL is not below the base URL.
    pub async fn send(self) -> Result<RawResponse, Error> {
        let request = self
            .request
            .map_err(|error| error.with_operation(RAW_REQUEST))?;
        let method = request.method().clone();
        let operation = Operation {
            id: RAW_REQUEST,
            method: method.as_str(),
            path: &self.template,
            idempotent: self.idempotent,
            // Nobody knows of it, so that the key goes with it.
            anonymous: false,
        };
        self.runtime
            .exec(&self.http, Ok(request), &operation, RawResponse::new)
            .await
    }
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.request.as_ref().map(Request::method).ok())
            .field("template", &self.template)
            .field("idempotent", &self.idempotent)
            .finish_non_exhaustive()
    }
}

/// The answer to a [`RawRequest`]: success, with its body in memory.
pub struct RawResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    context: CallContext,
}

impl RawResponse {
    #[allow(clippy::unnecessary_wraps, reason = "all answers are read alike")]
    fn new(mut answered: Answered<'_>) -> Result<Self, Error> {
        let context = answered.take_context();
        let Answer {
            status,
            headers,
            body,
        } = std::mem::take(answered.answer);
        Ok(Self {
            status,
            headers,
            body,
            context,
        })
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, decompressed.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], with the place that could not be decoded.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.context.decode(self.status, &self.headers, &self.body)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
