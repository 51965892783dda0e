//! One attempt of a call: sends a request and receives its response before a deadline.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::LOCATION;
use reqwest::{Request, Response, StatusCode, Url};
use secrecy::SecretString;

use crate::content_encoding::Decoder;
use crate::operation::OperationRef;
use crate::response::BufferedResponse;
use crate::time::{Clock, Sleep};
use crate::transport::{BoxError, SendProgress, Sender, TransportError};

/// Maximum time to read the body of an error response, of which only the reason is needed.
const ERROR_BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// Maximum number of bytes that are read of the body of an error response.
pub(crate) const MAX_ERROR_BODY: usize = 1 << 20;

/// How the body of a response is received.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BodyMode {
    /// Read into memory.
    Buffered,
    /// Left to the caller, if the response is a success.
    Streamed,
}

/// A response to an attempt.
#[derive(Debug)]
pub(crate) enum AttemptResponse {
    /// A success with its body in memory.
    Buffered(BufferedResponse),
    /// A success whose body was not read yet.
    Streamed(Box<StreamedResponse>),
    /// An error status, with the part of the body that could be read.
    Error {
        response: BufferedResponse,
        /// The error that interrupted the body, if any.
        incomplete: Option<AttemptFailure>,
    },
    /// A redirect.
    Redirect(Box<Redirect>),
}

/// A response whose body was not read yet.
pub(crate) struct StreamedResponse {
    pub(crate) response: Response,
    decoder: Decoder,
    /// What is left of the last chunk.
    chunk: Bytes,
    /// The error after the pieces that were returned.
    error: Option<io::Error>,
    /// Whether the last chunk was received.
    is_complete: bool,
}

impl StreamedResponse {
    /// Returns the next piece, decompressed. A piece of a compressed body is at most 4 MiB.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, AttemptFailure> {
        loop {
            if let Some(error) = self.error.take() {
                self.is_complete = true;
                return Err(error.into());
            }
            let (piece, result) = if !self.chunk.is_empty() {
                self.decoder.step(&mut self.chunk)
            } else if self.is_complete {
                return Ok(None);
            } else {
                match self.response.chunk().await.map_err(AttemptFailure::read)? {
                    Some(chunk) => {
                        self.chunk = chunk;
                        continue;
                    }
                    None => {
                        self.is_complete = true;
                        self.decoder.finish()
                    }
                }
            };
            if let Err(error) = result {
                self.chunk.clear();
                self.error = Some(error);
            }
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
    }
}

impl fmt::Debug for StreamedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamedResponse")
            .field("status", &self.response.status())
            .finish_non_exhaustive()
    }
}

/// A redirect, and its target if it is valid.
#[derive(Debug)]
pub(crate) struct Redirect {
    pub(crate) status: StatusCode,
    pub(crate) target: Option<Url>,
}

/// The reason why an attempt has no usable response.
#[derive(Debug)]
pub(crate) struct AttemptError {
    /// The status, if the response had begun.
    pub(crate) status: Option<StatusCode>,
    pub(crate) cause: AttemptFailure,
    /// Whether the service cannot have received the request.
    pub(crate) is_unsent: bool,
}

#[derive(Debug)]
pub(crate) enum AttemptFailure {
    /// No connection was made.
    Connect(BoxError),
    /// No connection was made within its timeout.
    ConnectTimeout(Option<BoxError>),
    /// The connection broke.
    Transport(BoxError),
    /// The body cannot be decompressed.
    Encoding(BoxError),
    /// The body exceeds the limit.
    TooLarge,
    /// A redirect that must not be followed.
    Redirect,
    /// A redirect that the HTTP client followed, so that the status is not that of the request.
    FollowedRedirect,
    /// The deadline passed.
    Timeout,
}

impl From<io::Error> for AttemptFailure {
    /// Converts an error of the decompressor. Errors of the connection are errors of reqwest.
    fn from(error: io::Error) -> Self {
        Self::Encoding(error.into())
    }
}

impl AttemptError {
    pub(crate) fn redirect(status: StatusCode) -> Self {
        AttemptFailure::Redirect.after(status)
    }

    #[cold]
    fn send(error: TransportError, progress: &SendProgress) -> Self {
        let is_unsent = error.is_unsent || progress.abandon();
        let cause = match (error.is_connect, error.is_timeout) {
            (true, true) => AttemptFailure::ConnectTimeout(Some(error.source)),
            (true, false) => AttemptFailure::Connect(error.source),
            _ => AttemptFailure::Transport(error.source),
        };
        Self {
            status: None,
            cause,
            is_unsent,
        }
    }

