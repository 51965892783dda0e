//! The log of received requests.

use std::collections::VecDeque;
use std::fmt;

use bytes::Bytes;
use hyper::HeaderMap;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// How many bytes of a body the log keeps.
const BODY_LIMIT: usize = 1 << 20;

/// A request that the sandbox received.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The number of the request, counted from 1 in order of arrival.
    pub sequence: u64,
    /// The number of its connection. Requests on one connection have the same number.
    pub connection: u64,
    /// The method.
    pub method: String,
    /// The path as sent, including percent-encoding.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: Option<String>,
    /// The headers in order of arrival, with lower-case names. The value of `authorization` is
    /// replaced by `[redacted]`, which follows the scheme if it is `APIKey` or `Bearer`.
    pub headers: Vec<(String, String)>,
    /// Whether the credential is valid. The credential itself is not recorded.
    pub credential: CredentialStatus,
    /// The exact bytes of the body, up to 1 MiB.
    pub body: Bytes,
    /// How many bytes the log omits at the end of the body. 0 means that `body` is all that was read.
    pub omitted_body_bytes: usize,
    /// Whether `body` is complete. It is not if a fault resets the connection before the request is
    /// read, if the body exceeds the sandbox's limit, or if the client disconnects; a request whose
    /// client disconnects is never applied.
    pub body_complete: bool,
    /// The name of the fault that applied to the request.
    pub fault: Option<&'static str>,
    /// The status of the API's own response, even if a fault replaced it. `None`: the request did
    /// not reach the API and changed nothing.
    pub api_status: Option<u16>,
    /// The status that was sent. `None`: no response was sent, or not yet.
    pub status: Option<u16>,
    /// How the API's response violates the vendored document. It is always an error of the sandbox
    /// or of seeded data; the client received a 500 with this text.
    pub violation: Option<String>,
}

/// Whether the `Authorization` header holds a valid credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialStatus {
    /// The header is absent.
    Missing,
    /// The sandbox does not accept the credential.
    Invalid,
    /// The sandbox accepts the credential.
    Valid,
}

impl RecordedRequest {
    /// Returns the first value of a header. The name is case-insensitive.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns roughly how many bytes of memory the record takes.
    fn size(&self) -> usize {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| size_of::<(String, String)>() + name.len() + value.len());
        size_of::<Self>()
            + self.method.len()
            + self.path.len()
            + self.query.as_ref().map_or(0, String::len)
            + headers.sum::<usize>()
            + self.body.len()
            + self.violation.as_ref().map_or(0, String::len)
    }

    /// Cuts the body to the limit.
    fn limit_body(&mut self) {
        if self.body.len() > BODY_LIMIT {
            self.omitted_body_bytes = self.body.len() - BODY_LIMIT;
            // A slice would keep the whole body in memory.
            self.body = Bytes::copy_from_slice(self.body.get(..BODY_LIMIT).unwrap_or_default());
        }
    }

    /// Returns the body as JSON, or null if it is empty or not JSON.
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
            .field("omitted_body_bytes", &self.omitted_body_bytes)
            .field("body_complete", &self.body_complete)
            .field("fault", &self.fault)
            .field("api_status", &self.api_status)
            .field("status", &self.status)
            .field("violation", &self.violation)
            .finish()
    }
}

/// A UTF-8 body is serialized as the text `body`, any other as the numbers `body_bytes`.
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
        map.serialize_entry("omitted_body_bytes", &self.omitted_body_bytes)?;
        map.serialize_entry("body_complete", &self.body_complete)?;
        map.serialize_entry("fault", &self.fault)?;
        map.serialize_entry("api_status", &self.api_status)?;
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("violation", &self.violation)?;
        map.end()
    }
}

/// Returns the headers without credentials.
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

/// The limits of a log. The oldest requests go first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogLimits {
    /// The maximum number of requests.
    pub(crate) requests: usize,
    /// The maximum size of all requests in bytes.
    pub(crate) bytes: usize,
}

/// The newest requests, in order of arrival.
#[derive(Debug)]
pub(crate) struct RequestLog {
    requests: VecDeque<RecordedRequest>,
    limits: LogLimits,
    /// The size of all requests in bytes.
    size: usize,
    request_count: u64,
}

impl RequestLog {
    pub(crate) fn new(limits: LogLimits) -> Self {
        Self {
            requests: VecDeque::new(),
            limits,
            size: 0,
            request_count: 0,
        }
    }

    /// Adds a request and returns its number.
    pub(crate) fn push(&mut self, mut request: RecordedRequest) -> u64 {
        self.request_count += 1;
        request.sequence = self.request_count;
        request.limit_body();
        self.size += request.size();
        self.requests.push_back(request);
        self.drop_oldest();
        self.request_count
    }

    /// Updates a request, if it is still in the log.
    pub(crate) fn update(&mut self, sequence: u64, update: impl FnOnce(&mut RecordedRequest)) {
        // Numbers are consecutive, so the first one determines the index.
        let first = self
            .requests
            .front()
            .map_or(u64::MAX, |first| first.sequence);
        let index = sequence.checked_sub(first).map(usize::try_from);
        if let Some(Ok(index)) = index
            && let Some(request) = self.requests.get_mut(index)
        {
            self.size -= request.size();
            update(request);
            self.size += request.size();
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        while self.requests.len() > self.limits.requests || self.size > self.limits.bytes {
            match self.requests.pop_front() {
                Some(oldest) => self.size -= oldest.size(),
                None => return,
            }
        }
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.iter().cloned().collect()
    }

    pub(crate) fn request_count(&self) -> u64 {
        self.request_count
    }

    pub(crate) fn clear(&mut self) {
        self.requests.clear();
        self.size = 0;
    }
}
