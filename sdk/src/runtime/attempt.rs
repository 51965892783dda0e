//! One attempt: a request goes out, and an answer comes back whole or not at all.

use std::sync::atomic::{AtomicU16, Ordering};

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Method, Request, StatusCode, Url};

use crate::runtime::base_url::BaseUrl;
use crate::runtime::options::REQUEST_ID;

/// An answer with its body in memory.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The id that the service gave the request in a header.
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.headers.get(REQUEST_ID)?.to_str().ok()
    }
}

/// Why there is no answer to work with.
#[derive(Debug)]
pub(crate) enum Fault {
    /// No connection came about, so that nothing was sent.
    Connect(reqwest::Error),
    /// The connection broke. If an answer had begun, its status.
    Transport(Option<StatusCode>, reqwest::Error),
    /// The body is compressed in a way that cannot be read.
    Encoding(StatusCode, reqwest::Error),
    /// The body is larger than the limit.
    TooLarge(StatusCode),
    /// The answer points elsewhere, where this call may not go.
    Redirect(StatusCode),
    /// Time ran out. If an answer had begun, its status.
    Timeout(Expired, Option<StatusCode>),
}

/// Which of the timers ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expired {
    /// The one for the attempt.
    Attempt,
    /// The one for the whole call.
    Call,
}

/// How far an attempt got, to be read when it is given up: the status of its answer, once there is
/// one.
#[derive(Debug, Default)]
pub(crate) struct Progress(AtomicU16);

impl Progress {
    fn begun(&self, status: StatusCode) {
        self.0.store(status.as_u16(), Ordering::Relaxed);
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.0.load(Ordering::Relaxed)).ok()
    }
}

/// How many redirects a read follows.
const MAX_REDIRECTS: usize = 5;

/// Sends a request and reads the answer, `limit` bytes of body at most. A read follows redirects on
/// the same host; nothing else does. A read brings a copy of the request along.
pub(crate) async fn attempt(
    http: &reqwest::Client,
    base: &BaseUrl,
    mut request: Request,
    copy: Option<&Request>,
    limit: usize,
    progress: &Progress,
) -> Result<Answer, Fault> {
    let mut followed = 0;
    loop {
        let asked = Asked::of(&request, copy.filter(|_| followed == 0));
        let reads = request.method() == Method::GET;
        let response = http.execute(request).await.map_err(|error| {
            if error.is_connect() {
                Fault::Connect(error.without_url())
            } else {
                Fault::Transport(None, error.without_url())
            }
        })?;
        // A client that was given to us may follow redirects by itself: too late to stop it, early
        // enough not to take the answer for one of the service.
        if response.url() != asked.url() {
            return Err(Fault::Redirect(response.status()));
        }
        if !is_redirect(response.status()) {
            progress.begun(response.status());
            return read(response, limit).await;
        }
        let status = response.status();
        let target = response
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .and_then(|location| asked.url().join(location).ok())
            .filter(|target| base.covers(target) && followed < MAX_REDIRECTS);
        let next = copy.filter(|_| reads).and_then(Request::try_clone);
        let (Some(mut next), Some(target)) = (next, target) else {
            return Err(Fault::Redirect(status));
        };
        *next.url_mut() = target;
        request = next;
        followed += 1;
    }
}

/// Where a request was sent: what its copy says, or a copy of that.
enum Asked<'a> {
    Copy(&'a Url),
    Own(Url),
}

impl<'a> Asked<'a> {
    fn of(request: &Request, copy: Option<&'a Request>) -> Self {
        match copy {
            Some(copy) => Self::Copy(copy.url()),
            None => Self::Own(request.url().clone()),
        }
    }

    fn url(&self) -> &Url {
        match self {
            Self::Copy(url) => url,
            Self::Own(url) => url,
        }
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Whether the decompressor failed. reqwest calls a broken connection a decode error as well; the
/// decompressor's own errors are bare `io::Error`s, those of the connection come wrapped.
fn is_encoding(error: &reqwest::Error) -> bool {
    let source = std::error::Error::source(error);
    error.is_decode() && source.is_some_and(|source| source.is::<std::io::Error>())
}

async fn read(mut response: reqwest::Response, limit: usize) -> Result<Answer, Fault> {
    let status = response.status();
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(Fault::TooLarge(status));
    }
    let body = collect(&mut response, limit).await?;
    Ok(Answer {
        status,
        headers: std::mem::take(response.headers_mut()),
        body,
    })
}

/// The body. What comes in one piece is not copied.
async fn collect(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Fault> {
    let Some(first) = chunk(response, limit).await? else {
        return Ok(Bytes::new());
    };
    let Some(second) = chunk(response, limit - first.len()).await? else {
        return Ok(first);
    };
    let mut body = BytesMut::with_capacity(2 * (first.len() + second.len()));
    body.extend_from_slice(&first);
    body.extend_from_slice(&second);
    while let Some(next) = chunk(response, limit - body.len()).await? {
        body.extend_from_slice(&next);
    }
    Ok(body.freeze())
}

/// The next piece of the body, which may have `limit` bytes at most.
async fn chunk(response: &mut reqwest::Response, limit: usize) -> Result<Option<Bytes>, Fault> {
    let status = response.status();
    match response.chunk().await {
        Ok(Some(chunk)) if chunk.len() > limit => Err(Fault::TooLarge(status)),
        Ok(chunk) => Ok(chunk),
        Err(error) if is_encoding(&error) => Err(Fault::Encoding(status, error.without_url())),
        Err(error) => Err(Fault::Transport(Some(status), error.without_url())),
    }
}
