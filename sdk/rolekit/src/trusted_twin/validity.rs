//! Until when a key is valid.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

use crate::runtime::{Field, UnixTimestamp};

/// Until when a User Secret or a User Token is valid. It is always said, since what is left out
/// means for ever.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use rolekit::trusted_twin::Validity;
///
/// let tomorrow = Validity::from(SystemTime::now() + Duration::from_secs(86_400));
/// assert_ne!(tomorrow, Validity::Forever);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is an end, or there is none")]
pub enum Validity {
    /// It never expires.
    Forever,
    /// It expires then.
    Until(UnixTimestamp),
}

impl Validity {
    /// As a field of a request.
    pub(crate) fn into_change(self) -> Field<UnixTimestamp> {
        match self {
            Self::Forever => Field::Null,
            Self::Until(time) => Field::Value(time),
        }
    }
}

impl From<UnixTimestamp> for Validity {
    fn from(time: UnixTimestamp) -> Self {
        Self::Until(time)
    }
}

impl From<SystemTime> for Validity {
    /// To the millisecond; the rest is cut off.
    fn from(time: SystemTime) -> Self {
        Self::Until(time.into())
    }
}

impl From<DateTime<Utc>> for Validity {
    /// To the millisecond; the rest is cut off.
    fn from(time: DateTime<Utc>) -> Self {
        Self::Until(time.into())
    }
}
