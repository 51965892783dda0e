//! The transport that records.

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::Body;
use secrecy::SecretString;

use super::file::{
    self, CassetteError, CassetteRequest, CassetteResponse, End, ErrorEnd, ErrorEndKind, Exchange,
};
use super::redaction::{Redaction, SecretFields, boundary};
use super::request::read_request;
use super::search::replace;
use crate::content_encoding::Decoder;
use crate::transport::{BoxError, Transport, TransportError, TransportFuture};

/// Sends requests by another transport, and records them with their responses in a file, a cassette,
/// which [`ReplayTransport`](crate::ReplayTransport) responds from.
///
/// The file is JSON with the exchanges in the order in which they began. It is written by
/// [`finish`](Self::finish) and only then replaces an older one, so a test that fails on the way leaves
/// that as it was.
///
/// # Secrets
///
/// In place of a secret the file contains `REDACTED`, which matches any text in a replay:
///
/// - the headers `Authorization`, `Proxy-Authorization`, `Cookie` and `Set-Cookie`, and those that are
///   marked as sensitive;
/// - everything that the call sent as [`Secret`](crate::Secret), except in a raw request, where the
///   types are not known;
/// - headers, query parameters, and fields of JSON, of forms and of multipart bodies whose name ends
///   with `password`, `secret`, `token`, `pin`, `credential`, `signature`, `api_key`, `private_key` or
///   the like, and those that [`redact_fields`](Self::redact_fields) names; in responses, too;
/// - strings in the form of a JSON Web Token.
///
/// Each of these texts is also redacted wherever else it occurs in its exchange and, if it has at least
/// eight characters, in the others. Other secrets in a response are recorded: look at a new file before
/// you publish it.
///
/// # Differences from the connection
///
/// A request body is read before it is sent. Bodies of responses are recorded decompressed. The pieces
/// in which a body came and the time are not recorded.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use rolekit_runtime::{RecordingTransport, ReplayTransport, TowerTransport, Transport as _};
/// # #[derive(Clone)]
/// # struct Greeting;
/// # impl tower_service::Service<http::Request<rolekit_runtime::Body>> for Greeting {
/// #     type Response = http::Response<rolekit_runtime::Body>;
/// #     type Error = std::io::Error;
/// #     type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
/// #     fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<std::io::Result<()>> {
/// #         std::task::Poll::Ready(Ok(()))
/// #     }
/// #     fn call(&mut self, _: http::Request<rolekit_runtime::Body>) -> Self::Future {
/// #         std::future::ready(Ok(http::Response::new("hello".into())))
/// #     }
/// # }
/// # let inner = TowerTransport::new(Greeting);
/// # let folder = std::env::temp_dir().join(format!("rolekit-cassette-{}", std::process::id()));
/// # let path = folder.join("hello.json");
/// let recording = RecordingTransport::new(inner, &path).redact_fields(["refresh_url"]);
/// // Give a clone to a client, and make calls. Here without a client:
/// let request = || http::Request::get("https://api.example/hello").body("".into());
/// let response = recording.send(request()?).await?;
/// assert_eq!(reqwest::Response::from(response).text().await?, "hello");
/// recording.finish()?;
///
/// let replay = ReplayTransport::open(&path)?;
/// let response = replay.send(request()?).await?;
/// assert_eq!(reqwest::Response::from(response).text().await?, "hello");
/// replay.finish()?;
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(example()).unwrap();
/// ```
#[derive(Clone)]
pub struct RecordingTransport {
    inner: Arc<dyn Transport>,
    path: Arc<Path>,
    fields: SecretFields,
    exchanges: Arc<Mutex<Vec<Recording>>>,
}

/// An exchange, not redacted yet.
struct Recording {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    /// What the call sent as secret.
    secrets: Vec<SecretString>,
    state: RecordingState,
}

enum RecordingState {
    /// The call has not received the end yet.
    InProgress,
    Error(ErrorEndKind, String),
    Response(RecordedResponse),
}

struct RecordedResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// Why the body ends early.
    body_error: Option<String>,
}

impl RecordingTransport {
    /// Creates a transport that records in the file `path`.
    pub fn new(inner: impl Transport, path: impl AsRef<Path>) -> Self {
        Self {
            inner: Arc::new(inner),
            path: path.as_ref().into(),
            fields: SecretFields::default(),
            exchanges: Arc::default(),
        }
    }

    /// Redacts the values of more fields, headers and query parameters. Case and separators of a name
    /// make no difference: `api_key`, `apiKey` and `Api-Key` are the same.
    #[must_use]
    pub fn redact_fields(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.fields.extend(names);
        self
    }

