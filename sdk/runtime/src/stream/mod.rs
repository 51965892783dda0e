//! Response bodies as streams: of chunks, of server-sent events, of JSON values.

mod events;
mod lines;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;

pub use self::events::Event;
pub(crate) use self::events::EventDecoder;
pub(crate) use self::lines::LineDecoder;
use crate::attempt::StreamedResponse;
use crate::call::ResponseContext;
use crate::decode::{DecodeError, decode};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::options::CallOptions;
use crate::response::Response;

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

    /// Reads the body as server-sent events, `text/event-stream`. An incomplete event at the end of
    /// the body is omitted, as the standard requires.
    ///
    /// # Errors
    /// Those of [`try_next`](Self::try_next), and [`ErrorKind::TooLarge`] if an event is larger
    /// than [`max_response_bytes`](CallOptions::max_response_bytes). The stream ends there.
    pub fn events(self) -> impl Stream<Item = Result<Event>> + Send + 'static {
        let origin = self.origin;
        let state = Some((self.chunks, EventDecoder::default()));
        stream::try_unfold(state, move |state| async move {
            let Some((mut chunks, mut decoder)) = state else {
                return Ok(None);
            };
            loop {
                let next = decoder.next(origin.max_bytes);
                if let Some(event) = next.map_err(|_| origin.too_large("an event"))? {
                    return Ok(Some((event, Some((chunks, decoder)))));
                }
                let Some(chunk) = chunks.next().await else {
                    return Ok(None);
                };
                decoder.push(chunk?);
            }
        })
    }

    /// Reads the body as JSON values: one per line, `application/jsonl` or `application/x-ndjson`,
    /// or one after each record separator, `application/json-seq`.
    ///
    /// # Errors
    /// A value that is not of this type is an item with [`ErrorKind::Decode`], and the stream
    /// continues. It ends with the errors of [`try_next`](Self::try_next), or with
    /// [`ErrorKind::TooLarge`] if a line is larger than
    /// [`max_response_bytes`](CallOptions::max_response_bytes).
    pub fn json_lines<T: DeserializeOwned + Send + 'static>(
        self,
    ) -> impl Stream<Item = Result<T>> + Send + 'static {
        let origin = self.origin;
        let state = Some((self.chunks, LineDecoder::default(), 0_u64));
        let lines = stream::try_unfold(state, move |state| async move {
            let Some((mut chunks, mut decoder, number)) = state else {
                return Ok(None);
            };
            loop {
                let next = decoder.next(origin.max_bytes);
                if let Some(line) = next.map_err(|_| origin.too_large("a line"))? {
                    let next = Some((chunks, decoder, number + 1));
                    return Ok(Some(((number, line), next)));
                }
                let Some(chunk) = chunks.next().await else {
                    return Ok(decoder.finish().map(|line| ((number, line), None)));
                };
                decoder.push(chunk?);
            }
        });
        lines.map(move |line| {
            let (number, line) = line?;
            decode(&line).map_err(|error| origin.decode_error(number, error))
        })
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

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::{StreamExt as _, TryStreamExt as _};

    use super::ByteStream;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn a_body_is_read_as_events() {
        let body = Bytes::from_static(b"data: 1\n\ndata: 2\n\ndata: 3");
        let events: Vec<_> = ByteStream::from(body).events().try_collect().await.unwrap();
        let data: Vec<_> = events.iter().map(|event| event.data.as_str()).collect();
        assert_eq!(data, ["1", "2"]);
    }

    #[tokio::test]
    async fn a_value_that_does_not_decode_does_not_end_the_stream() {
        let body = Bytes::from_static(b"[1]\n[\"canary\"]\n{\n[2]");
        let values: Vec<_> = ByteStream::from(body)
            .json_lines::<Vec<u8>>()
            .collect()
            .await;
        assert_eq!(values.len(), 4);
        assert_eq!(*values[0].as_ref().unwrap(), [1]);
        assert_eq!(*values[3].as_ref().unwrap(), [2]);
        for (value, path) in [(&values[1], "[1][0]"), (&values[2], "[2]")] {
            let error = value.as_ref().unwrap_err();
            assert_eq!(
                (error.kind(), error.path()),
                (ErrorKind::Decode, Some(path))
            );
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
    }
}
