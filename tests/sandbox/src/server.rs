//! What every request goes through, and the handle of one API's port.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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

use crate::clock::{self, Clock};
use crate::connection::{Connections, Gate, Takeover};
use crate::document::{Document, Operation};
use crate::faults::{
    CannedResponse, ConnectionFault, Fault, FaultKind, FaultPlan, InvalidFaultPlan, Queue, Script,
    When, damaged, given,
};
use crate::lock;
use crate::log::{self, CredentialStatus, Log, RecordedRequest};

/// What the sandbox reads of a body at most: well past what either API takes.
const BODY_BOUND: usize = 16 << 20;

/// The paths with which a test steers the sandbox over HTTP.
const CONTROL: &str = "/__sandbox/";

/// One of the two APIs.
pub(crate) trait Api: std::fmt::Debug + Send + Sync {
    fn document(&self) -> &'static Document;
    /// The operation that a request is for.
    fn find(&self, method: &str, path: &str) -> Option<&'static Operation> {
        self.document().find(method, path)
    }
    fn router(self: Arc<Self>) -> Router;
    fn credential(&self, headers: &HeaderMap) -> CredentialStatus;
    /// The time by which the API acts.
    fn clock(&self) -> Clock;
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
    log: Mutex<Log>,
    faults: Mutex<Queue>,
    gate: Gate,
}

/// The body of the control that puts the clock forward.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_ms: u64,
}

/// What becomes of a request.
enum Outcome {
    /// An answer over HTTP.
    Answer(Answer),
    /// A fault on the bare socket.
    Fault(Script),
}

