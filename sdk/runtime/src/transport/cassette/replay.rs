//! The transport that replays.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::stream;
use http::StatusCode;
use reqwest::Body;

use super::file::{
    self, CassetteError, CassetteRequest, CassetteResponse, End, ErrorEnd, ErrorEndKind, Exchange,
};
use super::matching::{differences, distance, is_same};
use super::record::write_request;
use super::redaction::{Redaction, SecretFields};
use super::request::read_request;
use crate::transport::{BoxError, Transport, TransportError, TransportFuture};

/// Responds to requests from a file that [`RecordingTransport`](crate::RecordingTransport) wrote. Nothing is
/// sent.
///
/// A request gets the end of the first unused exchange with the same method, path, query and body;
/// `REDACTED` in the file stands for any text. JSON is compared as values; the boundaries of multipart
/// bodies, the headers, the scheme and the host are not compared. So equal requests get their responses
/// in the recorded order, and different ones may come in any order. A retry is a request of its own, as
/// it was when it was recorded.
///
/// A recorded error is an error of the same kind again. A request that the caller abandoned, for example
/// at its timeout, gets no response.
///
/// A request that was not recorded, or not so often, fails with an error that says what the nearest one
/// differs in. [`finish`](Self::finish) reports it again, and what was not requested.
///
/// See [`RecordingTransport`](crate::RecordingTransport) for an example.
#[derive(Clone)]
pub struct ReplayTransport(Arc<ReplayInner>);

struct ReplayInner {
    path: Box<Path>,
    state: Mutex<ReplayState>,
}

struct ReplayState {
    exchanges: Vec<(Exchange, IsUsed)>,
    /// What was requested and not recorded.
    unexpected: Vec<String>,
}

type IsUsed = bool;

impl ReplayTransport {
    /// Reads a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not that of a recording.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, CassetteError> {
        let path = path.as_ref();
        let exchanges = file::read(path)?;
        for (index, exchange) in exchanges.iter().enumerate() {
            if let End::Response(response) = &exchange.end {
                build(response).map_err(|source| {
                    let message = format!("exchange {} of {}", index + 1, path.display());
                    CassetteError::new(format!("invalid response in {message}"), source)
                })?;
            }
        }
        Ok(Self(Arc::new(ReplayInner {
            path: path.into(),
            state: Mutex::new(ReplayState {
                exchanges: exchanges
                    .into_iter()
                    .map(|exchange| (exchange, false))
                    .collect(),
                unexpected: Vec::new(),
            }),
        })))
    }

    /// Checks that everything that was recorded was requested, and nothing else.
    ///
    /// # Errors
    /// If a recorded request was not sent, or another was.
    pub fn finish(&self) -> Result<(), CassetteError> {
        let state = self.lock();
        let mut problems = state.unexpected.clone();
        for (index, (exchange, is_used)) in state.exchanges.iter().enumerate() {
            if !is_used {
                let request = describe(&exchange.request);
                problems.push(format!(
                    "exchange {} was not requested: {request}",
                    index + 1
                ));
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        let path = self.0.path.display();
        Err(format!("the requests differ from {path}: {}", problems.join("; ")).into())
    }

    fn lock(&self) -> MutexGuard<'_, ReplayState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReplayState {
    /// Returns the end of the exchange for a request, and marks that as used.
    fn take(
        &mut self,
        request: &CassetteRequest,
        redacted: &CassetteRequest,
    ) -> Result<End, String> {
        let mut exchanges = self.exchanges.iter_mut();
        let found =
            exchanges.find(|(exchange, is_used)| !is_used && is_same(&exchange.request, request));
        if let Some((exchange, is_used)) = found {
            *is_used = true;
            return Ok(exchange.end.clone());
        }
        let problem = format!(
            "{} was not recorded{}",
            describe(redacted),
            self.nearest(request)
        );
        if !self.unexpected.contains(&problem) {
            self.unexpected.push(problem.clone());
        }
        Err(problem)
    }

    /// Describes the exchange that differs least from a request.
    fn nearest(&self, request: &CassetteRequest) -> String {
        let numbered = self.exchanges.iter().enumerate();
        let nearest = numbered.min_by_key(|(_, (exchange, is_used))| {
            (distance(&exchange.request, request), *is_used)
        });
        let Some((index, (exchange, _))) = nearest else {
            return ": the recording is empty".to_owned();
        };
        let nearest = describe(&exchange.request);
        match differences(&exchange.request, request).as_slice() {
            [] => " so often".to_owned(),
            differences => format!(
                ": the nearest is {nearest} (exchange {}), which differs in {}",
                index + 1,
                differences.join(", ")
            ),
        }
    }
}

/// Returns method, path and query.
fn describe(request: &CassetteRequest) -> String {
    let query = request.query.as_ref();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{} {}{query}", request.method, request.path)
}

impl Transport for ReplayTransport {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let replay = self.clone();
        Box::pin(async move {
            let (parts, body, mut secrets) = read_request(request).await?;
            let fields = SecretFields::default();
            let write = |redaction: &Redaction<'_>| {
                write_request(redaction, &parts.method, &parts.uri, &parts.headers, &body)
            };
            let request = write(&Redaction::new(&fields, &[], &[]));
            fields.collect_headers(&parts.headers, &mut secrets);
            let redacted = write(&Redaction::new(&fields, &secrets, &[]));
            let end = replay.lock().take(&request, &redacted);
            match end.map_err(TransportError::not_sent)? {
                End::Response(response) => build(&response).map_err(TransportError::new),
                End::Error(error) => Err(restore(error).await),
            }
        })
    }
}

/// Returns the recorded response.
fn build(response: &CassetteResponse) -> Result<http::Response<Body>, BoxError> {
    let body = response.body.bytes();
    let body = match response.body_error.clone() {
        None => Body::from(body),
        Some(error) => Body::wrap_stream(stream::iter([Ok(body), Err(error)])),
    };
    let mut built = http::Response::new(body);
    *built.status_mut() = StatusCode::from_u16(response.status)?;
    *built.headers_mut() = file::read_headers(&response.headers)?;
    Ok(built)
}

/// Returns the recorded error.
async fn restore(ErrorEnd { kind, message }: ErrorEnd) -> TransportError {
    match kind {
        ErrorEndKind::Connect => TransportError::connect(message),
        ErrorEndKind::ConnectTimeout => TransportError {
            is_timeout: true,
            ..TransportError::connect(message)
        },
        ErrorEndKind::NotSent => TransportError::not_sent(message),
        ErrorEndKind::Timeout => TransportError {
            is_timeout: true,
            ..TransportError::new(message)
        },
        ErrorEndKind::NoResponse => TransportError::new(message),
        ErrorEndKind::Abandoned => std::future::pending().await,
    }
}

impl fmt::Debug for ReplayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayTransport")
            .field("path", &self.0.path)
            .field("exchanges", &self.lock().exchanges.len())
            .finish_non_exhaustive()
    }
}
