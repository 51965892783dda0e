//! Server-sent events, as specified by the HTML standard.

use std::time::Duration;

use bytes::{Buf as _, Bytes};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::decode::{DecodeError, decode};

/// A server-sent event, with its data as text or decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T = String> {
    /// The type. Defaults to `message`.
    pub event: String,
    /// The data. Several lines of a text are separated by line feeds.
    pub data: T,
    /// The last id so far, from this event or an earlier one.
    pub id: Option<String>,
    /// The wait before reconnecting, if the event sets it.
    pub retry: Option<Duration>,
}

impl Event {
    /// Decodes the data as JSON.
    ///
    /// # Errors
    /// Fails if the data is not JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode(self.data.as_bytes())
    }

    /// Returns the event with other data.
    pub(super) fn with_data<T>(self, data: T) -> Event<T> {
        Event {
            event: self.event,
            data,
            id: self.id,
            retry: self.retry,
        }
    }
}

/// An event with the fields that it has.
#[derive(Debug)]
pub(crate) struct RawEvent {
    event: Option<String>,
    pub(super) data: String,
    /// The last id so far.
    id: Option<String>,
    /// Whether the id is from this event.
    has_id: bool,
    retry: Option<Duration>,
}

impl From<RawEvent> for Event {
    fn from(event: RawEvent) -> Self {
        Self {
            event: event.name().to_owned(),
            data: event.data,
            id: event.id,
            retry: event.retry,
        }
    }
}

impl RawEvent {
    /// Returns the type.
    pub(super) fn name(&self) -> &str {
        self.event.as_deref().unwrap_or("message")
    }

    /// Returns the fields as a JSON object. The data is written unchanged if it `may_be_json` and is.
    pub(crate) fn to_object(&self, may_be_json: bool) -> String {
        // The text of a JSON string.
        let quote = |text: &str| serde_json::Value::from(text).to_string();
        let is_json = may_be_json && serde_json::from_str::<IgnoredAny>(&self.data).is_ok();
        let mut object = match is_json {
            true => format!("{{\"data\":{}", self.data),
            false => format!("{{\"data\":{}", quote(&self.data)),
        };
        let id = self.id.as_deref().filter(|_| self.has_id);
        for (name, value) in [("event", self.event.as_deref()), ("id", id)] {
            if let Some(value) = value {
                object += &format!(",\"{name}\":{}", quote(value));
            }
        }
        if let Some(retry) = self.retry {
            object += &format!(",\"retry\":{}", retry.as_millis());
        }
        object.push('}');
        object
    }
}

/// An event is larger than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EventTooLarge;

/// Splits a body into events as it arrives.
#[derive(Debug, Default)]
pub(crate) struct EventDecoder {
    /// What is left of the last piece of the body.
    rest: Bytes,
    line: Vec<u8>,
    /// Whether the last byte was a carriage return, whose line feed may follow.
    after_return: bool,
    has_begun: bool,
    event: String,
    data: String,
    has_data: bool,
    id: Option<String>,
    has_id: bool,
    retry: Option<Duration>,
}

impl EventDecoder {
    /// Adds a piece of the body, when there is no [next](Self::next) event in the last one.
    pub(crate) fn push(&mut self, piece: Bytes) {
        self.rest = piece;
    }

    /// Returns the next event that is complete. Fails if an event is larger than `max` bytes.
    pub(crate) fn next(&mut self, max: usize) -> Result<Option<RawEvent>, EventTooLarge> {
        while !self.rest.is_empty() {
            if std::mem::take(&mut self.after_return) && self.rest[0] == b'\n' {
                self.rest.advance(1);
                continue;
            }
            let end = self
                .rest
                .iter()
                .position(|byte| matches!(byte, b'\r' | b'\n'));
            let line = self.rest.split_to(end.unwrap_or(self.rest.len()));
            self.extend(&line, max)?;
            if end.is_some() {
                self.after_return = self.rest[0] == b'\r';
                self.rest.advance(1);
                if let Some(event) = self.end_line() {
                    return Ok(Some(event));
                }
            }
        }
        Ok(None)
    }

