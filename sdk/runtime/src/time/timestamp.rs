//! Timestamps as text.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

/// A timestamp, kept exactly as the service wrote it.
///
/// `format: date-time` means RFC 3339, but some services omit the time zone. The text is kept and
/// parsed on demand, so that one malformed timestamp does not fail a whole response.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(
    #[cfg_attr(feature = "schemars", schemars(extend("format" = "date-time")))] String,
);

impl Timestamp {
    /// Returns the time this long after another; `None` if it is not before the year 10000, because
    /// RFC 3339 only has years of four digits.
    pub fn after(time: SystemTime, duration: Duration) -> Option<Self> {
        /// From 1970 to the end of the year 9999.
        const YEAR_10000: Duration = Duration::from_secs(253_402_300_800);
        let after = time.checked_add(duration)?;
        let is_valid = after < SystemTime::UNIX_EPOCH + YEAR_10000;
        is_valid.then(|| DateTime::<Utc>::from(after).into())
    }

    /// Returns the text as the service wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses the timestamp. Returns `None` if that fails.
    ///
    /// Beside RFC 3339 this reads what services write: without an offset, which means UTC; without
    /// seconds; with a space or `t` instead of `T`; with a comma before the fraction; with the offset
    /// `+0200`, `+02`, ` UTC`, or after a space.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        let text = self.0.trim();
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Some(time.with_timezone(&Utc));
        }
        let (date, time) = text.split_once(['T', 't', ' '])?;
        let time = time.strip_suffix("UTC").or(time.strip_suffix("GMT"));
        let time = time.unwrap_or(&text[date.len() + 1..]).trim_end();
        let text = format!("{date}T{}", time.replacen(',', ".", 1));
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|format| {
                let with_offset = DateTime::parse_from_str(&text, &format!("{format} %#z"));
                let with_offset = with_offset.map(|time| time.with_timezone(&Utc));
                let time = with_offset.or_else(|_| {
                    NaiveDateTime::parse_from_str(&text, format).map(|time| time.and_utc())
                });
                time.ok()
            })
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl FromStr for Timestamp {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

/// The start of 1970, for tests.
#[cfg(feature = "test-util")]
impl Default for Timestamp {
    fn default() -> Self {
        DateTime::UNIX_EPOCH.into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::Timestamp;

    #[test]
    fn parses_with_and_without_a_time_zone() {
        for (text, seconds) in [
            ("2019-06-25T08:42:42Z", Some(1_561_452_162)),
            ("2019-06-25T10:42:42.5+02:00", Some(1_561_452_162)),
            ("2019-06-25T08:42:42", Some(1_561_452_162)),
            ("2019-06-25 08:42:42.123456", Some(1_561_452_162)),
            ("2019-06-25T08:42:42,123", Some(1_561_452_162)),
            ("2019-06-25t08:42:42z", Some(1_561_452_162)),
            (" 2019-06-25 08:42:42Z\n", Some(1_561_452_162)),
            ("2019-06-25 10:42:42 +0200", Some(1_561_452_162)),
            ("2019-06-25T10:42:42+02", Some(1_561_452_162)),
            ("2019-06-25 08:42:42 UTC", Some(1_561_452_162)),
            ("2019-06-25T08:42", Some(1_561_452_120)),
            ("2019-06-25T08:42Z", Some(1_561_452_120)),
            ("2019-06-25 10:42+02:00", Some(1_561_452_120)),
            ("2019-06-25", None),
            ("2019-06-25T", None),
            ("2019-13-25T08:42", None),
            ("soon", None),
            ("", None),
        ] {
            let time = Timestamp::from(text.to_owned());
            assert_eq!(
                time.to_utc().map(|time| time.timestamp()),
                seconds,
                "{text}"
            );
            assert_eq!(serde_json::to_value(&time).unwrap(), text);
        }
    }

    #[test]
    fn a_later_time_has_a_year_of_four_digits() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_893_499_200_500);
        let later = Timestamp::after(now, Duration::from_secs(60)).unwrap();
        assert_eq!(later.to_string(), "2030-01-01T12:01:00.500Z");
        for never in [Duration::MAX, Duration::from_secs(1 << 38)] {
            assert_eq!(Timestamp::after(now, never), None);
        }
    }
}