    /// Writes the file. Call it when all responses have been read.
    ///
    /// # Errors
    /// If a request is in progress or its response is being read, or if the file cannot be written. The
    /// file is as before then.
    pub fn finish(&self) -> Result<(), CassetteError> {
        let exchanges = self.lock();
        let is_in_progress =
            |recording: &&Recording| matches!(recording.state, RecordingState::InProgress);
        if let Some(recording) = exchanges.iter().find(is_in_progress) {
            return Err(CassetteError::from(format!(
                "{} {} is in progress: finish the recording when its response has been read",
                recording.method,
                recording.uri.path()
            )));
        }
        let secrets: Vec<_> = exchanges
            .iter()
            .map(|recording| recording.collect_secrets(&self.fields))
            .collect();
        let all: Vec<&SecretString> = secrets.iter().flatten().collect();
        let recorded = exchanges.iter().zip(&secrets);
        let recorded = recorded.filter_map(|(recording, own)| {
            recording.write(&Redaction::new(&self.fields, own, &all))
        });
        file::write(&self.path, recorded.collect())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Recording>> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for RecordingTransport {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let recorder = self.clone();
        Box::pin(async move {
            let (parts, body, secrets) = read_request(request).await?;
            let guard = recorder.begin(Recording {
                method: parts.method.clone(),
                uri: parts.uri.clone(),
                headers: parts.headers.clone(),
                body: body.clone(),
                secrets,
                state: RecordingState::InProgress,
            });
            let request = http::Request::from_parts(parts, body.into());
            let response = match recorder.inner.send(request).await {
                Ok(response) => response,
                Err(error) => {
                    guard.end(RecordingState::Error(
                        kind(&error),
                        describe(&*error.source),
                    ));
                    return Err(error);
                }
            };
            let (parts, body) = response.into_parts();
            let mut headers = parts.headers.clone();
            let body = RecordedBody {
                body,
                decoder: Decoder::new(&mut headers),
                decode_error: None,
                collected: Vec::new(),
                response: Some((parts.status, headers)),
                guard,
            };
            Ok(http::Response::from_parts(parts, Body::wrap(body)))
        })
    }
}

impl RecordingTransport {
    fn begin(&self, recording: Recording) -> RecordingGuard {
        let mut exchanges = self.lock();
        exchanges.push(recording);
        RecordingGuard {
            exchanges: self.exchanges.clone(),
            index: exchanges.len() - 1,
        }
    }
}

/// The place of an exchange in the recording.
struct RecordingGuard {
    exchanges: Arc<Mutex<Vec<Recording>>>,
    index: usize,
}

impl RecordingGuard {
    fn end(&self, state: RecordingState) {
        let mut exchanges = self
            .exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(recording) = exchanges.get_mut(self.index) {
            recording.state = state;
        }
    }
}

impl Drop for RecordingGuard {
    fn drop(&mut self) {
        let mut exchanges = self
            .exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(recording) = exchanges.get_mut(self.index)
            && matches!(recording.state, RecordingState::InProgress)
        {
            recording.state = RecordingState::Error(ErrorEndKind::Abandoned, String::new());
        }
    }
}

/// The body of a response, which is recorded while it is read.
struct RecordedBody {
    body: Body,
    decoder: Decoder,
    /// Why the rest of the body could not be decompressed. Secrets in it could not be found, so it is
    /// not recorded.
    decode_error: Option<String>,
    collected: Vec<u8>,
    /// `None` when the response was recorded.
    response: Option<(StatusCode, HeaderMap)>,
    guard: RecordingGuard,
}

impl RecordedBody {
    fn record(&mut self, chunk: Option<Bytes>) {
        if self.decode_error.is_some() {
            return;
        }
        let mut chunk = chunk;
        loop {
            let (piece, result) = match &mut chunk {
                Some(chunk) if chunk.is_empty() => return,
                Some(chunk) => self.decoder.step(chunk),
                None => self.decoder.finish(),
            };
            self.collected.extend_from_slice(&piece);
            self.decode_error = result.err().map(|error| describe(&error));
            if chunk.is_none() || self.decode_error.is_some() {
                return;
            }
        }
    }

