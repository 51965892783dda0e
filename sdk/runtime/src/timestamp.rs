//! Points in time as the services write them.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

/// A point in time, kept exactly as the service wrote it.
///
/// The documents promise RFC 3339, and some of the vendor's own examples lack the time zone. One odd
/// timestamp must not make a whole page unreadable, so the text is kept and read on demand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(
    #[cfg_attr(feature = "schemars", schemars(extend("format" = "date-time")))] String,
);

impl Timestamp {
    /// The text as the service wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time, or `None` where the text is not one. Without a zone it is read as UTC.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        let text = self.0.as_str();
        DateTime::parse_from_rfc3339(text)
            .map(|time| time.with_timezone(&Utc))
            .ok()
            .or_else(|| {
                ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
                    .iter()
                    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
                    .map(|time| time.and_utc())
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

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn reads_with_and_without_a_zone() {
        for (text, seconds) in [
            ("2019-06-25T08:42:42Z", Some(1_561_452_162)),
            ("2019-06-25T10:42:42.5+02:00", Some(1_561_452_162)),
            ("2019-06-25T08:42:42", Some(1_561_452_162)),
            ("2019-06-25 08:42:42.123456", Some(1_561_452_162)),
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
}
