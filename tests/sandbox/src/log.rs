//! What arrived, as it arrived.

use std::collections::VecDeque;
use std::fmt;

use bytes::Bytes;
use hyper::HeaderMap;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// A request that the sandbox saw.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Counts from 1 in order of arrival, over the life of the sandbox.
    pub sequence: u64,
    /// The connection that it came on; two requests on one connection have the same number.
    pub connection: u64,
    /// The method.
    pub method: String,
    /// The path as sent, percent-encoding included.
    pub path: String,
    /// The query as sent, without its question mark.
    pub query: Option<String>,
    /// The headers in order of arrival, with lower-case names. The value of `authorization` is
    /// replaced by `[redacted]`, after the scheme word `APIKey` or `Bearer` where one was
    /// sent, in the spelling in which it was.
    pub headers: Vec<(String, String)>,
    /// Whether the credential was right: what can be asserted about it without keeping it.
    pub credential: CredentialStatus,
    /// The exact bytes of the body.
    pub body: Bytes,
    /// Whether `body` is all of it. A fault that resets before the request is read leaves the body
    /// unread, a body past the sandbox's bound is cut there, and a client may break off; a request
    /// that broke off is never applied.
    pub body_complete: bool,
    /// The name of the fault that hit the request.
    pub fault: Option<&'static str>,
    /// The status with which the API itself answered, whatever a fault then made of the answer.
    /// `None`: the request never reached the API, so it changed nothing.
    pub api_status: Option<u16>,
    /// The status that was sent. `None`: no answer was sent, or not yet.
    pub status: Option<u16>,
    /// How the API's answer broke the vendored document. Always a defect of the sandbox or of what
    /// was seeded; the client got a 500 that says so.
    pub violation: Option<String>,
}

/// What came in the `Authorization` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialStatus {
    /// Nothing.
    Missing,
    /// Something that the sandbox does not accept.
    Invalid,
    /// A credential of the sandbox.
    Valid,
}

impl RecordedRequest {
    /// The first value of a header; the name's case does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, or null where it is empty or not JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("sequence", &self.sequence)
            .field("connection", &self.connection)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("credential", &self.credential)
            .field("body", &String::from_utf8_lossy(&self.body))
            .field("body_complete", &self.body_complete)
            .field("fault", &self.fault)
            .field("api_status", &self.api_status)
            .field("status", &self.status)
            .field("violation", &self.violation)
            .finish()
    }
}

/// A body of UTF-8 is written as the text `body`, any other as the numbers `body_bytes`.
impl Serialize for RecordedRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sequence", &self.sequence)?;
        map.serialize_entry("connection", &self.connection)?;
        map.serialize_entry("method", &self.method)?;
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("query", &self.query)?;
        map.serialize_entry("headers", &self.headers)?;
        map.serialize_entry("credential", &self.credential)?;
        match std::str::from_utf8(&self.body) {
            Ok(text) => map.serialize_entry("body", text)?,
            Err(_) => map.serialize_entry("body_bytes", &self.body[..])?,
        }
        map.serialize_entry("body_complete", &self.body_complete)?;
        map.serialize_entry("fault", &self.fault)?;
        map.serialize_entry("api_status", &self.api_status)?;
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("violation", &self.violation)?;
        map.end()
    }
}

/// The headers as they may be kept.
pub(crate) fn redact(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = match name.as_str() {
                "authorization" | "proxy-authorization" => match value.split_once(' ') {
                    Some((scheme, _))
                        if ["apikey", "bearer"]
                            .iter()
                            .any(|word| scheme.eq_ignore_ascii_case(word)) =>
                    {
                        format!("{scheme} [redacted]")
                    }
                    _ => "[redacted]".to_owned(),
                },
                _ => value.into_owned(),
            };
            (name.as_str().to_owned(), value)
        })
        .collect()
}

/// The last requests, in order of arrival.
#[derive(Debug)]
pub(crate) struct Log {
    requests: VecDeque<RecordedRequest>,
    capacity: usize,
    arrived: u64,
}

impl Log {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            requests: VecDeque::new(),
            capacity,
            arrived: 0,
        }
    }

    /// Adds a request and gives its number.
    pub(crate) fn arrive(&mut self, mut request: RecordedRequest) -> u64 {
        self.arrived += 1;
        request.sequence = self.arrived;
        if self.requests.len() >= self.capacity {
            self.requests.pop_front();
        }
        if self.capacity > 0 {
            self.requests.push_back(request);
        }
        self.arrived
    }

    /// Changes a request that is still kept.
    pub(crate) fn update(&mut self, sequence: u64, change: impl FnOnce(&mut RecordedRequest)) {
        // Numbers have no gaps, so the first one tells where the others stand.
        let first = self
            .requests
            .front()
            .map_or(u64::MAX, |first| first.sequence);
        let place = sequence.checked_sub(first).map(usize::try_from);
        if let Some(Ok(place)) = place
            && let Some(request) = self.requests.get_mut(place)
        {
            change(request);
        }
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.iter().cloned().collect()
    }

    pub(crate) fn arrived(&self) -> u64 {
        self.arrived
    }

    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }
}
