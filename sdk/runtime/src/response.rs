//! Responses of successful calls.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use crate::charset;
use crate::decode::{DecodeError, decode};
use crate::options::REQUEST_ID;

/// The response of a successful call: status, headers and value. Dereferences to the value.
#[derive(Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    value: T,
}

impl<T> Response<T> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, value: T) -> Self {
        Self {
            status,
            headers,
            value,
        }
    }

    /// Creates a response, for tests.
    #[cfg(feature = "test-util")]
    pub fn from_parts(status: StatusCode, headers: HeaderMap, value: T) -> Self {
        Self::new(status, headers, value)
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Converts the value with `change`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            status: self.status,
            headers: self.headers,
            value: change(self.value),
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

/// Prints the value; the headers may contain secrets.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

/// A response with its body in memory, not yet decoded.
// Boxed, because it is moved through several futures.
#[derive(Clone)]
pub struct BufferedResponse(Box<Response<Bytes>>);

impl BufferedResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self(Box::new(Response::new(status, headers, body)))
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the body, decompressed.
    pub fn bytes(&self) -> &Bytes {
        &self.0.value
    }

    /// Returns the body as text. Invalid UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }

    /// Returns the body as text, decoded from the charset of the header `Content-Type`: UTF-8, US-ASCII,
    /// ISO-8859-1 or windows-1252. Defaults to UTF-8.
    ///
    /// # Errors
    /// Fails if the charset is another one, or the body is not valid in it.
    pub fn decode_text(&self) -> Result<String, DecodeError> {
        let content_type = self.content_type().unwrap_or_default();
        charset::decode(self.bytes(), content_type)
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    /// Fails if the body is not JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode(self.bytes())
    }

    pub(crate) fn with_value<T>(self, value: T) -> Response<T> {
        self.0.map(|_| value)
    }

    pub(crate) fn content_type(&self) -> Option<&str> {
        content_type(self.headers())
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }
}

impl fmt::Debug for BufferedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferedResponse")
            .field("status", &self.status())
            .field("body", &format_args!("{} bytes", self.bytes().len()))
            .finish_non_exhaustive()
    }
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// Returns the service's id of the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(REQUEST_ID)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::{BufferedResponse, Response};

    #[test]
    fn a_response_is_its_value_with_status_and_headers() {
        let headers = HeaderMap::from_iter([("x-a".parse().unwrap(), "canary".parse().unwrap())]);
        let response = Response::new(StatusCode::CREATED, headers, vec![1, 2]);
        assert_eq!(response.len(), 2);
        assert_eq!(response.as_ref(), &[1, 2]);
        assert_eq!(response.status(), 201);
        assert_eq!(response.headers()["x-a"], "canary");
        assert!(!format!("{response:?}").contains("canary"));
        let response = response.map(|value| value.len());
        assert_eq!(response.status(), 201);
        assert_eq!(response.into_inner(), 2);
    }

    #[test]
    fn a_buffered_response_is_decoded_by_each_method() {
        let body = "[1,2]".into();
        let response = BufferedResponse::new(StatusCode::OK, HeaderMap::new(), body);
        assert_eq!(response.json::<Vec<u8>>().unwrap(), [1, 2]);
        assert_eq!(response.text(), "[1,2]");
        assert_eq!(response.bytes().as_ref(), b"[1,2]");
        response.json::<String>().unwrap_err();
        assert!(format!("{response:?}").contains("5 bytes"));
    }
}