impl Service {
    pub(crate) fn new<A: Api + 'static>(api: Arc<A>, log_capacity: usize, gate: Gate) -> Self {
        Self {
            router: api.clone().router(),
            api,
            log: Mutex::new(Log::new(log_capacity)),
            faults: Mutex::default(),
            gate,
        }
    }

    pub(crate) async fn call(
        &self,
        request: hyper::Request<Incoming>,
        connection: u64,
        takeover: &Takeover,
    ) -> hyper::Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        if let Some(control) = parts.uri.path().strip_prefix(CONTROL) {
            let (body, _) = read(body).await;
            let answer = self.control(&parts.method, control, &body).await;
            return Answer::read(answer).await.into_response();
        }
        let fault = lock(&self.faults).take(parts.method.as_str(), parts.uri.path());
        let unread = fault.as_ref().is_some_and(|fault| {
            fault.kind == FaultKind::Reset {} && fault.effective_when() == When::Before
        });
        let (body, end) = if unread {
            (Bytes::new(), End::Cut)
        } else {
            read(body).await
        };
        let mut record = self.record(&parts, connection, &body, end == End::Whole);
        record.fault = fault.as_ref().map(|fault| fault.kind.name());
        let sequence = lock(&self.log).arrive(record);
        let outcome = match fault {
            // Half a request is none, even where the half would do.
            _ if end == End::Broken => {
                Outcome::Answer(self.failure("The request broke off.").await)
            }
            None => Outcome::Answer(self.apply(parts, body, sequence).await),
            Some(fault) => self.afflict(&fault, parts, body, sequence).await,
        };
        let status = match &outcome {
            Outcome::Answer(answer) => Some(answer.status),
            Outcome::Fault(script) => script.status,
        };
        lock(&self.log).update(sequence, |request| {
            request.status = status.map(|status| status.as_u16());
        });
        match outcome {
            Outcome::Answer(answer) => answer.into_response(),
            Outcome::Fault(script) => match takeover.take(script).await {},
        }
    }

    /// Lets a fault have a request.
    async fn afflict(
        &self,
        fault: &Fault,
        parts: request::Parts,
        body: Bytes,
        sequence: u64,
    ) -> Outcome {
        let when = fault.effective_when();
        if let FaultKind::Delay { ms } = fault.kind {
            let delay = clock::sleep(Duration::from_millis(ms));
            return Outcome::Answer(match when {
                // Dropped with its connection where the client does not wait for it.
                When::Before => {
                    delay.await;
                    self.apply(parts, body, sequence).await
                }
                When::After => {
                    let answer = self.apply(parts, body, sequence).await;
                    delay.await;
                    answer
                }
            });
        }
        let answer = match when {
            When::Before => {
                self.failure("A fault struck before the request was applied.")
                    .await
            }
            When::After => self.apply(parts, body, sequence).await,
        };
        match &fault.kind {
            FaultKind::Reset {} => Outcome::Fault(Script::reset()),
            FaultKind::Hang {} => Outcome::Fault(Script::hang()),
            FaultKind::Status(answer) => self.give(answer).await,
            FaultKind::Redirect { status, location } => {
                let answer = CannedResponse::new(*status).header("location", location);
                self.give(&answer).await
            }
            kind => damaged(kind, answer.clone()).map_or(Outcome::Answer(answer), Outcome::Fault),
        }
    }

    async fn give(&self, answer: &CannedResponse) -> Outcome {
        match answer.build() {
            Ok(answer) => given(&answer).map_or(Outcome::Answer(answer), Outcome::Fault),
            // Plans are checked when they are added.
            Err(error) => Outcome::Answer(self.failure(&error.to_string()).await),
        }
    }

    async fn failure(&self, message: &str) -> Answer {
        Answer::read(self.api.failure(message)).await
    }

    fn record(
        &self,
        parts: &request::Parts,
        connection: u64,
        body: &Bytes,
        body_complete: bool,
    ) -> RecordedRequest {
        RecordedRequest {
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
            api_status: None,
            status: None,
            violation: None,
        }
    }

    /// Lets the API handle a request. There is nothing in it to wait for, so a client that goes
    /// away never leaves it half done.
    async fn apply(&self, parts: request::Parts, body: Bytes, sequence: u64) -> Answer {
        let method = parts.method.clone();
        let path = parts.uri.path().to_owned();
        let mut request = axum::extract::Request::from_parts(parts, Body::from(body));
        if method == Method::HEAD {
            // The router would answer it like a GET, which neither document has.
            *request.method_mut() = Method::TRACE;
        }
        let response = match self.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let answer = Answer::read(response).await;
        let violation = self.violation(method.as_str(), &path, &answer);
        lock(&self.log).update(sequence, |request| {
            request.api_status = Some(answer.status.as_u16());
            request.violation.clone_from(&violation);
        });
        match violation {
            None => answer,
            Some(violation) => {
                let message = format!("The answer breaks the vendored document: {violation}");
                self.failure(&message).await
            }
        }
    }

    fn violation(&self, method: &str, path: &str, answer: &Answer) -> Option<String> {
        if !cfg!(debug_assertions) {
            return None;
        }
        let operation = self.api.find(method, path)?;
        let content_type = answer
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        operation
            .check_answer(answer.status.as_u16(), content_type, &answer.body)
            .err()
    }

    async fn control(&self, method: &Method, path: &str, body: &[u8]) -> Response {
        match (method, path) {
            (&Method::GET, "requests") => {
                let log = lock(&self.log);
                let body = json!({ "request_count": log.arrived(), "requests": log.requests() });
                json(StatusCode::OK, &body)
            }
            (&Method::DELETE, "requests") => {
                lock(&self.log).clear();
                json(StatusCode::OK, &json!({}))
            }
            (&Method::GET, "faults") => json(StatusCode::OK, &json!(lock(&self.faults).plan())),
            (&Method::POST, "faults") => match self.inject_json(body).await {
                Ok(()) => json(StatusCode::OK, &json!(lock(&self.faults).plan())),
                Err(error) => json(
                    StatusCode::BAD_REQUEST,
                    &json!({ "error": error.to_string() }),
                ),
            },
            (&Method::DELETE, "faults") => {
                self.clear_faults().await;
                json(StatusCode::OK, &json!({}))
            }
            (&Method::GET, "connections") => json(StatusCode::OK, &json!(self.gate.connections())),
            (&Method::POST, "clock") => match serde_json::from_slice(body) {
                Ok(Advance { advance_ms }) => {
                    self.api.clock().advance(Duration::from_millis(advance_ms));
                    json(StatusCode::OK, &json!({}))
                }
                Err(error) => json(
                    StatusCode::BAD_REQUEST,
                    &json!({ "error": error.to_string() }),
                ),
            },
            _ => json(
                StatusCode::NOT_FOUND,
                &json!({ "error": "the sandbox has no such control" }),
            ),
        }
    }

    async fn inject_json(&self, body: &[u8]) -> Result<(), InvalidFaultPlan> {
        // A list would pass for the fields of a plan in their order.
        if body.trim_ascii_start().first() != Some(&b'{') {
            return Err(InvalidFaultPlan("expected a plan, an object".to_owned()));
        }
        let plan: FaultPlan =
            serde_json::from_slice(body).map_err(|error| InvalidFaultPlan(error.to_string()))?;
        if plan.connections == Some(ConnectionFault::Refuse { ms: None }) {
            let problem = "refuse needs ms: a closed port cannot be told to open";
            return Err(InvalidFaultPlan(problem.to_owned()));
        }
        self.inject(plan).await
    }

    async fn inject(&self, plan: FaultPlan) -> Result<(), InvalidFaultPlan> {
        plan.check()?;
        let connections = plan.connections;
        lock(&self.faults).add(plan);
        match connections {
            Some(ConnectionFault::Refuse { ms }) => {
                self.gate.refuse(ms.map(Duration::from_millis)).await;
            }
            Some(ConnectionFault::Reset { count }) => self.gate.reset(count),
            None => {}
        }
        Ok(())
    }

    async fn clear_faults(&self) {
        lock(&self.faults).clear();
        self.gate.accept().await;
    }
}

