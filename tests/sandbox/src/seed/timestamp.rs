//! Times in seed documents.

use std::str::FromStr;

use serde::Deserialize;

use crate::gcore_iam::parse_time;

/// A time in RFC 3339, with any offset. The API returns the expiry of a token as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Timestamp {
    text: String,
    ms: u64,
}

impl Timestamp {
    /// Returns the time as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns milliseconds since 1970.
    #[must_use]
    pub fn as_millis(&self) -> u64 {
        self.ms
    }
}

impl TryFrom<String> for Timestamp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match parse_time(&text) {
            Some(ms) => Ok(Self { text, ms }),
            None => Err(format!(
                "invalid time {text:?}: must be RFC 3339 between 1970 and 9999, such as \
                 2030-01-31T12:00:00Z"
            )),
        }
    }
}

impl FromStr for Timestamp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}
