//! Sends one request and receives its response.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use bytes::{Bytes, BytesMut};
use reqwest::header::LOCATION;
use reqwest::{Request, StatusCode, Url};

use crate::operation::OperationRef;
use crate::response::BufferedResponse;
use crate::time::Sleep;

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
pub(crate) enum Received {
    /// A response with its body in memory.
    Buffered(BufferedResponse),
    /// A success whose body was not read yet.
    Streamed(reqwest::Response),
    /// A redirect.
    Redirect(Redirect),
}

/// A redirect, and its target if it is valid.
#[derive(Debug)]
pub(crate) struct Redirect {
    pub(crate) status: StatusCode,
    pub(crate) target: Option<Url>,
}

/// Why an attempt got no response, or none that can be used.
#[derive(Debug)]
pub(crate) struct AttemptError {
    /// The status, if the response had begun.
    pub(crate) status: Option<StatusCode>,
    pub(crate) cause: AttemptFailure,
}

#[derive(Debug)]
pub(crate) enum AttemptFailure {
    /// No connection was made, so nothing was sent.
    Connect(reqwest::Error),
    /// The connection broke.
    Transport(reqwest::Error),
    /// The body cannot be decompressed.
    Encoding(reqwest::Error),
    /// The body exceeds the limit.
    TooLarge,
    /// A redirect that must not be followed.
    Redirect,
    /// The deadline passed.
    Timeout,
}

impl AttemptError {
    pub(crate) fn redirect(status: StatusCode) -> Self {
        Self {
            status: Some(status),
            cause: AttemptFailure::Redirect,
        }
    }

    #[cold]
    fn timeout(status: Option<StatusCode>) -> Self {
        Self {
            status,
            cause: AttemptFailure::Timeout,
        }
    }

    #[cold]
    fn send(error: reqwest::Error) -> Self {
        let cause = if error.is_connect() {
            AttemptFailure::Connect(error.without_url())
        } else {
            AttemptFailure::Transport(error.without_url())
        };
        Self {
            status: None,
            cause,
        }
    }

    #[cold]
    fn read(status: StatusCode, error: reqwest::Error) -> Self {
        let cause = if is_encoding(&error) {
            AttemptFailure::Encoding(error.without_url())
        } else {
            AttemptFailure::Transport(error.without_url())
        };
        Self {
            status: Some(status),
            cause,
        }
    }

    #[cold]
    fn too_large(status: StatusCode) -> Self {
        Self {
            status: Some(status),
            cause: AttemptFailure::TooLarge,
        }
    }
}

/// What an attempt obeys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptLimits<'a> {
    pub(crate) operation: &'a OperationRef,
    pub(crate) body: BodyMode,
    /// The maximum size of a buffered body.
    pub(crate) max_bytes: usize,
}

/// Sends a request to `url` and receives the response before the deadline.
pub(crate) async fn attempt(
    http: &reqwest::Client,
    request: Request,
    url: &Url,
    deadline: &mut Sleep,
    limits: AttemptLimits<'_>,
) -> Result<Received, AttemptError> {
    let mut response = {
        let send = pin!(http.execute(request));
        match before(deadline, send).await {
            Some(response) => response.map_err(AttemptError::send)?,
            None => return Err(AttemptError::timeout(None)),
        }
    };
    let status = response.status();
    // An HTTP client that the caller supplied may have followed a redirect. It is too late to prevent
    // that, but the response is not the service's.
    if response.url() != url {
        return Err(AttemptError::redirect(status));
    }
    let is_success = limits.operation.is_success(status.as_u16());
    if is_redirect(status) && !is_success {
        let location = response.headers().get(LOCATION);
        let target = location
            .and_then(|location| location.to_str().ok())
            .and_then(|location| url.join(location).ok());
        return Ok(Received::Redirect(Redirect { status, target }));
    }
    if is_success && matches!(limits.body, BodyMode::Streamed) {
        return Ok(Received::Streamed(response));
    }
    let body = {
        let read = pin!(read(&mut response, limits.max_bytes));
        match before(deadline, read).await {
            Some(body) => body?,
            None => return Err(AttemptError::timeout(Some(status))),
        }
    };
    let headers = std::mem::take(response.headers_mut());
    Ok(Received::Buffered(BufferedResponse::new(
        status, headers, body,
    )))
}

/// Awaits a future until the deadline. Returns `None` if that passes first.
fn before<F: Future>(
    deadline: &mut Sleep,
    mut future: Pin<&mut F>,
) -> impl Future<Output = Option<F::Output>> {
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => deadline.as_mut().poll(context).map(|()| None),
    })
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Returns whether decompression failed. reqwest reports a broken connection as a decode error too;
/// the errors of the decompressor are plain `io::Error`s, those of the connection are wrapped.
fn is_encoding(error: &reqwest::Error) -> bool {
    let source = std::error::Error::source(error);
    error.is_decode() && source.is_some_and(|source| source.is::<std::io::Error>())
}

/// Reads the body. A body in one piece is not copied.
async fn read(response: &mut reqwest::Response, max_bytes: usize) -> Result<Bytes, AttemptError> {
    let status = response.status();
    let length = response.content_length().unwrap_or(0);
    if usize::try_from(length).map_or(true, |length| length > max_bytes) {
        return Err(AttemptError::too_large(status));
    }
    let (mut first, mut all) = (Bytes::new(), BytesMut::new());
    while let Some(next) = response
        .chunk()
        .await
        .map_err(|error| AttemptError::read(status, error))?
    {
        if next.len() > max_bytes - first.len() - all.len() {
            return Err(AttemptError::too_large(status));
        }
        if first.is_empty() && all.is_empty() {
            first = next;
            continue;
        }
        if all.is_empty() {
            all.reserve(2 * (first.len() + next.len()));
        }
        all.extend_from_slice(&std::mem::take(&mut first));
        all.extend_from_slice(&next);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}
