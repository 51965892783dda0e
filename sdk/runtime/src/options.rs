//! Options of a client or of a single call.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use reqwest::header::{
    CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::duration_text;
use crate::error::Error;
use crate::retry::RetryPolicy;
use crate::secret::{REDACTED, Secret};

/// The header with the id of a request: the caller's in a request, the service's in a response.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Options of a call. Options that are not set default to those of the client.
///
/// ```
/// # fn main() -> Result<(), rolekit_runtime::Error> {
/// use std::time::Duration;
/// use rolekit_runtime::{CallOptions, RetryPolicy};
///
/// let options = CallOptions::new()
///     .timeout(Duration::from_secs(5))
///     .attempt_timeout(Duration::from_secs(2))
///     .max_response_bytes(1 << 20)
///     .retry(RetryPolicy::never())
///     .client_request_id("audit-2041")?;
/// # let _ = options;
/// # Ok(())
/// # }
/// ```
///
/// They can be part of a configuration file. Its keys are the names of the methods and `headers`, all
/// optional; unknown ones are rejected. A duration is an integer and a unit: `h`, `m`, `s`, `ms`, `us` or
/// `ns`. The values of headers are secret, so they are written as `[redacted]`, which is rejected when it
/// is read again.
///
/// ```
/// use rolekit_runtime::CallOptions;
///
/// let file = r#"{
///     "timeout": "2m",
///     "attempt_timeout": "1500ms",
///     "retry": {"max_attempts": 5, "max_backoff": "30s"},
///     "headers": {"x-tenant": "warehouse"}
/// }"#;
/// let options: CallOptions = serde_json::from_str(file)?;
/// let written = serde_json::to_value(&options)?;
/// assert_eq!(written["attempt_timeout"], "1500ms");
/// assert_eq!(written["headers"]["x-tenant"], "[redacted]");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CallOptions {
    /// The deadline of the whole call, with all attempts and waits.
    #[serde(
        with = "duration_text::option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<duration_text::DurationText>")
    )]
    pub(crate) timeout: Option<Duration>,
    /// The deadline of one attempt.
    #[serde(
        with = "duration_text::option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<duration_text::DurationText>")
    )]
    pub(crate) attempt_timeout: Option<Duration>,
    /// The retry policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry: Option<RetryPolicy>,
    /// The maximum size of a response body.
    #[serde(rename = "max_response_bytes", skip_serializing_if = "Option::is_none")]
    pub(crate) max_body: Option<usize>,
    /// Headers by name.
    #[serde(
        serialize_with = "serialize_headers",
        deserialize_with = "deserialize_headers",
        skip_serializing_if = "HeaderMap::is_empty"
    )]
    #[cfg_attr(feature = "schemars", schemars(with = "BTreeMap<String, Secret>"))]
    pub(crate) headers: HeaderMap,
}

fn serialize_headers<S: Serializer>(headers: &HeaderMap, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(headers.keys().map(|name| (name.as_str(), REDACTED)))
}

fn deserialize_headers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HeaderMap, D::Error> {
    let mut headers = HeaderMap::new();
    for (name, value) in BTreeMap::<String, Secret>::deserialize(deserializer)? {
        let value = value.expose();
        if value == REDACTED {
            return Err(D::Error::custom(format!(
                "the value of header {name:?} was redacted when it was written; set it again"
            )));
        }
        let (name, value) = parse_header(&name, value).map_err(D::Error::custom)?;
        headers.append(name, value);
    }
    Ok(headers)
}

impl CallOptions {
    /// Creates options without any value.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the deadline of the whole call, with all attempts and waits. Defaults to 90 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the deadline of one attempt, from sending to the last byte of the response. Defaults to
    /// 30 s. For a streamed response it ends with the headers.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the retry policy.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the maximum size of a response body, decompressed. Defaults to 16 MiB. Does not apply to
    /// a streamed response.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Adds a header to the request. Its value is treated as a secret: it is never printed.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for an invalid name or value, and for `Host`,
    /// `Content-Length` and `Transfer-Encoding`, which the client sets. Calls fail if the header is that
    /// of a security scheme of the service, such as `Authorization`, also on a client that was built with
    /// [`without_credential`](crate::ClientBuilder::without_credential).
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, Error> {
        let (name, value) = parse_header(name, value)?;
        self.headers.append(name, value);
        Ok(self)
    }

    /// Sets the id of the request, which is sent as `X-Request-Id`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for a value that is invalid in a header.
    pub fn client_request_id(mut self, id: &str) -> Result<Self, Error> {
        let (name, value) = parse_header(REQUEST_ID.as_str(), id)?;
        self.headers.insert(name, value);
        Ok(self)
    }

