//! Response bodies as streams of typed items: server-sent events and JSON values.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use serde::de::DeserializeOwned;

use super::events::{Event, EventDecoder, RawEvent};
use super::lines::{Framing, LineDecoder};
use super::{ByteStream, Origin};
use crate::decode::{DecodeError, decode};
use crate::error::Result;

/// The data of an event with which some services end a stream of JSON.
const END: &str = "[DONE]";

/// The body of a response as a stream of items, which are read as they arrive. Dropping the stream closes
/// the connection.
///
/// An item that is not as described is an error of the kind [`Decode`](crate::ErrorKind::Decode), whose
/// path begins with the number of the item, from 0; the stream continues. It ends with the errors of
/// [`ByteStream::try_next`], or with [`TooLarge`](crate::ErrorKind::TooLarge) if an item is larger than
/// [`max_response_bytes`](crate::CallOptions::max_response_bytes).
#[must_use = "a stream does nothing unless polled"]
pub struct ItemStream<T>(BoxStream<'static, Result<T>>);

impl<T> ItemStream<T> {
    /// Returns the next item, or `None` at the end.
    ///
    /// # Errors
    /// Those of the item, or of the connection.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.next().await.transpose()
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").finish_non_exhaustive()
    }
}

impl ByteStream {
    /// Reads the body as server-sent events, `text/event-stream`. An incomplete event at the end of
    /// the body is omitted, as the standard requires.
    pub fn events(self) -> ItemStream<Event> {
        ItemStream(self.raw_events().map(|event| Ok(event?.1.into())).boxed())
    }

