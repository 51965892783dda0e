//! Responses that a fault sends instead of the API's.

use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use bytes::Bytes;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::InvalidFaultPlan;
use crate::response::BufferedResponse;

/// A status, headers and a body, sent as given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedResponse {
    /// The status, from 200 to 599.
    pub status: u16,
    /// The headers. `Content-Type` defaults to that of the body, and is absent for text and bytes.
    /// Unless the headers frame the body, its length is sent.
    #[serde(default, deserialize_with = "read_headers")]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    pub body: CannedBody,
}

/// The body of a [`CannedResponse`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CannedBody {
    /// No body.
    #[default]
    Empty,
    /// Text, such as HTML or broken JSON.
    Text(String),
    /// JSON.
    Json(Value),
    /// Arbitrary bytes.
    Bytes(Vec<u8>),
    /// The text of an Envoy proxy that lost its connection to the service. `Server` defaults to
    /// `envoy`.
    Envoy,
    /// The HTML page of an nginx proxy for the status. `Server` defaults to `nginx`.
    Nginx,
    /// An error for the status in the format of the service: Gcore Cloud, IAM or Trusted Twin.
    Vendor,
}

/// What Envoy sends if the service closes the connection before it responds.
const ENVOY: &str = "upstream connect error or disconnect/reset before headers. reset reason: \
                     connection termination";

impl CannedResponse {
    /// Creates a response without headers and body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: CannedBody::Empty,
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets a text body.
    #[must_use]
    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.body = CannedBody::Text(body.into());
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = CannedBody::Json(body);
        self
    }

    /// Sets a body of arbitrary bytes.
    #[must_use]
    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = CannedBody::Bytes(body.into());
        self
    }

    /// Sets the text of an Envoy proxy.
    #[must_use]
    pub fn envoy(mut self) -> Self {
        self.body = CannedBody::Envoy;
        self
    }

    /// Sets the HTML page of an nginx proxy.
    #[must_use]
    pub fn nginx(mut self) -> Self {
        self.body = CannedBody::Nginx;
        self
    }

    /// Sets an error in the format of the service.
    #[must_use]
    pub fn vendor(mut self) -> Self {
        self.body = CannedBody::Vendor;
        self
    }

    pub(super) fn check(&self) -> Result<(), InvalidFaultPlan> {
        self.build(|_| Bytes::new()).map(drop)
    }

    /// Builds the response. `vendor` returns the service's JSON for a status.
    pub(crate) fn build(
        &self,
        vendor: impl FnOnce(StatusCode) -> Bytes,
    ) -> Result<BufferedResponse, InvalidFaultPlan> {
        let status = StatusCode::from_u16(self.status)
            .ok()
            .filter(|status| (200..600).contains(&status.as_u16()))
            .ok_or_else(|| {
                InvalidFaultPlan(format!(
                    "the status {} must be between 200 and 599",
                    self.status
                ))
            })?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value))
            else {
                return Err(InvalidFaultPlan(format!("invalid header {name}: {value}")));
            };
            headers.append(name, value);
        }
        let mut default = |name: HeaderName, value: &'static str| {
            headers
                .entry(name)
                .or_insert(HeaderValue::from_static(value));
        };
        let body = match &self.body {
            CannedBody::Empty => Bytes::new(),
            CannedBody::Text(text) => Bytes::copy_from_slice(text.as_bytes()),
            CannedBody::Bytes(bytes) => Bytes::copy_from_slice(bytes),
            CannedBody::Json(value) => {
                default(header::CONTENT_TYPE, "application/json");
                value.to_string().into()
            }
            CannedBody::Envoy => {
                default(header::CONTENT_TYPE, "text/plain");
                default(header::SERVER, "envoy");
                ENVOY.into()
            }
            CannedBody::Nginx => {
                default(header::CONTENT_TYPE, "text/html");
                default(header::SERVER, "nginx");
                nginx_page(status).into()
            }
            CannedBody::Vendor => {
                default(header::CONTENT_TYPE, "application/json");
                vendor(status)
            }
        };
        Ok(BufferedResponse {
            status,
            headers,
            body,
        })
    }
}

/// Returns the page that nginx sends for an error.
fn nginx_page(status: StatusCode) -> String {
    // nginx and the registry of statuses differ in this one reason.
    let reason = match status {
        StatusCode::GATEWAY_TIMEOUT => "Gateway Time-out",
        status => status.canonical_reason().unwrap_or_default(),
    };
    let title = format!("{} {reason}", status.as_u16());
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n\
         <center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
}

/// Reads headers from an object or a list of pairs.
fn read_headers<'de, D>(deserializer: D) -> Result<Vec<(String, String)>, D::Error>
where
    D: Deserializer<'de>,
{
    struct HeadersVisitor;

    impl<'de> Visitor<'de> for HeadersVisitor {
        type Value = Vec<(String, String)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of strings, or a list of pairs of strings")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut headers = Vec::new();
            while let Some(header) = map.next_entry()? {
                headers.push(header);
            }
            Ok(headers)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut headers = Vec::new();
            while let Some(header) = list.next_element()? {
                headers.push(header);
            }
            Ok(headers)
        }
    }

    deserializer.deserialize_any(HeadersVisitor)
}
