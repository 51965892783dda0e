//! Intent: makes the caller choose the expiry of a key, so that it is not forgotten.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

use rolekit_runtime::UnixTimestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The expiry of a User Secret or a User Token. Requests require it, because omitting it would mean
/// that the key never expires. As JSON it is a number of seconds since 1970-01-01 UTC, or null.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use rolekit::trusted_twin::Expiry;
///
/// let tomorrow = Expiry::from(SystemTime::now() + Duration::from_secs(86_400));
/// assert_ne!(tomorrow, Expiry::Never);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "test-util", derive(Default))]
#[expect(clippy::exhaustive_enums, reason = "a key expires or does not")]
pub enum Expiry {
    /// The key never expires.
    #[cfg_attr(feature = "test-util", default)]
    Never,
    /// The key expires at this time.
    At(UnixTimestamp),
}

impl Serialize for Expiry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Never => serializer.serialize_none(),
            Self::At(time) => time.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Expiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let time = Option::<UnixTimestamp>::deserialize(deserializer)?;
        Ok(time.map_or(Self::Never, Self::At))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Expiry {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Expiry".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<UnixTimestamp>::json_schema(generator)
    }
}

impl From<UnixTimestamp> for Expiry {
    fn from(time: UnixTimestamp) -> Self {
        Self::At(time)
    }
}

impl From<SystemTime> for Expiry {
    /// Truncates to milliseconds.
    fn from(time: SystemTime) -> Self {
        Self::At(time.into())
    }
}

impl From<DateTime<Utc>> for Expiry {
    /// Truncates to milliseconds.
    fn from(time: DateTime<Utc>) -> Self {
        Self::At(time.into())
    }
}

#[cfg(test)]
mod tests {
    use super::Expiry;
    use crate::trusted_twin::NewUserToken;
    use rolekit_runtime::UnixTimestamp;

    #[test]
    fn the_expiry_is_always_sent() {
        for (expiry, json) in [
            (Expiry::Never, r#"{"validity_ts":null}"#),
            (
                UnixTimestamp::from_millis(1500).into(),
                r#"{"validity_ts":1.5}"#,
            ),
        ] {
            let token = NewUserToken::new(expiry);
            assert_eq!(serde_json::to_string(&token).unwrap(), json);
            assert_eq!(serde_json::from_str::<NewUserToken>(json).unwrap(), token);
        }
    }
}
