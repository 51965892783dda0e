//! Functions for the fuzz targets in `fuzz/`. Present only under `cfg(fuzzing)`, which cargo-fuzz sets.
//!
//! ```sh
//! cargo install cargo-fuzz
//! cd sdk/runtime && cargo +nightly fuzz run retry_after   # or another file in fuzz_targets/
//! ```

use std::net::IpAddr;
use std::time::SystemTime;

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::base_url::BaseUrl;
use crate::content_encoding::Decoder;
use crate::error_body::read_error_body;
use crate::error_details::ErrorDetails;
use crate::redact::Redactor;
use crate::stream::{EventDecoder, Framing, LineDecoder};

/// Reads headers with a requested wait.
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

/// Sanitizes a message from a service; the result must never contain the credential.
pub fn error_text(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let redactor = Redactor::new(&["canary".into()]);
        assert!(!redactor.sanitize(text).contains("canary"));
    }
}

/// Reads the body of an error response.
pub fn error_body(data: &[u8]) {
    let _ = read_error_body(data, ErrorDetails::from_json);
}

/// Decompresses the body of a response in pieces.
pub fn gzip(data: &[u8]) {
    let mut headers = HeaderMap::from_iter([(CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
    let mut decoder = Decoder::new(&mut headers);
    for piece in data.chunks(7) {
        let mut piece = Bytes::copy_from_slice(piece);
        while !piece.is_empty() {
            if decoder.step(&mut piece).1.is_err() {
                return;
            }
        }
    }
    let _ = decoder.finish();
}

/// Reads server-sent events in pieces.
pub fn events(data: &[u8]) {
    let mut decoder = EventDecoder::default();
    for piece in data.chunks(5) {
        decoder.push(Bytes::copy_from_slice(piece));
        loop {
            match decoder.next(1000) {
                Ok(Some(event)) => {
                    let object = event.to_object(true);
                    assert!(serde_json::from_str::<serde_json::Value>(&object).is_ok());
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
}

/// Reads JSON values, one a line or after a record separator, in pieces.
pub fn json_lines(data: &[u8]) {
    for framing in [Framing::Lines, Framing::Records] {
        read_json(data, framing);
    }
}

fn read_json(data: &[u8], framing: Framing) {
    let mut decoder = LineDecoder::new(framing);
    for piece in data.chunks(5) {
        decoder.push(Bytes::copy_from_slice(piece));
        while let Ok(Some(line)) = decoder.next(1000) {
            let _ = crate::decode::decode::<serde_json::Value>(&line);
        }
    }
    let _ = decoder.finish();
}

/// Checks a base URL: an accepted one must be safe to send a credential to.
pub fn base_url(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(base) = BaseUrl::parse(text, false)
    {
        let host = base.host().trim_matches(['[', ']']);
        let address = host.parse::<IpAddr>();
        let is_local = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        assert!(base.is_https() || is_local);
        assert!(!base.as_str().ends_with('/'));
        let url = base.with_path("/a");
        assert!(base.covers(&url));
        assert!(url.username().is_empty() && url.password().is_none());
        assert!(url.query().is_none() && url.fragment().is_none());
        assert_eq!(url.as_str(), format!("{}/a", base.as_str()));
    }
}
