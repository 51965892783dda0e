//! Functions for the fuzz targets in `fuzz/`. Present only under `cfg(fuzzing)`, which cargo-fuzz sets.
//!
//! ```sh
//! cargo install cargo-fuzz
//! cd sdk/runtime && cargo +nightly fuzz run retry_after   # or base_url, error_text
//! ```

use std::time::SystemTime;

use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

use crate::base_url::BaseUrl;
use crate::credentials::{Credential, Redactor, Scheme};

/// Reads headers that ask for a wait.
pub fn retry_after(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for (number, line) in data.split(|byte| *byte == b'\n').take(4).enumerate() {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            if number % 2 == 0 {
                headers.append(RETRY_AFTER, value);
            } else {
                headers.append("retry-after-ms", value);
            }
        }
    }
    let _ = crate::retry_after::retry_after(&headers, SystemTime::UNIX_EPOCH);
}

/// Sanitizes a text of a service; the credential must never be left in it.
pub fn error_text(data: &[u8]) {
    let Ok(credential) = Credential::new("key", &"canary".into(), Scheme::Bare) else {
        return;
    };
    if let Ok(text) = std::str::from_utf8(data) {
        let redactor = Redactor::new(&credential, &[], None);
        assert!(!redactor.sanitize(text).contains("canary"));
    }
}

/// Checks a base URL: an accepted one must be safe to send a credential to.
pub fn base_url(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(base) = BaseUrl::parse(text, false)
    {
        assert!(base.is_https() || base.as_str().starts_with("http://"));
        assert!(!base.as_str().ends_with('/'));
    }
}
