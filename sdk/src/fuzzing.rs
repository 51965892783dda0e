//! What the fuzz targets in `fuzz/` call. It is there only under `cfg(fuzzing)`, which cargo-fuzz
//! sets.
//!
//! ```sh
//! cargo install cargo-fuzz
//! cd sdk && cargo +nightly fuzz run retry_after   # or error_body, base_url
//! ```

use std::time::SystemTime;

use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

use crate::runtime::fuzzing;

/// Headers that ask for a wait.
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
    let _ = fuzzing::retry_after(&headers, SystemTime::UNIX_EPOCH);
}

/// Bodies of errors, as both services write them.
pub fn error_body(data: &[u8]) {
    fuzzing::error_body(data);
}

/// Base URLs.
pub fn base_url(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        fuzzing::base_url(text);
    }
}