    fn end(&mut self, error: Option<String>) {
        if error.is_none() {
            self.record(None);
        }
        if let Some((status, headers)) = self.response.take() {
            self.guard.end(RecordingState::Response(RecordedResponse {
                status,
                headers,
                body: std::mem::take(&mut self.collected).into(),
                body_error: error.or(self.decode_error.take()),
            }));
        }
    }
}

impl HttpBody for RecordedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    self.record(Some(data.clone()));
                }
            }
            Some(Err(error)) => self.end(Some(describe(error))),
            None => self.end(None),
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        // Otherwise the reader may not ask for the end, which is recorded.
        false
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for RecordedBody {
    fn drop(&mut self) {
        let is_complete = self.body.is_end_stream();
        self.end((!is_complete).then(|| "the body was not read to its end".to_owned()));
    }
}

impl Recording {
    /// Collects the secrets of both directions.
    fn collect_secrets(&self, fields: &SecretFields) -> Vec<SecretString> {
        let mut secrets = self.secrets.clone();
        fields.collect_headers(&self.headers, &mut secrets);
        fields.collect_query(self.uri.query().unwrap_or_default(), &mut secrets);
        fields.collect_body(&self.headers, &self.body, &mut secrets);
        if let RecordingState::Response(response) = &self.state {
            fields.collect_headers(&response.headers, &mut secrets);
            fields.collect_body(&response.headers, &response.body, &mut secrets);
        }
        secrets
    }

    /// Returns what is written to the file.
    fn write(&self, redaction: &Redaction<'_>) -> Option<Exchange> {
        let end = match &self.state {
            RecordingState::InProgress => return None,
            RecordingState::Error(kind, message) => End::Error(ErrorEnd {
                kind: *kind,
                message: redaction.text(message),
            }),
            RecordingState::Response(response) => End::Response(response.write(redaction)),
        };
        let request = write_request(
            redaction,
            &self.method,
            &self.uri,
            &self.headers,
            &self.body,
        );
        Some(Exchange { request, end })
    }
}

/// Returns what is recorded of a request, and compared.
pub(super) fn write_request(
    redaction: &Redaction<'_>,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> CassetteRequest {
    let (headers, body) = with_constant_boundary(headers, body);
    let body = redaction.body(&headers, &body);
    let mut headers = file::write_headers(&headers, |name, value| redaction.header(name, value));
    // They say nothing about the request, and would change with every version or base URL.
    for name in [CONTENT_LENGTH, HOST, TRANSFER_ENCODING, USER_AGENT] {
        headers.remove(name.as_str());
    }
    CassetteRequest {
        method: method.to_string(),
        path: redaction.text(uri.path()),
        query: uri.query().map(|query| redaction.query(query)),
        headers,
        body: file::Body::new(&body),
    }
}

/// Replaces the boundary of a multipart body, which is random.
fn with_constant_boundary(headers: &HeaderMap, body: &Bytes) -> (HeaderMap, Bytes) {
    let mut headers = headers.clone();
    let media_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let Some(media_type) = media_type else {
        return (headers, body.clone());
    };
    let Some(boundary) = boundary(media_type).map(str::to_owned) else {
        return (headers, body.clone());
    };
    let media_type = media_type.replace(&boundary, BOUNDARY);
    if let Ok(value) = HeaderValue::from_str(&media_type) {
        headers.insert(CONTENT_TYPE, value);
    }
    (
        headers,
        replace(body, boundary.as_bytes(), BOUNDARY.as_bytes()).into(),
    )
}

const BOUNDARY: &str = "boundary";

impl RecordedResponse {
    fn write(&self, redaction: &Redaction<'_>) -> CassetteResponse {
        let body = redaction.body(&self.headers, &self.body);
        let mut headers =
            file::write_headers(&self.headers, |name, value| redaction.header(name, value));
        // Redaction changes the length.
        for name in [CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(name.as_str());
        }
        CassetteResponse {
            status: self.status.as_u16(),
            headers,
            body: file::Body::new(&body),
            body_error: self.body_error.as_deref().map(|text| redaction.text(text)),
        }
    }
}

fn kind(error: &TransportError) -> ErrorEndKind {
    match (error.is_connect, error.is_unsent, error.is_timeout) {
        (true, _, false) => ErrorEndKind::Connect,
        (true, _, true) => ErrorEndKind::ConnectTimeout,
        (false, true, _) => ErrorEndKind::NotSent,
        (false, false, true) => ErrorEndKind::Timeout,
        (false, false, false) => ErrorEndKind::NoResponse,
    }
}

/// Returns the text of an error and of its sources.
fn describe(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

impl fmt::Debug for RecordingTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingTransport")
            .field("inner", &self.inner)
            .field("path", &self.path)
            .field("exchanges", &self.lock().len())
            .finish_non_exhaustive()
    }
}
