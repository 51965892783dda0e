//! Tracks whether a transport has begun to send a request.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, Request};

const WAITING: u8 = 0;
const BEGUN: u8 = 1;
const ABANDONED: u8 = 2;

/// The state of sending a request. Sending begins when the transport reads the body, which it does
/// as soon as it writes to a connection.
///
/// A request that was abandoned before cannot be sent any more, so the service certainly does not
/// receive it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SendProgress(Arc<AtomicU8>);

impl SendProgress {
    /// Follows the progress of a request.
    pub(crate) fn track(&self, request: &mut Request) {
        let body = request.body_mut().take();
        // The length of the body says the same, and must be able to change.
        let declares_length =
            body.is_none() && request.headers_mut().remove(CONTENT_LENGTH).is_some();
        *request.body_mut() = Some(Body::wrap(TrackedBody {
            body: body.unwrap_or_default(),
            declares_length,
            progress: self.clone(),
        }));
    }

    /// Returns whether sending has begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire) == BEGUN
    }

    /// Prevents sending. Returns false if it has begun already.
    pub(crate) fn abandon(&self) -> bool {
        self.set(ABANDONED)
    }

    fn is_abandoned(&self) -> bool {
        self.0.load(Ordering::Acquire) == ABANDONED
    }

    /// Returns false if the request was abandoned.
    pub(crate) fn begin(&self) -> bool {
        self.set(BEGUN)
    }

    fn set(&self, state: u8) -> bool {
        let result = self
            .0
            .compare_exchange(WAITING, state, Ordering::AcqRel, Ordering::Acquire);
        result.is_ok() || result == Err(state)
    }
}

/// A body that records when it is read.
struct TrackedBody {
    body: Body,
    /// Whether the length of an empty body is sent.
    declares_length: bool,
    progress: SendProgress,
}

impl HttpBody for TrackedBody {
    type Data = Bytes;
    type Error = super::exchange::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if !self.progress.begin() {
            return Poll::Ready(Some(Err("the request was abandoned".into())));
        }
        Pin::new(&mut self.body)
            .poll_frame(context)
            .map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        // A request without a body is complete when its headers are, so this is the last moment to
        // stop it.
        self.progress.begin() && !self.declares_length && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.progress.is_abandoned() {
            // A body with a length is read before anything is written, which fails.
            return SizeHint::with_exact(1);
        }
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body::Body as _;
    use reqwest::Body;

    use super::{SendProgress, TrackedBody};

    #[test]
    fn an_abandoned_request_cannot_be_written_even_without_a_body() {
        for declares_length in [false, true] {
            let progress = SendProgress::default();
            let body = TrackedBody {
                body: Body::default(),
                declares_length,
                progress: progress.clone(),
            };
            assert!(progress.abandon());
            assert!(!body.is_end_stream());
            assert_eq!(body.size_hint().exact(), Some(1));
        }
    }

    #[test]
    fn sending_begins_or_is_abandoned_but_not_both() {
        let progress = SendProgress::default();
        assert!(!progress.has_begun());
        assert!(progress.begin());
        assert!(progress.begin());
        assert!(progress.has_begun());
        assert!(!progress.abandon());
        let progress = SendProgress::default();
        assert!(progress.abandon());
        assert!(progress.abandon());
        assert!(!progress.begin());
        assert!(!progress.has_begun());
    }
}
