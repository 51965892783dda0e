//! Response bodies as streams of chunks.

mod events;
mod items;
mod lines;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use reqwest::StatusCode;

pub use self::events::Event;
#[cfg(fuzzing)]
pub(crate) use self::events::EventDecoder;
pub use self::items::ItemStream;
#[cfg(fuzzing)]
pub(crate) use self::lines::{Framing, LineDecoder};
use crate::attempt::StreamedResponse;
use crate::decode::DecodeError;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::options::CallOptions;
use crate::response::Response;
use crate::response_context::ResponseContext;

/// The body of a response as a stream of chunks. It is read as it arrives; dropping the stream closes
/// the connection.
#[must_use = "a stream does nothing unless polled"]
pub struct ByteStream {
    chunks: BoxStream<'static, Result<Bytes>>,
    origin: Origin,
}

/// The call that a stream belongs to, for its errors.
#[derive(Clone, Copy, Debug)]
struct Origin {
    operation: Option<&'static str>,
    status: Option<StatusCode>,
    attempts: u32,
    /// Whether the call changes nothing.
    is_read: bool,
    /// The maximum size of an event or a line.
    max_bytes: usize,
}

impl ByteStream {
    pub(crate) fn response(
        mut streamed: Box<StreamedResponse>,
        context: ResponseContext,
    ) -> Response<Self> {
        let status = streamed.response.status();
        let headers = std::mem::take(streamed.response.headers_mut());
        let origin = Origin {
            operation: Some(context.operation()),
            status: Some(status),
            attempts: context.attempts(),
            is_read: context.is_read(),
            max_bytes: context.max_bytes(),
        };
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
        let chunks = chunks.boxed();
        Response::new(status, headers, Self { chunks, origin })
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// # Errors
    /// [`ErrorKind::Transport`] if the connection breaks, [`ErrorKind::Decode`] if the body cannot be
    /// decompressed. The stream ends there.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        self.chunks.next().await.transpose()
    }
}

impl Origin {
    fn error(&self, kind: ErrorKind) -> Error {
        let error = Error::new(kind)
            .with_attempts(self.attempts)
            .with_outcome(Outcome::Applied)
            .with_read(self.is_read);
        let error = match self.operation {
            Some(operation) => error.with_operation(operation),
            None => error,
        };
        match self.status {
            Some(status) => error.with_status(status),
            None => error,
        }
    }

    #[cold]
    fn too_large(&self, what: &str) -> Error {
        let max = self.max_bytes;
        self.error(ErrorKind::TooLarge).with_message(format!(
            "{what} has more than {max} bytes; raise the limit with `max_response_bytes`"
        ))
    }

    #[cold]
    fn decode_error(&self, number: u64, error: DecodeError) -> Error {
        let path = match error.path {
            Some(path) if path.starts_with('[') => format!("[{number}]{path}"),
            Some(path) => format!("[{number}].{path}"),
            None => format!("[{number}]"),
        };
        self.error(ErrorKind::Decode)
            .with_message(error.message)
            .with_path(Some(path))
    }
}

impl From<Bytes> for ByteStream {
    fn from(body: Bytes) -> Self {
        Self {
            chunks: stream::iter([Ok(body)]).boxed(),
            origin: Origin {
                operation: None,
                status: None,
                attempts: 0,
                is_read: true,
                max_bytes: CallOptions::default().max_body_or_default(),
            },
        }
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.chunks.poll_next_unpin(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}
