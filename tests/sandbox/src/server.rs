//! How a server handles each request.

use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header, request};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use serde_json::{Value, json};
use tower_service::Service as _;

use crate::clock::{self, Clock};
use crate::control::{self, ControlRequest};
use crate::document::{Document, Operation, decode_escapes};
use crate::faults::{
    CannedResponse, ConnectionFault, ConnectionScript, Fault, FaultKind, FaultPlan, FaultQueue,
    InvalidFaultPlan, When, change, damage, with_own_framing,
};
use crate::hijack::Hijack;
use crate::listener_control::ListenerControl;
use crate::lock;
use crate::log::{self, CredentialStatus, LogLimits, RecordedRequest, RequestLog};
use crate::response::{self, BufferedResponse};
use crate::seed::Seed;
use crate::seeder::Seeder;

/// The maximum size of a request body in bytes, well above the limits of the APIs.
const BODY_LIMIT: usize = 16 << 20;

/// One of the two APIs.
pub(crate) trait Api: std::fmt::Debug + Send + Sync {
    fn document(&self) -> &'static Document;
    /// Returns the operation for a request.
    fn find(&self, method: &str, path: &str) -> Option<&'static Operation> {
        self.document().find(method, path)
    }
    fn router(self: Arc<Self>) -> Router;
    fn credential(&self, headers: &HeaderMap) -> CredentialStatus;
    /// Returns the clock that the API uses.
    fn clock(&self) -> Clock;
    /// Returns an error in the format of the service to which the path belongs.
    fn error(&self, path: &str, status: StatusCode, message: &str) -> Response;
}

/// An API with its request log and faults.
#[derive(Debug)]
pub(crate) struct ApiService {
    api: Arc<dyn Api>,
    router: Router,
    pub(crate) log: Mutex<RequestLog>,
    pub(crate) faults: Mutex<FaultQueue>,
    pub(crate) control: ListenerControl,
    seeder: Seeder,
}

/// The body of a control request that advances the clock.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_ms: u64,
}

/// The response to a request.
enum Reply {
    /// With an HTTP response.
    Response(BufferedResponse),
    /// With a script that writes to the socket.
    Script(ConnectionScript),
}

impl ApiService {
    pub(crate) fn new(
        api: Arc<dyn Api>,
        log_limits: LogLimits,
        control: ListenerControl,
        seeder: Seeder,
    ) -> Self {
        Self {
            // The server limits bodies itself, and responds in the vendor's format.
            router: api.clone().router().layer(DefaultBodyLimit::disable()),
            api,
            log: Mutex::new(RequestLog::new(log_limits)),
            faults: Mutex::default(),
            control,
            seeder,
        }
    }

