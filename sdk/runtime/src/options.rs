//! What can be set for a client and for a single call.

use std::fmt;
use std::time::Duration;

use reqwest::header::{
    AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};

use crate::error::Error;
use crate::retry::RetryPolicy;

/// The header of a request's id: the caller's own on the way out, the service's on the way back.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Settings of a call. What is not set is as the client has it.
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
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) max_body: Option<usize>,
    pub(crate) headers: HeaderMap,
}

impl CallOptions {
    /// Nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long the whole call may take, all attempts and waits together. 90 s by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from sending to the last byte of the answer. 30 s by default.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// When the call is tried again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How many bytes the body of an answer may have, decompressed. 16 MiB by default.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Another header for the request. Its value is treated as a secret: it is never printed.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for a name or value that no header can have,
    /// and for `Authorization`, `Host`, `Content-Length` and `Transfer-Encoding`, which are the
    /// client's own.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, Error> {
        let (name, value) = checked(name, value)?;
        self.headers.append(name, value);
        Ok(self)
    }

    /// The caller's own id for the request, sent as `X-Request-Id`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for text that no header can hold.
    pub fn client_request_id(mut self, id: &str) -> Result<Self, Error> {
        let (name, value) = checked(REQUEST_ID.as_str(), id)?;
        self.headers.insert(name, value);
        Ok(self)
    }

    /// These settings, and what is not set among them as `base` has it.
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

/// Checks a header that a caller gives.
pub(crate) fn checked(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let parsed = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::config(format!("`{}` is no name of a header", name.escape_debug())))?;
    if [AUTHORIZATION, HOST, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&parsed) {
        return Err(Error::config(format!(
            "the header `{parsed}` is set by the client itself",
        )));
    }
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| Error::config(format!("the value for `{parsed}` is none for a header")))?;
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
    fn what_is_set_wins_and_the_rest_stays() {
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
    fn headers_are_checked_and_their_values_not_printed() {
        for (name, value) in [
            ("authorization", "canary"),
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
