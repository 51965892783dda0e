//! Timestamps in seconds since 1970.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Number;

/// A timestamp in seconds since 1970-01-01 UTC, with or without decimals, kept exactly as the
/// service wrote it.
///
/// ```
/// use rolekit_runtime::UnixTimestamp;
///
/// let time: UnixTimestamp = "1646308876.123".parse()?;
/// assert_eq!(time.as_millis(), 1_646_308_876_123);
/// assert_eq!(time.to_string(), "1646308876.123");
/// assert_eq!(UnixTimestamp::from_secs(1_646_308_876).to_string(), "1646308876");
/// assert_eq!(UnixTimestamp::from_millis(1_500).as_secs_f64(), 1.5);
/// # Ok::<(), rolekit_runtime::InvalidTimestamp>(())
/// ```
///
/// Timestamps are equal if they denote the same instant: `5` equals `5.0`.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct UnixTimestamp(Number);

impl UnixTimestamp {
    /// Creates a timestamp from whole seconds.
    pub fn from_secs(seconds: i64) -> Self {
        Self(seconds.into())
    }

    /// Creates a timestamp from milliseconds.
    pub fn from_millis(millis: i64) -> Self {
        if millis % 1000 == 0 {
            return Self::from_secs(millis / 1000);
        }
        // The nearest float to a number with three decimals is printed with these three decimals.
        // The quotient is finite, so `from_f64` succeeds.
        #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
        let seconds = millis as f64 / 1000.0;
        Number::from_f64(seconds).map_or_else(|| Self::from_secs(millis / 1000), Self)
    }

    /// Returns the seconds, with decimals.
    pub fn as_secs_f64(&self) -> f64 {
        // Every JSON number converts to a float.
        self.0.as_f64().unwrap_or(f64::NAN)
    }

    /// Returns the seconds, with -0 as 0.
    fn comparable(&self) -> f64 {
        self.as_secs_f64() + 0.0
    }

    /// Returns the milliseconds, rounded and saturated.
    pub fn as_millis(&self) -> i64 {
        match self.0.as_i64() {
            Some(seconds) => seconds.saturating_mul(1000),
            #[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
            None => (self.as_secs_f64() * 1000.0).round() as i64,
        }
    }

    /// Returns the date, to the millisecond, or `None` if it is out of range.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.as_millis())
    }
}

/// The start of 1970, for tests.
#[cfg(feature = "test-util")]
impl Default for UnixTimestamp {
    fn default() -> Self {
        Self::from_secs(0)
    }
}

impl From<SystemTime> for UnixTimestamp {
    /// Truncates to milliseconds.
    fn from(time: SystemTime) -> Self {
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self::from_millis(match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => millis(after),
            Err(before) => -millis(before.duration()),
        })
    }
}

impl From<DateTime<Utc>> for UnixTimestamp {
    /// Truncates to milliseconds.
    fn from(time: DateTime<Utc>) -> Self {
        Self::from_millis(time.timestamp_millis())
    }
}

// All compare the float value, so that equality, order and hash agree. It resolves microseconds for
// thousands of years.
impl PartialEq for UnixTimestamp {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for UnixTimestamp {}

impl PartialOrd for UnixTimestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UnixTimestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.comparable().total_cmp(&other.comparable())
    }
}

impl Hash for UnixTimestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.comparable().to_bits().hash(state);
    }
}

impl fmt::Display for UnixTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for UnixTimestamp {
    type Err = InvalidTimestamp;

    /// Parses a JSON number.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| InvalidTimestamp(()))
    }
}

impl<'de> Deserialize<'de> for UnixTimestamp {
    /// Accepts a number, or a string that contains one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a number of seconds since 1970")]
        enum NumberOrString {
            Number(Number),
            Text(String),
        }
        match NumberOrString::deserialize(deserializer)? {
            NumberOrString::Number(number) => Ok(Self(number)),
            NumberOrString::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for UnixTimestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "UnixTimestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "format": "unix-time" })
    }
}

/// The error of parsing a [`UnixTimestamp`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidTimestamp(());

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number of seconds since 1970")
    }
}

impl std::error::Error for InvalidTimestamp {}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, RandomState};
    use std::time::{Duration, SystemTime};

    use proptest::prelude::*;

    use super::UnixTimestamp;

    #[test]
    fn the_written_form_is_kept() {
        for text in ["1646308876", "1646308876.123", "1646308876.5", "-1", "0"] {
            let time: UnixTimestamp = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&time).unwrap(), text);
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
        }
        let quoted: UnixTimestamp = serde_json::from_str("\"1646308876.5\"").unwrap();
        assert_eq!(quoted.as_millis(), 1_646_308_876_500);
        for wrong in ["\"soon\"", "null", "{}"] {
            serde_json::from_str::<UnixTimestamp>(wrong).unwrap_err();
        }
    }

    #[test]
    fn converts_to_dates() {
        let time: UnixTimestamp = "1561452162.5".parse().unwrap();
        assert_eq!(
            time.to_utc().unwrap().to_rfc3339(),
            "2019-06-25T08:42:42.500+00:00"
        );
        assert_eq!("1e300".parse::<UnixTimestamp>().unwrap().to_utc(), None);
        let before = SystemTime::UNIX_EPOCH - Duration::from_millis(1500);
        assert_eq!(UnixTimestamp::from(before).to_string(), "-1.5");
        assert!(UnixTimestamp::from_secs(1) < "1.001".parse().unwrap());
    }

    #[test]
    fn equality_ignores_the_written_form() {
        let times = ["-1", "-0.0", "0", "0.0", "5", "5.0", "5.000", "5.001", "6"];
        let times = times.map(|time| time.parse::<UnixTimestamp>().unwrap());
        let groups = [0, 1, 1, 1, 2, 2, 2, 3, 4];
        let state = RandomState::new();
        let hash = |time| state.hash_one(time);
        for (one, group) in times.iter().zip(groups) {
            for (other, other_group) in times.iter().zip(groups) {
                assert_eq!(one.cmp(other), group.cmp(&other_group), "{one} {other}");
                assert_eq!(one == other, group == other_group, "{one} {other}");
                assert_eq!(
                    hash(one) == hash(other),
                    group == other_group,
                    "{one} {other}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn milliseconds_are_exact(millis in -4_000_000_000_000_i64..4_000_000_000_000) {
            let time = UnixTimestamp::from_millis(millis);
            prop_assert_eq!(time.as_millis(), millis);
            let written = serde_json::to_string(&time).unwrap();
            let read: UnixTimestamp = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(read, time);
        }
    }
}