/// How the reading of a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// At its end.
    Whole,
    /// Where the sandbox stopped reading.
    Cut,
    /// Where the client broke off.
    Broken,
}

/// Reads a body up to the bound.
async fn read(mut body: Incoming) -> (Bytes, End) {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return (bytes.freeze(), End::Broken);
        };
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > BODY_BOUND {
            bytes.truncate(BODY_BOUND);
            return (bytes.freeze(), End::Cut);
        }
    }
    (bytes.freeze(), End::Whole)
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
    /// ([`SandboxBuilder::request_log_capacity`](crate::SandboxBuilder::request_log_capacity)).
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.service.log).requests()
    }

    /// How many requests arrived in all, whether or not they are still kept.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        lock(&self.service.log).arrived()
    }

    /// Forgets the requests; their count goes on.
    pub fn clear_requests(&self) {
        lock(&self.service.log).clear();
    }

    /// Adds faults: a [`FaultPlan`], a [`Fault`], several, or one of the other parts of a plan. They
    /// hold when this comes back. [`faults`](crate::faults) says what each does.
    ///
    /// # Errors
    ///
    /// When the plan cannot be carried out ([`FaultPlan::check`]); nothing was added then.
    pub async fn inject(&self, faults: impl Into<FaultPlan>) -> Result<(), InvalidFaultPlan> {
        self.service.inject(faults.into()).await
    }

    /// Clears all faults, and accepts connections again where they were refused. Faults that have
    /// struck run their course.
    pub async fn clear_faults(&self) {
        self.service.clear_faults().await;
    }

    /// The faults that have not been used up.
    #[must_use]
    pub fn pending_faults(&self) -> Vec<Fault> {
        lock(&self.service.faults).plan().faults
    }

    /// The connections as they are now.
    #[must_use]
    pub fn connections(&self) -> Connections {
        *self.connections.borrow()
    }

    /// Waits until no request is being handled and no connection is open: until nothing has leaked.
    /// Clients that keep connections alive have to be dropped for that.
    pub async fn wait_idle(&self) {
        let mut connections = self.connections.clone();
        // An error means that the server is gone, and its connections with it.
        let _ = connections
            .wait_for(|now| now.open == 0 && now.requests == 0)
            .await;
    }
}