    #[cold]
    fn expired(expired: TimeLimit, is_unsent: bool) -> Self {
        Self {
            status: None,
            cause: match expired {
                TimeLimit::BeforeSending => AttemptFailure::ConnectTimeout(None),
                TimeLimit::Deadline => AttemptFailure::Timeout,
            },
            is_unsent,
        }
    }
}

impl AttemptFailure {
    /// Returns the error of a response that had begun.
    fn after(self, status: StatusCode) -> AttemptError {
        AttemptError {
            status: Some(status),
            cause: self,
            is_unsent: false,
        }
    }

    #[cold]
    fn read(error: reqwest::Error) -> Self {
        // An HTTP client that the caller supplied may decompress by itself. It reports a broken
        // connection as a decode error too, but the errors of its decompressor are not wrapped.
        let source = std::error::Error::source(&error);
        let is_encoding =
            error.is_decode() && source.is_some_and(|source| source.is::<io::Error>());
        let error = error.without_url().into();
        if is_encoding {
            Self::Encoding(error)
        } else {
            Self::Transport(error)
        }
    }
}

/// The limits of an attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptLimits<'a> {
    pub(crate) operation: &'a OperationRef,
    pub(crate) body: BodyMode,
    /// The maximum size of a buffered body.
    pub(crate) max_bytes: usize,
    /// What is secret in the request, for the transport of the caller.
    pub(crate) secrets: &'a [SecretString],
}

/// The time limit of an attempt, and of the time before it begins to send.
pub(crate) struct Deadline<'a> {
    clock: &'a dyn Clock,
    sleep: Sleep,
    /// The time after the limit for the beginning of sending.
    rest: Duration,
}

/// The limit that was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeLimit {
    /// The limit for the beginning of sending.
    BeforeSending,
    /// The limit of the attempt.
    Deadline,
}

impl<'a> Deadline<'a> {
    /// Starts the timer of an attempt. `connect` is the limit for the beginning of sending.
    pub(crate) fn start(clock: &'a dyn Clock, connect: Duration, total: Duration) -> Self {
        let first = connect.min(total);
        Self {
            clock,
            sleep: clock.sleep(first),
            rest: total - first,
        }
    }

    /// Awaits a future until the limit. `has_begun` returns whether sending has begun.
    pub(crate) fn limit<F: Future>(
        &mut self,
        mut future: Pin<&mut F>,
        has_begun: impl Fn() -> bool,
    ) -> impl Future<Output = Result<F::Output, TimeLimit>> {
        poll_fn(move |context| {
            loop {
                if let Poll::Ready(output) = future.as_mut().poll(context) {
                    return Poll::Ready(Ok(output));
                }
                ready!(self.sleep.as_mut().poll(context));
                if self.rest.is_zero() {
                    return Poll::Ready(Err(TimeLimit::Deadline));
                }
                if !has_begun() {
                    return Poll::Ready(Err(TimeLimit::BeforeSending));
                }
                self.sleep = self.clock.sleep(std::mem::take(&mut self.rest));
            }
        })
    }
}

/// Sends a request to `url` and receives the response before the deadline.
pub(crate) fn attempt(
    sender: &Sender,
    request: Request,
    url: &Url,
    deadline: &mut Deadline<'_>,
    limits: AttemptLimits<'_>,
) -> impl Future<Output = Result<AttemptResponse, AttemptError>> {
    let progress = sender.start();
    let response = sender.send(request, &progress, limits.secrets);
    // Avoids a local variable: it would be stored twice in the future.
    async move {
        let mut response = {
            let send = pin!(response);
            match deadline.limit(send, || progress.has_begun()).await {
                Ok(response) => response.map_err(|error| AttemptError::send(error, &progress))?,
                Err(expired) => {
                    return Err(AttemptError::expired(expired, progress.abandon()));
                }
            }
        };
        let status = response.status();
        // An HTTP client that the caller supplied may have followed a redirect. It is too late to prevent
        // that, but the response is not the service's.
        if sender.is_http() && !is_same_resource(response.url(), url) {
            return Err(AttemptError {
                // It says nothing about the request.
                status: None,
                cause: AttemptFailure::FollowedRedirect,
                is_unsent: false,
            });
        }
        let is_success = limits.operation.is_success(status.as_u16());
        if is_redirect(status) && !is_success {
            let location = response.headers().get(LOCATION);
            let target = location
                .and_then(|location| location.to_str().ok())
                .and_then(|location| url.join(location).ok());
            return Ok(AttemptResponse::Redirect(Box::new(Redirect {
                status,
                target,
            })));
        }
        let mut decoder = Decoder::new(response.headers_mut());
        if is_success && matches!(limits.body, BodyMode::Streamed) {
            return Ok(AttemptResponse::Streamed(Box::new(StreamedResponse {
                response,
                decoder,
                chunk: Bytes::new(),
                error: None,
                is_complete: false,
            })));
        }
        if !is_success {
            // Boxed, so that no successful call reserves space for it.
            return Ok(Box::pin(read_error(response, decoder, deadline)).await);
        }
        let mut body = BodyBuffer::new(limits.max_bytes);
        {
            let read = pin!(read(&mut response, &mut decoder, &mut body));
            match deadline.limit(read, || true).await {
                Ok(result) => result.map_err(|failure| failure.after(status))?,
                Err(_) => return Err(AttemptFailure::Timeout.after(status)),
            }
        }
        Ok(AttemptResponse::Buffered(buffered(response, body)))
    }
}

