//! Describes API tokens to create.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use crate::gcore_iam::types::{CreateApiToken, CreateApiTokenClientUser};
use crate::gcore_iam::{ApiToken, Group};
use rolekit_runtime::{Error, ErrorKind, Result, Timestamp};

/// The expiry of a token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Expiry {
    /// The token does not expire.
    Never,
    /// The token expires at this time.
    At(Timestamp),
    /// The token expires this long after its creation, by the client's clock.
    After(Duration),
}

impl Expiry {
    /// Returns the time of expiry, or `None` for never.
    #[inline]
    fn date(&self, now: SystemTime) -> Result<Option<Timestamp>> {
        Ok(match self {
            Self::Never => None,
            Self::At(time) => Some(time.clone()),
            Self::After(time) => {
                let expiry = now
                    .checked_add(*time)
                    // RFC 3339 only has years of four digits.
                    .filter(|expiry| *expiry < SystemTime::UNIX_EPOCH + YEAR_10000)
                    .ok_or_else(|| {
                        Error::new(ErrorKind::InvalidRequest)
                            .with_message("expiry must be before the year 10000")
                    })?;
                Some(DateTime::<Utc>::from(expiry).into())
            }
        })
    }
}

/// From 1970 to the end of the year 9999.
const YEAR_10000: Duration = Duration::from_secs(253_402_300_800);

impl From<Timestamp> for Expiry {
    fn from(time: Timestamp) -> Self {
        Self::At(time)
    }
}

impl From<DateTime<Utc>> for Expiry {
    fn from(time: DateTime<Utc>) -> Self {
        Self::At(time.into())
    }
}

impl From<Duration> for Expiry {
    fn from(time: Duration) -> Self {
        Self::After(time)
    }
}

/// An API token to create: its name, the group whose permissions it has, and its expiry. It belongs
/// to the caller and cannot do more than the caller.
///
/// ```
/// use std::time::Duration;
/// use rolekit::gcore_iam::{CreateToken, Expiry, GroupName};
///
/// const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// let for_a_month = CreateToken::new("deploy", GroupName::Engineers, 30 * DAY);
/// let for_ever = CreateToken::new("monitor", GroupName::Users, Expiry::Never)
///     .description("Reads the load every minute");
/// # let _ = (for_a_month, for_ever);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CreateToken {
    name: String,
    description: Option<String>,
    role: Group,
    expiry: Expiry,
}

impl CreateToken {
    /// Describes a token with this name, group and expiry.
    pub fn new(name: impl Into<String>, role: impl Into<Group>, expiry: impl Into<Expiry>) -> Self {
        Self {
            name: name.into(),
            description: None,
            role: role.into(),
            expiry: expiry.into(),
        }
    }

    /// Sets the description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Describes a token like an existing one.
    #[inline]
    pub(super) fn like(token: &ApiToken, expiry: Expiry) -> Self {
        Self {
            name: token.name.clone(),
            description: token.description.clone(),
            role: token.client_user.role.clone(),
            expiry,
        }
    }

    /// Returns whether a token may have been created from this description.
    pub(super) fn describes(&self, token: &ApiToken) -> bool {
        // A missing description may be returned as null or as an empty text.
        token.name == self.name
            && token.description.as_deref().unwrap_or_default()
                == self.description.as_deref().unwrap_or_default()
            && token.client_user.role.is(&self.role)
            && !token.deleted
    }

    /// Returns the request body.
    #[inline]
    pub(super) fn into_body(self, now: SystemTime) -> Result<CreateApiToken> {
        let expiry = self.expiry.date(now)?;
        let mut user = CreateApiTokenClientUser::new();
        user.role = Some(self.role);
        let mut body = CreateApiToken::new(user, expiry, self.name);
        body.description = self.description;
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{CreateToken, Expiry};
    use crate::gcore_iam::GroupName;
    use rolekit_runtime::ErrorKind;

    #[test]
    fn expiries_serialize_as_null_or_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_893_499_200_500);
        let date = "2030-01-01T12:00:00.000000Z".to_owned();
        for (expiry, sent) in [
            (Expiry::Never, "null"),
            (Expiry::At(date.into()), r#""2030-01-01T12:00:00.000000Z""#),
            (
                Duration::from_secs(60).into(),
                r#""2030-01-01T12:01:00.500Z""#,
            ),
        ] {
            let body = CreateToken::new("a", GroupName::Users, expiry)
                .into_body(now)
                .unwrap();
            assert_eq!(
                serde_json::to_string(&body).unwrap(),
                format!(
                    r#"{{"client_user":{{"role":{{"id":2,"name":"Users"}}}},"exp_date":{sent},"name":"a"}}"#
                ),
            );
        }
        for never in [Duration::MAX, Duration::from_secs(1 << 38)] {
            let error = CreateToken::new("a", GroupName::Users, never)
                .into_body(now)
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        }
    }
}