    /// Returns these options, with unset ones taken from `base`.
    pub(crate) fn over(&self, base: &Self) -> Self {
        let mut headers = base.headers.clone();
        for name in self.headers.keys() {
            headers.remove(name);
        }
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        Self {
            timeout: self.timeout.or(base.timeout),
            attempt_timeout: self.attempt_timeout.or(base.attempt_timeout),
            retry: self.retry.clone().or_else(|| base.retry.clone()),
            max_body: self.max_body.or(base.max_body),
            headers,
        }
    }

    pub(crate) fn retry_or_default(&self) -> &RetryPolicy {
        self.retry.as_ref().unwrap_or(&RetryPolicy::DEFAULT)
    }

    pub(crate) fn timeout_or_default(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(90))
    }

    pub(crate) fn attempt_timeout_or_default(&self) -> Duration {
        self.attempt_timeout.unwrap_or(Duration::from_secs(30))
    }

    pub(crate) fn max_body_or_default(&self) -> usize {
        self.max_body.unwrap_or(16 * 1024 * 1024)
    }
}

/// Validates a header that a caller sets.
pub(crate) fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let parsed = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::config(format!("invalid header name \"{}\"", name.escape_debug())))?;
    if [HOST, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&parsed) {
        return Err(Error::config(format!(
            "the header {parsed} is set by the client",
        )));
    }
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| Error::config(format!("invalid value for header \"{parsed}\"")))?;
    value.set_sensitive(true);
    Ok((parsed, value))
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("max_response_bytes", &self.max_body)
            .field("headers", &names)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::CallOptions;
    use crate::retry::RetryPolicy;

    #[test]
    fn options_that_are_set_override() {
        let base = CallOptions::new()
            .timeout(Duration::from_secs(1))
            .retry(RetryPolicy::never())
            .header("x-a", "1")
            .and_then(|options| options.header("x-b", "1"))
            .unwrap();
        let call = CallOptions::new()
            .timeout(Duration::from_secs(2))
            .header("X-B", "2")
            .unwrap();
        let both = call.over(&base);
        assert_eq!(both.timeout, Some(Duration::from_secs(2)));
        assert_eq!(both.retry, Some(RetryPolicy::never()));
        assert_eq!(both.headers["x-a"], "1");
        assert_eq!(
            both.headers.get_all("x-b").iter().collect::<Vec<_>>(),
            ["2"]
        );
    }

    #[test]
    fn options_are_read_from_a_configuration() {
        let read = serde_json::from_str::<CallOptions>;
        assert_eq!(read("{}").unwrap(), CallOptions::new());
        let options = CallOptions::new()
            .timeout(Duration::from_secs(5))
            .attempt_timeout(Duration::from_millis(1500))
            .max_response_bytes(1 << 20)
            .retry(RetryPolicy::never());
        let text = serde_json::to_string(&options).unwrap();
        assert!(
            text.starts_with(r#"{"timeout":"5s","attempt_timeout":"1500ms","retry":{"#),
            "{text}"
        );
        assert_eq!(read(&text).unwrap(), options);
        let options = read(r#"{"headers": {"X-A": "1"}, "timeout": null}"#).unwrap();
        assert_eq!(options, CallOptions::new().header("x-a", "1").unwrap());
        for invalid in [
            r#"{"timeout": 5}"#,
            r#"{"time_out": "5s"}"#,
            r#"{"retry": {"attempts": 5}}"#,
            r#"{"headers": {"host": "canary"}}"#,
            r#"{"headers": {"x-a": "canary\n"}}"#,
        ] {
            let error = read(invalid).unwrap_err().to_string();
            assert!(!error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn written_options_contain_no_secret_and_are_not_read_without_it() {
        let options = CallOptions::new().header("x-a", "canary").unwrap();
        let text = serde_json::to_string(&options).unwrap();
        assert_eq!(text, r#"{"headers":{"x-a":"[redacted]"}}"#);
        let error = serde_json::from_str::<CallOptions>(&text).unwrap_err();
        let expected = "the value of header \"x-a\" was redacted";
        assert!(error.to_string().starts_with(expected), "{error}");
    }

    #[test]
    fn headers_are_validated_and_their_values_not_printed() {
        for (name, value) in [
            ("Host", "canary"),
            ("x y", "canary"),
            ("", "canary"),
            ("x-a", "canary\n"),
        ] {
            let error = CallOptions::new().header(name, value).unwrap_err();
            assert!(!format!("{error:?}").contains("canary"));
        }
        let options = CallOptions::new().header("x-a", "canary").unwrap();
        assert!(!format!("{options:?}").contains("canary"));
    }
}
