//! Times in the format of IAM.

use std::time::{Duration, UNIX_EPOCH};

/// Formats a time as RFC 3339 in UTC, with microseconds.
pub(super) fn write(ms: u64) -> String {
    // RFC 3339 ends with the year 9999.
    const LAST: u64 = 253_402_300_799_999;
    let time = UNIX_EPOCH + Duration::from_millis(ms.min(LAST));
    humantime::format_rfc3339_micros(time).to_string()
}

/// Parses an RFC 3339 time with any offset into milliseconds since 1970.
pub(crate) fn read(text: &str) -> Option<u64> {
    let (local, offset) = match text.strip_suffix(['Z', 'z']) {
        Some(local) => (local, 0),
        None => zone(text)?,
    };
    let time = humantime::parse_rfc3339(&format!("{local}Z")).ok()?;
    let ms = time.duration_since(UNIX_EPOCH).ok()?.as_millis();
    u64::try_from(i64::try_from(ms).ok()? - offset).ok()
}

/// Splits off an offset such as `+02:00`, and returns it in milliseconds.
fn zone(text: &str) -> Option<(&str, i64)> {
    let (local, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let number = |text: &str| -> Option<i64> {
        let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok())?
    };
    let minutes = number(hours)? * 60 + number(minutes)?;
    Some((local, sign * minutes * 60_000))
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn parses_time_zone_offsets() {
        for text in [
            "2021-01-01T12:00:00.000000Z",
            "2021-01-01T12:00:00Z",
            "2021-01-01T14:00:00+02:00",
            "2021-01-01T06:30:00.000-05:30",
        ] {
            assert_eq!(read(text), Some(1_609_502_400_000), "{text}");
        }
        assert_eq!(write(1_609_502_400_000), "2021-01-01T12:00:00.000000Z");
        for text in [
            "",
            "Z",
            "soon",
            "2021-01-01",
            "2021-01-01T12:00:00",
            "é+02:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
