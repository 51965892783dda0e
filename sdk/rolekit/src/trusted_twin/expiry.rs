//! The expiry of keys.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

use rolekit_runtime::{Field, UnixTimestamp};

/// The expiry of a User Secret or a User Token. It is required, because omitting it would mean that the
/// key never expires.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use rolekit::trusted_twin::Expiry;
///
/// let tomorrow = Expiry::from(SystemTime::now() + Duration::from_secs(86_400));
/// assert_ne!(tomorrow, Expiry::Never);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a key expires or does not")]
pub enum Expiry {
    /// The key never expires.
    Never,
    /// The key expires at this time.
    At(UnixTimestamp),
}

impl Expiry {
    /// Converts into the field of a request.
    pub(crate) fn into_field(self) -> Field<UnixTimestamp> {
        match self {
            Self::Never => Field::Null,
            Self::At(time) => Field::Value(time),
        }
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
