//! One attempt: a request goes out, and an answer comes back whole or not at all.

use std::sync::atomic::{AtomicU16, Ordering};

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Body, Method, Request, StatusCode, Url};

use crate::Runtime;
use crate::operation::Operation;
use crate::options::REQUEST_ID;

/// An answer with its body in memory. There is one place for it in a call, where the attempts put it.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn content_type(&self) -> Option<&str> {
        content_type(&self.headers)
    }

    /// The id that the service gave the request in a header.
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.headers.get(REQUEST_ID)?.to_str().ok()
    }
}

/// What the headers of an answer say that its body is.
pub(crate) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
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

/// The request of a call, which stays here for as long as it may have to be sent again. It has no
/// key yet: what is sent is given it.
///
/// It is lent: what an `async fn` takes by value, it has room for twice, and at each level once more.
#[derive(Debug)]
pub(crate) struct Kept<'a> {
    runtime: &'a Runtime,
    operation: &'a Operation<'a>,
    request: &'a mut Request,
    /// Whether it is still whole, or only where it went.
    whole: bool,
}

impl<'a> Kept<'a> {
    pub(crate) fn new(
        runtime: &'a Runtime,
        operation: &'a Operation<'a>,
        request: &'a mut Request,
    ) -> Self {
        Self {
            runtime,
            operation,
            request,
            whole: true,
        }
    }

    /// Whether there is something to send again.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    pub(crate) fn body(&self) -> Option<&Body> {
        self.request.body()
    }

    /// What to send.
    fn sent(&mut self) -> Request {
        let stays = self.request.try_clone().unwrap_or_else(|| {
            self.whole = false;
            Request::new(self.request.method().clone(), self.request.url().clone())
        });
        // The copy has no room for further headers.
        let mut sent = std::mem::replace(self.request, stays);
        self.runtime.dress(&mut sent, self.operation);
        sent
    }

    /// What to send to another URL; nothing but a read goes there.
    fn sent_to(&self, target: &Url) -> Option<Request> {
        let goes = self.whole
            && self.request.method() == Method::GET
            && self.runtime.base().covers(target);
        let mut sent = goes.then(|| self.request.try_clone()).flatten()?;
        target.clone_into(sent.url_mut());
        self.runtime.dress(&mut sent, self.operation);
        Some(sent)
    }
}

/// Sends a request and reads the answer into `answer`, `limit` bytes of body at most. A read follows
/// redirects on the same host; nothing else does.
pub(crate) async fn attempt(
    http: &reqwest::Client,
    kept: &mut Kept<'_>,
    limit: usize,
    progress: &Progress,
    answer: &mut Answer,
) -> Result<(), Fault> {
    let mut response = http.execute(kept.sent()).await.map_err(unanswered)?;
    check(&response, kept.request.url())?;
    if is_redirect(response.status()) {
        // Apart, so that no other call has room for it.
        response = Box::pin(follow(http, kept, response)).await?;
    }
    progress.begun(response.status());
    read(&mut response, limit, answer).await
}

/// No answer came.
#[cold]
fn unanswered(error: reqwest::Error) -> Fault {
    if error.is_connect() {
        Fault::Connect(error.without_url())
    } else {
        Fault::Transport(None, error.without_url())
    }
}

/// A client that was given to us may follow redirects by itself: too late to stop it, early enough
/// not to take the answer for one of the service.
fn check(response: &reqwest::Response, asked: &Url) -> Result<(), Fault> {
    if response.url() == asked {
        Ok(())
    } else {
        Err(Fault::Redirect(response.status()))
    }
}

/// Goes where the answer points to, and on from there.
async fn follow(
    http: &reqwest::Client,
    kept: &Kept<'_>,
    mut response: reqwest::Response,
) -> Result<reqwest::Response, Fault> {
    for _ in 0..MAX_REDIRECTS {
        let refused = Fault::Redirect(response.status());
        let target = response
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .and_then(|location| response.url().join(location).ok());
        let next = target.as_ref().and_then(|target| kept.sent_to(target));
        let (Some(target), Some(next)) = (target, next) else {
            return Err(refused);
        };
        response = http.execute(next).await.map_err(unanswered)?;
        check(&response, &target)?;
        if !is_redirect(response.status()) {
            return Ok(response);
        }
    }
    Err(Fault::Redirect(response.status()))
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

/// Reads the body. What comes in one piece is not copied.
async fn read(
    response: &mut reqwest::Response,
    limit: usize,
    answer: &mut Answer,
) -> Result<(), Fault> {
    let status = response.status();
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(Fault::TooLarge(status));
    }
    let (mut first, mut all) = (Bytes::new(), BytesMut::new());
    while let Some(next) = response.chunk().await.map_err(|e| cut_off(status, e))? {
        if next.len() > limit - first.len() - all.len() {
            return Err(Fault::TooLarge(status));
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
    answer.status = status;
    answer.headers = std::mem::take(response.headers_mut());
    answer.body = if all.is_empty() { first } else { all.freeze() };
    Ok(())
}

/// The body ended before its end.
#[cold]
fn cut_off(status: StatusCode, error: reqwest::Error) -> Fault {
    if is_encoding(&error) {
        Fault::Encoding(status, error.without_url())
    } else {
        Fault::Transport(Some(status), error.without_url())
    }
}