    pub(crate) async fn call(
        &self,
        request: hyper::Request<Incoming>,
        connection: u64,
        hijack: &Hijack,
    ) -> hyper::Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        if parts.uri.path().starts_with(control::PREFIX) {
            let body = read(body).await.bytes;
            let response = self.control(&parts.method, parts.uri.path(), &body).await;
            return BufferedResponse::read(response).await.into_response();
        }
        let fault = lock(&self.faults).take(parts.method.as_str(), parts.uri.path());
        let skips_body = fault.as_ref().is_some_and(|fault| {
            fault.kind == Some(FaultKind::Reset {}) && fault.effective_when() == When::Before
        });
        let body = if skips_body {
            RequestBody {
                bytes: Bytes::new(),
                end: BodyEnd::NotRead,
            }
        } else {
            read(body).await
        };
        let mut record = self.record(&parts, connection, &body);
        record.fault = fault.as_ref().map(Fault::name);
        let sequence = lock(&self.log).push(record);
        let outcome = match fault {
            // An incomplete request is never applied, even if its part is valid.
            _ if body.end == BodyEnd::Aborted => {
                let message = "The request is incomplete.";
                Reply::Response(self.failure(parts.uri.path(), message).await)
            }
            None => Reply::Response(self.apply(parts, body, sequence).await),
            Some(fault) => self.apply_fault(&fault, parts, body, sequence).await,
        };
        let status = match &outcome {
            Reply::Response(response) => Some(response.status),
            Reply::Script(script) => script.status,
        };
        lock(&self.log).update(sequence, |request| {
            request.status = status.map(|status| status.as_u16());
        });
        match outcome {
            Reply::Response(response) => response.into_response(),
            Reply::Script(script) => match hijack.take(script).await {},
        }
    }

    /// Applies a fault to a request.
    async fn apply_fault(
        &self,
        fault: &Fault,
        parts: request::Parts,
        body: RequestBody,
        sequence: u64,
    ) -> Reply {
        let (when, path) = (fault.effective_when(), parts.uri.path().to_owned());
        let delay = match fault.kind {
            Some(FaultKind::Delay { ms }) => Duration::from_millis(ms),
            _ => Duration::ZERO,
        };
        let response = match (when, &fault.response, &fault.kind) {
            (When::Before, None, Some(FaultKind::Delay { .. })) => {
                // Dropped with its connection if the client disconnects before.
                clock::sleep(delay).await;
                return Reply::Response(self.apply(parts, body, sequence).await);
            }
            (When::Before, None, _) => {
                let message = "A fault took effect before the request was applied.";
                self.failure(&path, message).await
            }
            (When::Before, Some(response), _) => self.build(&path, response).await,
            (When::After, replacement, _) => {
                let response = self.apply(parts, body, sequence).await;
                match replacement {
                    None => response,
                    Some(replacement) => self.build(&path, replacement).await,
                }
            }
        };
        match &fault.kind {
            None => with_own_framing(&response).map_or(Reply::Response(response), Reply::Script),
            Some(FaultKind::Delay { .. }) => {
                clock::sleep(delay).await;
                Reply::Response(response)
            }
            Some(FaultKind::Reset {}) => Reply::Script(ConnectionScript::reset()),
            Some(FaultKind::Hang {}) => Reply::Script(ConnectionScript::hang()),
            Some(kind) => match damage(kind, response.clone()) {
                Some(script) => Reply::Script(script),
                None => Reply::Response(change(kind, response)),
            },
        }
    }

    /// Builds a canned response to a request with this path.
    async fn build(&self, path: &str, response: &CannedResponse) -> BufferedResponse {
        let status = StatusCode::from_u16(response.status).unwrap_or_default();
        let message = "A fault took the place of the response.";
        let vendor = BufferedResponse::read(self.api.error(path, status, message)).await;
        match response.build(|_| vendor.body) {
            Ok(response) => response,
            // Plans are validated when they are added.
            Err(error) => self.failure(path, &error.to_string()).await,
        }
    }

    /// Returns a 500 in the vendor's error format.
    async fn failure(&self, path: &str, message: &str) -> BufferedResponse {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        BufferedResponse::read(self.api.error(path, status, message)).await
    }

    fn record(
        &self,
        parts: &request::Parts,
        connection: u64,
        body: &RequestBody,
    ) -> RecordedRequest {
        RecordedRequest {
            sequence: 0,
            connection,
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: log::redact(&parts.headers),
            credential: self.api.credential(&parts.headers),
            body: body.bytes.clone(),
            omitted_body_bytes: 0,
            body_complete: body.end == BodyEnd::Complete,
            fault: None,
            api_status: None,
            status: None,
            violation: None,
        }
    }

    /// Lets the API handle a request. This never waits, so a client that disconnects cannot leave
    /// it half done.
    async fn apply(
        &self,
        mut parts: request::Parts,
        body: RequestBody,
        sequence: u64,
    ) -> BufferedResponse {
        let method = parts.method.clone();
        let path = parts.uri.path().to_owned();
        if method == Method::HEAD {
            // The router would handle it as GET. Neither document has HEAD.
            parts.method = Method::TRACE;
        }
        make_path_decodable(&mut parts.uri);
        let response = if body.end == BodyEnd::TooLarge {
            let message = format!("The body is larger than {BODY_LIMIT} bytes.");
            self.api
                .error(&path, StatusCode::PAYLOAD_TOO_LARGE, &message)
        } else {
            let request = axum::extract::Request::from_parts(parts, Body::from(body.bytes));
            match self.router.clone().call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        };
        let response = BufferedResponse::read(response).await;
        let violation = self.violation(method.as_str(), &path, &response);
        lock(&self.log).update(sequence, |request| {
            request.api_status = Some(response.status.as_u16());
            request.violation.clone_from(&violation);
        });
        match violation {
            None => response,
            Some(violation) => {
                let message = format!("The response violates the vendored document: {violation}");
                self.failure(&path, &message).await
            }
        }
    }

    fn violation(&self, method: &str, path: &str, response: &BufferedResponse) -> Option<String> {
        if !cfg!(debug_assertions) {
            return None;
        }
        let operation = self.api.find(method, path)?;
        let content_type = response
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        operation
            .check_response(response.status.as_u16(), content_type, &response.body)
            .err()
    }

    async fn control(&self, method: &Method, path: &str, body: &[u8]) -> Response {
        match self.run_control(method, path, body).await {
            Ok(body) => response::json(StatusCode::OK, &body),
            Err((status, error)) => response::json(status, &json!({ "error": error })),
        }
    }

    async fn run_control(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
    ) -> Result<Value, (StatusCode, String)> {
        let invalid = |error: &dyn Error| (StatusCode::BAD_REQUEST, error.to_string());
        let done = json!({});
        Ok(match ControlRequest::find(method, path)? {
            ControlRequest::GetRequests => {
                let log = lock(&self.log);
                json!({ "request_count": log.request_count(), "requests": log.requests() })
            }
            ControlRequest::DeleteRequests => {
                lock(&self.log).clear();
                done
            }
            ControlRequest::GetFaults => json!(lock(&self.faults).plan()),
            ControlRequest::AddFaults => {
                let plan: FaultPlan = control::read_object(body)?;
                if plan.connections == Some(ConnectionFault::Refuse { ms: None }) {
                    let problem = "refuse requires ms: a closed port cannot be reached to open it";
                    return Err((StatusCode::BAD_REQUEST, problem.to_owned()));
                }
                self.inject(plan).await.map_err(|error| invalid(&error))?;
                json!(lock(&self.faults).plan())
            }
            ControlRequest::DeleteFaults => {
                self.clear_faults().await;
                done
            }
            ControlRequest::GetConnections => json!(self.control.connections()),
            ControlRequest::AddSeed => {
                let text = std::str::from_utf8(body).map_err(|error| invalid(&error))?;
                let seeded = Seed::parse(text).and_then(|seed| self.seeder.add(&seed));
                let seeded = seeded.map_err(|error| invalid(&error.in_document(text)))?;
                json!(seeded)
            }
            ControlRequest::AdvanceClock => {
                let Advance { advance_ms } = control::read_object(body)?;
                let by = Duration::from_millis(advance_ms);
                let advanced = self.api.clock().advance(by);
                advanced.map_err(|error| invalid(&error))?;
                done
            }
        })
    }

    pub(crate) async fn inject(&self, plan: FaultPlan) -> Result<(), InvalidFaultPlan> {
        plan.check()?;
        let connections = plan.connections;
        lock(&self.faults).add(plan);
        match connections {
            Some(ConnectionFault::Refuse { ms }) => {
                self.control.refuse(ms.map(Duration::from_millis)).await;
            }
            Some(ConnectionFault::Reset { count }) => self.control.reset(count),
            None => {}
        }
        Ok(())
    }

    pub(crate) async fn clear_faults(&self) {
        lock(&self.faults).clear();
        self.control.accept().await;
    }
}

