//! Parses the headers `Retry-After` and `retry-after-ms`.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, HeaderName, RETRY_AFTER};

const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");

/// Returns the wait in the headers, or `None` if there is no valid one. If both are sent, the longer one
/// wins, so that no request is early. A date is relative to `now`; a date in the past means no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let seconds = headers
        .get_all(RETRY_AFTER)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(|text| seconds_or_date(text, now));
    let milliseconds = headers
        .get_all(RETRY_AFTER_MS)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(|text| decimal(text.trim(), 1e-3));
    seconds.chain(milliseconds).max()
}

fn seconds_or_date(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    decimal(text, 1.0).or_else(|| {
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(now).unwrap_or(Duration::ZERO))
    })
}

/// Parses digits with an optional decimal point, which some services send. Too large a value is
/// `Duration::MAX`.
fn decimal(text: &str, unit: f64) -> Option<Duration> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    Some(Duration::try_from_secs_f64(value * unit).unwrap_or(Duration::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use proptest::prelude::*;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::retry_after;

    fn requested_wait(headers: &[(&'static str, &str)]) -> Option<Duration> {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect();
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        retry_after(&headers, now)
    }

    #[test]
    fn seconds_dates_and_milliseconds() {
        for (headers, wait) in [
            (&[("retry-after", "3")][..], Some(3000)),
            (&[("retry-after", " 0 ")], Some(0)),
            (&[("retry-after", "1.5")], Some(1500)),
            (&[("retry-after", "1.")], Some(1000)),
            (&[("retry-after-ms", "250")], Some(250)),
            (
                &[("retry-after", "1"), ("retry-after-ms", "250")],
                Some(1000),
            ),
            (
                &[("retry-after", "1"), ("retry-after-ms", "2500")],
                Some(2500),
            ),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")],
                Some(10_000),
            ),
            (
                &[("retry-after", "Sunday, 06-Nov-94 08:49:47 GMT")],
                Some(10_000),
            ),
            (&[("retry-after", "Sun Nov  6 08:49:47 1994")], Some(10_000)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:49:27 GMT")], Some(0)),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "+1")], None),
            (&[("retry-after", "1e3")], None),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "")], None),
            (&[("retry-after", ".5")], None),
            (&[], None),
        ] {
            assert_eq!(
                requested_wait(headers),
                wait.map(Duration::from_millis),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn overflow_saturates() {
        assert_eq!(
            requested_wait(&[("retry-after", &"9".repeat(400))]),
            Some(Duration::MAX)
        );
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let mut headers = HeaderMap::new();
                headers.insert("retry-after", value.clone());
                headers.insert("retry-after-ms", value);
                let _ = retry_after(&headers, SystemTime::UNIX_EPOCH);
            }
        }

        #[test]
        fn seconds_are_never_shortened(seconds in 0..100_000_u64) {
            prop_assert_eq!(
                requested_wait(&[("retry-after", &seconds.to_string())]),
                Some(Duration::from_secs(seconds))
            );
        }
    }
}
