//! What every request goes through, and the handle of one API's port.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header, request};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::sync::watch;
use tower_service::Service as _;

use crate::connection::{Connections, Takeover};
use crate::document::Document;
use crate::lock;
use crate::log::{self, Credential, Log, Request};

/// What the sandbox reads of a body at most: well past what either API takes.
const BODY_BOUND: usize = 16 << 20;

/// The paths with which a test steers the sandbox over HTTP.
const CONTROL: &str = "/__sandbox/";

/// One of the two APIs.
pub(crate) trait Api: std::fmt::Debug + Send + Sync {
    fn document(&self) -> &'static Document;
    fn router(self: Arc<Self>) -> Router;
    fn credential(&self, headers: &HeaderMap) -> Credential;
    /// A 500 in the vendor's own body.
    fn failure(&self, message: &str) -> Response;
}

/// An answer that is whole, before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        // The bodies of this crate's own answers cannot fail.
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn into_response(self) -> hyper::Response<Full<Bytes>> {
        let mut response = hyper::Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// An answer of JSON.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// One API behind its port.
#[derive(Debug)]
pub(crate) struct Service {
    api: Arc<dyn Api>,
    router: Router,
    pub(crate) log: Mutex<Log>,
}

impl Service {
    pub(crate) fn new<A: Api + 'static>(api: Arc<A>, log_capacity: usize) -> Self {
        Self {
            router: api.clone().router(),
            api,
            log: Mutex::new(Log::new(log_capacity)),
        }
    }

    pub(crate) async fn call(
        &self,
        request: hyper::Request<Incoming>,
        connection: u64,
        _takeover: &Takeover,
    ) -> hyper::Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let (bytes, complete) = read(body).await;
        if parts.uri.path().starts_with(CONTROL) {
            return Answer::read(self.control(&parts)).await.into_response();
        }
        let sequence = lock(&self.log).arrive(self.record(&parts, connection, &bytes, complete));
        let answer = self.apply(parts, bytes, sequence).await;
        lock(&self.log).update(sequence, |request| {
            request.status = Some(answer.status.as_u16());
        });
        answer.into_response()
    }

    fn record(
        &self,
        parts: &request::Parts,
        connection: u64,
        body: &Bytes,
        body_complete: bool,
    ) -> Request {
        Request {
            sequence: 0,
            connection,
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: log::redact(&parts.headers),
            credential: self.api.credential(&parts.headers),
            body: body.clone(),
            body_complete,
            fault: None,
            handled: None,
            status: None,
            violation: None,
        }
    }

    /// Lets the API handle a request. There is nothing in it to wait for, so a client that goes
    /// away never leaves it half done.
    async fn apply(&self, parts: request::Parts, body: Bytes, sequence: u64) -> Answer {
        let method = parts.method.clone();
        let path = parts.uri.path().to_owned();
        let request = axum::extract::Request::from_parts(parts, Body::from(body));
        let response = match method {
            // The router would answer it like a GET; neither document has it.
            Method::HEAD => self.refuse_head(),
            _ => match self.router.clone().call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
        };
        let answer = Answer::read(response).await;
        let violation = self.violation(method.as_str(), &path, &answer);
        lock(&self.log).update(sequence, |request| {
            request.handled = Some(answer.status.as_u16());
            request.violation.clone_from(&violation);
        });
        match violation {
            None => answer,
            Some(violation) => {
                let message = format!("The answer breaks the vendored document: {violation}");
                Answer::read(self.api.failure(&message)).await
            }
        }
    }

    fn refuse_head(&self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        response
    }

    fn violation(&self, method: &str, path: &str, answer: &Answer) -> Option<String> {
        if !cfg!(debug_assertions) {
            return None;
        }
        let operation = self.api.document().find(method, path)?;
        let content_type = answer
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        operation
            .check_answer(answer.status.as_u16(), content_type, &answer.body)
            .err()
    }

    fn control(&self, parts: &request::Parts) -> Response {
        let path = parts.uri.path().trim_start_matches(CONTROL);
        match (&parts.method, path) {
            (&Method::GET, "requests") => {
                let log = lock(&self.log);
                let body = json!({ "arrived": log.arrived(), "requests": log.requests() });
                json(StatusCode::OK, &body)
            }
            (&Method::DELETE, "requests") => {
                lock(&self.log).clear();
                json(StatusCode::OK, &json!({}))
            }
            _ => json(
                StatusCode::NOT_FOUND,
                &json!({ "error": "the sandbox has no such control" }),
            ),
        }
    }
}

/// Reads a body up to the bound, and tells whether that was all of it.
async fn read(mut body: Incoming) -> (Bytes, bool) {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return (bytes.freeze(), false);
        };
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > BODY_BOUND {
            bytes.truncate(BODY_BOUND);
            return (bytes.freeze(), false);
        }
    }
    (bytes.freeze(), true)
}

/// One API of a running sandbox: where it listens, what arrived, how it is connected. A clone is
/// another handle of the same.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub(crate) address: SocketAddr,
    pub(crate) base_url: String,
    pub(crate) service: Arc<Service>,
    pub(crate) connections: watch::Receiver<Connections>,
}

impl Endpoint {
    /// The base URL, `http://127.0.0.1:PORT`, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests that arrived, oldest first; of many, the last
    /// ([`Builder::log_capacity`](crate::Builder::log_capacity)).
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.service.log).requests()
    }

    /// How many requests arrived in all, whether or not they are still kept.
    #[must_use]
    pub fn arrived(&self) -> u64 {
        lock(&self.service.log).arrived()
    }

    /// Forgets the requests; their count goes on.
    pub fn forget_requests(&self) {
        lock(&self.service.log).clear();
    }

    /// The connections as they are now.
    #[must_use]
    pub fn connections(&self) -> Connections {
        *self.connections.borrow()
    }

    /// Waits until no request is being handled and no connection is open: until nothing has leaked.
    /// Clients that keep connections alive have to be dropped for that.
    pub async fn quiet(&self) {
        let mut connections = self.connections.clone();
        // An error means that the server is gone, and its connections with it.
        let _ = connections
            .wait_for(|now| now.open == 0 && now.requests == 0)
            .await;
    }
}