/// The body of a request, as far as it was read.
#[derive(Debug)]
struct RequestBody {
    bytes: Bytes,
    end: BodyEnd,
}

/// How reading a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyEnd {
    /// The body is complete.
    Complete,
    /// The body exceeds the limit.
    TooLarge,
    /// The client disconnected.
    Aborted,
    /// A fault took effect before the body was read.
    NotRead,
}

/// Reads a body up to the limit.
async fn read(mut body: Incoming) -> RequestBody {
    let mut bytes = BytesMut::new();
    let mut end = BodyEnd::Complete;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            end = BodyEnd::Aborted;
            break;
        };
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > BODY_LIMIT {
            bytes.truncate(BODY_LIMIT);
            end = BodyEnd::TooLarge;
            break;
        }
    }
    RequestBody {
        bytes: bytes.freeze(),
        end,
    }
}

/// Replaces the segments of a path that do not decode to UTF-8 by U+FFFD, which is the id of nothing.
/// The router would respond to them itself, before it checks a credential, and not in the vendor's
/// format.
fn make_path_decodable(uri: &mut Uri) {
    let decodes = |text: &str| String::from_utf8(decode_escapes(text)).is_ok();
    if decodes(uri.path()) {
        return;
    }
    let segments = uri.path().split('/').map(|segment| match decodes(segment) {
        true => segment,
        false => "%EF%BF%BD",
    });
    let mut decodable = segments.collect::<Vec<_>>().join("/");
    if let Some(query) = uri.query() {
        decodable.push('?');
        decodable.push_str(query);
    }
    if let Ok(decodable) = decodable.parse() {
        *uri = decodable;
    }
}
