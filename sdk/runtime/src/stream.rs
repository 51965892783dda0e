//! Response bodies as streams.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};

use crate::call::ResponseContext;
use crate::error::Result;
use crate::response::Response;

/// The body of a response as a stream of chunks. It is read as it arrives; dropping the stream closes
/// the connection.
#[must_use = "a stream does nothing unless polled"]
pub struct ByteStream(BoxStream<'static, Result<Bytes>>);

impl ByteStream {
    pub(crate) fn response(
        mut response: reqwest::Response,
        context: ResponseContext,
    ) -> Response<Self> {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let chunks = stream::try_unfold(
            (response, context),
            move |(mut response, context)| async move {
                match response.chunk().await {
                    Ok(chunk) => Ok(chunk.map(|chunk| (chunk, (response, context)))),
                    Err(error) => Err(context.stream_error(status, error)),
                }
            },
        );
        Response::new(status, headers, Self(chunks.boxed()))
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// # Errors
    /// [`ErrorKind::Transport`](crate::ErrorKind::Transport) if the connection breaks. The stream ends
    /// there.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        self.0.next().await.transpose()
    }
}

impl From<Bytes> for ByteStream {
    fn from(body: Bytes) -> Self {
        Self(stream::iter([Ok(body)]).boxed())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}
