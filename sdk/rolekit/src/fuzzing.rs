//! What the fuzz targets in `fuzz/` call. It is there only under `cfg(fuzzing)`, which cargo-fuzz
//! sets.
//!
//! ```sh
//! cargo install cargo-fuzz
//! cd sdk && cargo +nightly fuzz run retry_after   # or error_body, base_url, rule
//! ```

use std::time::SystemTime;

use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

use crate::runtime::fuzzing;
use crate::trusted_twin::Rule;
use crate::trusted_twin::rule::check;

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

/// Rules: as texts to be read, and as keys and values of rules that are put together.
pub fn rule(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match check(text) {
        Ok(warnings) => {
            for warning in warnings {
                assert!(text.get(warning.span()).is_some());
            }
        }
        Err(error) => assert!(text.is_char_boundary(error.offset())),
    }
    if let Ok(rule) = Rule::parse(text) {
        assert_eq!(rule.to_string(), text);
        // Joined, it is nested one deeper.
        if let Err(error) = check(&rule.and(Rule::always()).to_string()) {
            assert!(error.message().contains("deep"));
        }
    }
    let built = Rule::twin(text)
        .eq(text)
        .or(Rule::entry_name().starts_with(text))
        .to_string();
    let warnings = check(&built).map(|warnings| warnings.len());
    // There is one if it is long.
    assert_eq!(warnings, Ok(usize::from(built.len() > 64 * 1024)));
}
