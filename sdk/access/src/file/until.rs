//! The end of a grant.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The end of a grant: a day, which is the last one in UTC, or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Until {
    /// The last day.
    Day(NaiveDate),
    /// The time.
    Time(DateTime<Utc>),
}

impl Until {
    /// Returns whether the grant has ended.
    #[must_use]
    pub fn is_past(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Time(end) => end <= now,
            Self::Day(day) => match day.checked_add_days(Days::new(1)) {
                Some(next) => next <= now.date_naive(),
                None => false,
            },
        }
    }
}

/// The text is neither a date nor a time with an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidUntil(String);

impl fmt::Display for InvalidUntil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is neither a date like 2027-01-31 nor a time like 2027-01-31T18:00:00Z",
            self.0
        )
    }
}

impl std::error::Error for InvalidUntil {}

impl FromStr for Until {
    type Err = InvalidUntil;

    fn from_str(text: &str) -> Result<Self, InvalidUntil> {
        // Years of other than four digits are typing errors, and other readers of the file do not know them.
        let has_four_digits = |day: NaiveDate| (0..=9999).contains(&day.year());
        if let Ok(day) = text.parse::<NaiveDate>()
            && has_four_digits(day)
            && day.to_string() == text
        {
            return Ok(Self::Day(day));
        }
        match DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()) {
            Ok(time) if has_four_digits(time.date_naive()) => Ok(Self::Time(time)),
            _ => Err(InvalidUntil(text.to_owned())),
        }
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Time(time) => f.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        }
    }
}

impl Serialize for Until {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Until {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Until {
    fn schema_name() -> Cow<'static, str> {
        "Until".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Last day in UTC, like 2027-01-31, or a time, like 2027-01-31T18:00:00Z.",
            "type": "string",
            "anyOf": [{"format": "date"}, {"format": "date-time"}],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_with_the_day_and_a_time_at_once() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let day: Until = "2027-01-31".parse().unwrap();
        assert!(!day.is_past(at("2027-01-31T23:59:59Z")));
        assert!(day.is_past(at("2027-02-01T00:00:00Z")));
        let time: Until = "2027-01-31T18:00:00+02:00".parse().unwrap();
        assert!(!time.is_past(at("2027-01-31T15:59:59Z")));
        assert!(time.is_past(at("2027-01-31T16:00:00Z")));
        assert_eq!(time.to_string(), "2027-01-31T16:00:00Z");
    }

    #[test]
    fn a_day_is_written_with_all_its_digits() {
        for text in [
            "31.1.2027",
            "27-01-31",
            "2027-1-31",
            "2027-01-031",
            " 2027-01-31",
            "+2027-01-31",
            "-2027-01-31",
            "12027-01-31",
            "+262142-12-31",
            "9999-12-31T23:59:59-01:00",
            "0000-01-01T00:00:00+01:00",
        ] {
            assert!(text.parse::<Until>().is_err(), "{text}");
        }
        for text in ["0000-01-01", "2027-01-31", "9999-12-31"] {
            assert_eq!(text.parse::<Until>().unwrap().to_string(), text);
        }
    }
}