/// Receives the body of an error response. Its status and headers are sufficient, so an unreadable
/// part of the body is omitted.
#[cold]
async fn read_error(
    mut response: Response,
    mut decoder: Decoder,
    deadline: &mut Deadline<'_>,
) -> AttemptResponse {
    let mut body = BodyBuffer::new(MAX_ERROR_BODY);
    let incomplete = {
        let read = pin!(read_up_to(&mut response, &mut decoder, &mut body));
        let mut limit = deadline.clock.sleep(ERROR_BODY_TIMEOUT);
        let mut read = pin!(deadline.limit(read, || true));
        poll_fn(|context| {
            if let Poll::Ready(result) = read.as_mut().poll(context) {
                return Poll::Ready(result.unwrap_or(Err(AttemptFailure::Timeout)));
            }
            limit
                .as_mut()
                .poll(context)
                .map(|()| Err(AttemptFailure::Timeout))
        })
        .await
        .err()
    };
    AttemptResponse::Error {
        response: buffered(response, body),
        incomplete,
    }
}

fn buffered(mut response: Response, body: BodyBuffer) -> BufferedResponse {
    let headers = std::mem::take(response.headers_mut());
    BufferedResponse::new(response.status(), headers, body.finish())
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Compares two URLs without their fragments, which are not sent.
fn is_same_resource(one: &Url, other: &Url) -> bool {
    let without_fragment =
        |url: &Url| url.as_str().len() - url.fragment().map_or(0, |fragment| fragment.len() + 1);
    one.as_str()[..without_fragment(one)] == other.as_str()[..without_fragment(other)]
}

/// Reads the body. Fails if it is larger than the limit of the buffer.
async fn read(
    response: &mut Response,
    decoder: &mut Decoder,
    body: &mut BodyBuffer,
) -> Result<(), AttemptFailure> {
    let length = response.content_length().unwrap_or(0);
    if usize::try_from(length).map_or(true, |length| length > body.max_bytes) {
        return Err(AttemptFailure::TooLarge);
    }
    read_up_to(response, decoder, body).await
}

/// Reads the body until the buffer is full.
async fn read_up_to(
    response: &mut Response,
    decoder: &mut Decoder,
    body: &mut BodyBuffer,
) -> Result<(), AttemptFailure> {
    while let Some(chunk) = response.chunk().await.map_err(AttemptFailure::read)? {
        let mut chunk = chunk;
        while !chunk.is_empty() {
            let (piece, result) = decoder.step(&mut chunk);
            body.push(piece)?;
            result?;
        }
    }
    let (piece, result) = decoder.finish();
    body.push(piece)?;
    Ok(result?)
}

/// A body in memory. A body of a single chunk is not copied.
struct BodyBuffer {
    first: Bytes,
    all: BytesMut,
    max_bytes: usize,
}

impl BodyBuffer {
    fn new(max_bytes: usize) -> Self {
        Self {
            first: Bytes::new(),
            all: BytesMut::new(),
            max_bytes,
        }
    }

    /// Appends a chunk, or the part of it that fits.
    fn push(&mut self, mut next: Bytes) -> Result<(), AttemptFailure> {
        let free = self.max_bytes - self.first.len() - self.all.len();
        let fits = next.len() <= free;
        next.truncate(free);
        if self.first.is_empty() && self.all.is_empty() {
            self.first = next;
        } else {
            if self.all.is_empty() {
                self.all.reserve(2 * (self.first.len() + next.len()));
            }
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
            self.all.extend_from_slice(&next);
        }
        if fits {
            Ok(())
        } else {
            Err(AttemptFailure::TooLarge)
        }
    }

    fn finish(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.freeze()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AttemptError;
    use crate::transport::{SendProgress, TransportError};

    #[test]
    fn a_request_whose_connection_broke_before_it_was_written_was_not_sent() {
        for has_begun in [false, true] {
            let progress = SendProgress::default();
            if has_begun {
                assert!(progress.begin());
            }
            let error = AttemptError::send(TransportError::new("closed"), &progress);
            assert_eq!(error.is_unsent, !has_begun);
            // Nor can it be written afterwards.
            assert_eq!(progress.begin(), has_begun);
        }
    }
}
