//! Response bodies as streams.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};

use crate::attempt::StreamedResponse;
use crate::call::ResponseContext;
use crate::error::Result;
use crate::response::Response;

/// The body of a response as a stream of chunks. It is read as it arrives; dropping the stream closes
/// the connection.
#[must_use = "a stream does nothing unless polled"]
pub struct ByteStream(BoxStream<'static, Result<Bytes>>);

impl ByteStream {
    pub(crate) fn response(
        mut streamed: StreamedResponse,
        context: ResponseContext,
    ) -> Response<Self> {
        let status = streamed.response.status();
        let headers = std::mem::take(streamed.response.headers_mut());
        let chunks = stream::try_unfold(
            (streamed, context),
            move |(mut streamed, mut context)| async move {
                match streamed.next().await {
                    Ok(None) => Ok(None),
                    Ok(Some(chunk)) => {
                        context.receive(&chunk);
                        Ok(Some((chunk, (streamed, context))))
                    }
                    Err(failure) => Err(context.stream_error(status, failure)),
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