    fn extend(&mut self, bytes: &[u8], max: usize) -> Result<(), EventTooLarge> {
        let id = self.id.as_ref().map_or(0, String::len);
        let event = self.line.len() + self.data.len() + self.event.len() + id;
        if bytes.len() + event > max {
            return Err(EventTooLarge);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self) -> Option<RawEvent> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = match std::mem::replace(&mut self.has_begun, true) {
            true => &*line,
            false => line.strip_prefix('\u{feff}').unwrap_or(&line),
        };
        if line.is_empty() {
            return self.end_event();
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.data.push_str(value);
                self.has_data = true;
            }
            "id" if !value.contains('\0') => {
                self.id = Some(value.to_owned());
                self.has_id = true;
            }
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // A comment, or a field unknown to the standard.
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<RawEvent> {
        let event = std::mem::take(&mut self.event);
        let data = std::mem::take(&mut self.data);
        let has_id = std::mem::take(&mut self.has_id);
        std::mem::take(&mut self.has_data).then(|| RawEvent {
            event: (!event.is_empty()).then_some(event),
            data,
            id: self.id.clone().filter(|id| !id.is_empty()),
            has_id,
            retry: self.retry.take(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use proptest::prelude::*;

    use super::{Event, EventDecoder, EventTooLarge};

    fn decode(pieces: &[&[u8]]) -> Vec<Event> {
        let mut decoder = EventDecoder::default();
        let mut events = Vec::new();
        for piece in pieces {
            decoder.push(Bytes::copy_from_slice(piece));
            events.extend(std::iter::from_fn(|| decoder.next(1000).unwrap()).map(Event::from));
        }
        events
    }

    fn data(events: &[Event]) -> Vec<&str> {
        events.iter().map(|event| event.data.as_str()).collect()
    }

    #[test]
    fn events_have_all_fields_of_the_standard() {
        let body = "\u{feff}: comment\nevent: add\ndata: 1\ndata:\ndata:  2\nid: a\nretry: 50\n\n\
                    unknown: 1\ndata\n\nid: b\0\nretry: 1s\ndata: 3\n\nevent: only\n\nid\ndata: 4\n\n\
                    data: not complete\n";
        let events = decode(&[body.as_bytes()]);
        assert_eq!(data(&events), ["1\n\n 2", "", "3", "4"]);
        let names: Vec<_> = events.iter().map(|event| event.event.as_str()).collect();
        assert_eq!(names, ["add", "message", "message", "message"]);
        let ids: Vec<_> = events.iter().map(|event| event.id.as_deref()).collect();
        assert_eq!(ids, [Some("a"), Some("a"), Some("a"), None]);
        assert_eq!(events[0].retry, Some(Duration::from_millis(50)));
        assert_eq!(events[2].retry, None);
        assert_eq!(events[2].json::<u8>().unwrap(), 3);
        events[0].json::<u8>().unwrap_err();
    }

    #[test]
    fn lines_end_with_any_of_three_ends() {
        let body = b"data: 1\r\ndata: 2\rdata: 3\n\r\ndata: 4\r\rdata: 5\n\n";
        for size in 1..=body.len() {
            let pieces: Vec<_> = body.chunks(size).collect();
            assert_eq!(data(&decode(&pieces)), ["1\n2\n3", "4", "5"], "{size}");
        }
    }

    #[test]
    fn the_size_of_an_event_is_limited() {
        let sizes = |body: &'static str| -> Result<usize, EventTooLarge> {
            let mut decoder = EventDecoder::default();
            decoder.push(body.into());
            let mut events = 0;
            while decoder.next(10)?.is_some() {
                events += 1;
            }
            Ok(events)
        };
        assert_eq!(sizes("data: 123\n\ndata: 123\n\ndata: 12"), Ok(2));
        for body in [
            "data: 12345",
            "data: 12\ndata: 1234\n",
            "id: 12345\n data: 1\n\n",
            "event: 123\ndata: 123456\n",
        ] {
            assert_eq!(sizes(body), Err(EventTooLarge), "{body}");
        }
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(body in "[a-z:\r\n ]{0,40}|\\PC{0,20}", size in 1..9_usize) {
            let pieces: Vec<_> = body.as_bytes().chunks(size).collect();
            prop_assert_eq!(decode(&pieces), decode(&[body.as_bytes()]));
        }
    }
}