    /// Reads the body as [`events`](Self::events) whose data is JSON of a type. The data `[DONE]`, with which
    /// some services end a stream, ends it.
    pub fn event_data<T: DeserializeOwned + Send + 'static>(self) -> ItemStream<Event<T>> {
        self.decode_events(|event| {
            let data = decode(event.data.as_bytes()).map_err(|error| error.within("data"))?;
            Ok(Event::from(event).with_data(data))
        })
    }

    /// Reads the body as [`events`](Self::events), each as an object with the fields `event`, `id` and `retry`
    /// that it has, and with the JSON of its data, or a string if that is not JSON, in the field `data`. The
    /// data `[DONE]` ends the stream.
    pub fn event_objects<T: DeserializeOwned + Send + 'static>(self) -> ItemStream<T> {
        self.decode_events(|event| decode(event.to_object(true).as_bytes()))
    }

    /// Reads the body like [`event_objects`](Self::event_objects), with the data as a string in events
    /// for whose type `is_json` returns false.
    pub fn event_objects_if<T: DeserializeOwned + Send + 'static>(
        self,
        is_json: fn(&str) -> bool,
    ) -> ItemStream<T> {
        self.decode_events(move |event| {
            let is_json = is_json(event.name());
            decode(event.to_object(is_json).as_bytes())
        })
    }

    /// Reads the body like [`event_objects`](Self::event_objects), with the data as a string.
    pub fn event_texts<T: DeserializeOwned + Send + 'static>(self) -> ItemStream<T> {
        let origin = self.origin;
        let events = self.raw_events();
        let items = events.map(move |event| {
            let (number, event) = event?;
            let item = decode(event.to_object(false).as_bytes());
            item.map_err(|error| origin.decode_error(number, error))
        });
        ItemStream(items.boxed())
    }

    /// Reads the body as JSON values, one on each line: `application/jsonl` or `application/x-ndjson`.
    /// Blank lines are skipped, and the last line need not have an end.
    pub fn json_lines<T: DeserializeOwned + Send + 'static>(self) -> ItemStream<T> {
        self.json_items(Framing::Lines)
    }

    /// Reads the body as JSON values, each after a record separator: `application/json-seq`. A number or
    /// another value that may be cut off, since no line feed follows it, is omitted, as RFC 7464 requires.
    pub fn json_sequence<T: DeserializeOwned + Send + 'static>(self) -> ItemStream<T> {
        self.json_items(Framing::Records)
    }

    fn json_items<T: DeserializeOwned + Send + 'static>(self, framing: Framing) -> ItemStream<T> {
        let origin = self.origin;
        let state = Some((self.chunks, LineDecoder::new(framing), 0_u64));
        let texts = stream::try_unfold(state, move |state| async move {
            let Some((mut chunks, mut decoder, number)) = state else {
                return Ok(None);
            };
            loop {
                let next = decoder.next(origin.max_bytes);
                if let Some(text) = next.map_err(|_| origin.too_large("a line"))? {
                    let next = Some((chunks, decoder, number + 1));
                    return Ok(Some(((number, text), next)));
                }
                let Some(chunk) = chunks.next().await else {
                    return Ok(decoder.finish().map(|text| ((number, text), None)));
                };
                decoder.push(chunk?);
            }
        });
        let items = texts.map(move |text| {
            let (number, text): (u64, Bytes) = text?;
            decode(&text).map_err(|error| origin.decode_error(number, error))
        });
        ItemStream(items.boxed())
    }

    /// Returns the events with their numbers.
    fn raw_events(self) -> impl Stream<Item = Result<(u64, RawEvent)>> + Send + 'static {
        let origin = self.origin;
        let state = (self.chunks, EventDecoder::default(), 0_u64);
        stream::try_unfold(state, move |(mut chunks, mut decoder, number)| async move {
            loop {
                let next = decoder.next(origin.max_bytes);
                if let Some(event) = next.map_err(|_| origin.too_large("an event"))? {
                    return Ok(Some(((number, event), (chunks, decoder, number + 1))));
                }
                let Some(chunk) = chunks.next().await else {
                    return Ok(None);
                };
                decoder.push(chunk?);
            }
        })
    }

    /// Returns the events with decoded data, until one says that the stream ends.
    fn decode_events<T: 'static>(
        self,
        decode: impl Fn(RawEvent) -> Result<T, DecodeError> + Send + 'static,
    ) -> ItemStream<T> {
        let origin: Origin = self.origin;
        let events = self.raw_events().take_while(|event| {
            let is_end = matches!(event, Ok((_, event)) if event.data == END);
            std::future::ready(!is_end)
        });
        let items = events.map(move |event| {
            let (number, event) = event?;
            decode(event).map_err(|error| origin.decode_error(number, error))
        });
        ItemStream(items.boxed())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::{StreamExt as _, TryStreamExt as _};
    use serde::Deserialize;

    use super::ByteStream;
    use crate::error::ErrorKind;

    fn body(text: &'static str) -> ByteStream {
        ByteStream::from(Bytes::from_static(text.as_bytes()))
    }

    #[tokio::test]
    async fn a_body_is_read_as_events() {
        let events = body("data: 1\n\ndata: 2\n\ndata: 3").events();
        let events: Vec<_> = events.try_collect().await.unwrap();
        let data: Vec<_> = events.iter().map(|event| event.data.as_str()).collect();
        assert_eq!(data, ["1", "2"]);
    }

    #[tokio::test]
    async fn the_data_of_some_events_is_json() {
        let text = "event: a\ndata: \"1\"\n\nevent: j\ndata: [1]\n\ndata: null\n\n";
        let events = body(text).event_objects_if::<serde_json::Value>(|event| event == "j");
        let events: Vec<_> = events.try_collect().await.unwrap();
        let data: Vec<_> = events
            .iter()
            .map(|event| event["data"].to_string())
            .collect();
        assert_eq!(data, [r#""\"1\"""#, "[1]", "\"null\""]);
    }

    #[tokio::test]
    async fn the_data_of_events_is_decoded_until_the_end() {
        let text = "event: a\ndata: [1]\n\ndata: [\"canary\"]\n\ndata: [\ndata: 2]\n\n\
                    data: [DONE]\n\ndata: [3]\n\n";
        let events: Vec<_> = body(text).event_data::<Vec<u8>>().collect().await;
        assert_eq!(events.len(), 3);
        let first = events[0].as_ref().unwrap();
        assert_eq!((first.event.as_str(), &first.data), ("a", &vec![1]));
        assert_eq!(events[2].as_ref().unwrap().data, [2]);
        let error = events[1].as_ref().unwrap_err();
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::Decode, Some("[1].data[0]"))
        );
        assert!(!format!("{error} {error:?}").contains("canary"));
    }

    #[tokio::test]
    async fn an_event_is_an_object_with_the_fields_that_it_has() {
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(deny_unknown_fields)]
        struct Full {
            event: Option<String>,
            data: serde_json::Value,
            id: Option<String>,
            retry: Option<u64>,
        }
        let text = "event: add\nid: 7\nretry: 5\ndata: {\"a\":1.10}\n\ndata: a \"b\"\n\n";
        let full = |event: Option<&str>, data: &str, id: Option<&str>, retry| Full {
            event: event.map(str::to_owned),
            data: serde_json::from_str(data).unwrap(),
            id: id.map(str::to_owned),
            retry,
        };
        let last = full(None, r#""a \"b\"""#, None, None);
        let objects: Vec<Full> = body(text).event_objects().try_collect().await.unwrap();
        let first = full(Some("add"), r#"{"a":1.10}"#, Some("7"), Some(5));
        assert_eq!(objects, [first, last]);
        let texts: Vec<Full> = body(text).event_texts().try_collect().await.unwrap();
        assert_eq!(texts[0].data, r#"{"a":1.10}"#);
    }

    #[tokio::test]
    async fn a_value_that_does_not_decode_does_not_end_the_stream() {
        for (text, is_sequence) in [
            ("[1]\n[\"canary\"]\n{\n[2]", false),
            ("\x1e[1]\n\x1e[\n\"canary\"]\n\x1e{\n\x1e[2]", true),
        ] {
            let values: Vec<_> = match is_sequence {
                true => body(text).json_sequence::<Vec<u8>>().collect().await,
                false => body(text).json_lines::<Vec<u8>>().collect().await,
            };
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
}
