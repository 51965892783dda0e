//! Id types: one for each kind of resource, so that ids cannot be confused.
//!
//! The overlays refer to these types, so the generated clients use them too.

use std::fmt;

// Functions marked `inline` are compiled into the dependents that call them.

/// Defines integer id types.
macro_rules! integer_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "test-util", derive(Default))]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Creates an id.
            #[inline]
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// Returns the number.
            #[inline]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<$name> for i64 {
            #[inline]
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl PartialEq<i64> for $name {
            #[inline]
            fn eq(&self, other: &i64) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(crate::ids::IntegerVisitor).map(Self)
            }
        }
    )+};
}

/// Defines string id types.
macro_rules! string_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "test-util", derive(Default))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Creates an id. It is not validated.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// Returns the id as a string.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            #[inline]
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            #[inline]
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::new(text))
            }
        }
    )+};
}

/// Ids of Gcore's Cloud and IAM APIs, which share users and accounts.
#[cfg(any(feature = "gcore", feature = "gcore-iam"))]
pub(crate) mod gcore {
    use super::fmt;

    integer_ids! {
        /// The id of a user. The same in the Cloud API and in IAM.
        UserId;
        /// The id of an account, which the vendor calls a client.
        ClientId;
        /// The id of a project.
        ProjectId;
        /// The id of a role assignment.
        AssignmentId;
        /// The id of a region.
        RegionId;
        /// The id of an API token.
        TokenId;
        /// The id of a quota limit request.
        LimitRequestId;
        /// The id of a subscription to the audit log.
        SubscriptionId;
    }

    string_ids! {
        /// The id of a task.
        TaskId;
        /// The id of an entry of the audit log.
        UserActionId;
        /// The id of an SSH key, a UUID.
        SshKeyId;
    }
}

/// Ids of Trusted Twin. All are UUIDs. They are not validated; paths contain them percent-encoded.
#[cfg(feature = "trusted-twin")]
pub(crate) mod trusted_twin {
    use super::fmt;

    string_ids! {
        /// The UUID of an account.
        AccountId;
        /// The UUID of a user.
        UserId;
        /// The UUID of a role.
        RoleId;
        /// The UUID of a Twin.
        TwinId;
        /// The UUID of a batch.
        BatchId;
        /// The UUID of a database, or `default`.
        DatabaseId;
    }
}

/// Accepts an integer as a number, as a float without a fraction, or as a string.
#[cfg(any(feature = "gcore", feature = "gcore-iam"))]
pub(crate) struct IntegerVisitor;

#[cfg(any(feature = "gcore", feature = "gcore-iam"))]
impl serde::de::Visitor<'_> for IntegerVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer id")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number)
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<i64, E> {
        // Integers up to here are exact as floats.
        const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() <= MAX_EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "an integer in range")]
            return Ok(number as i64);
        }
        Err(E::invalid_value(
            serde::de::Unexpected::Float(number),
            &self,
        ))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<i64, E> {
        text.parse()
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

#[cfg(all(test, feature = "gcore", feature = "trusted-twin"))]
mod tests {
    use super::gcore::{TaskId, UserId};
    use super::trusted_twin::RoleId;

    #[test]
    fn integer_ids_accept_numbers_and_strings() {
        for text in ["7", "7.0", "\"7\""] {
            assert_eq!(serde_json::from_str::<UserId>(text).unwrap(), 7, "{text}");
        }
        for text in [
            "7.5",
            "\"\"",
            "\"a\"",
            "null",
            "1e300",
            "18446744073709551615",
        ] {
            serde_json::from_str::<UserId>(text).unwrap_err();
        }
        assert_eq!(serde_json::to_string(&UserId::new(-7)).unwrap(), "-7");
        assert_eq!("12".parse::<UserId>().unwrap().to_string(), "12");
    }

    #[test]
    fn string_ids_are_kept_unchanged() {
        let id: RoleId = serde_json::from_str("\" A\"").unwrap();
        assert_eq!(id, " A");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\" A\"");
        assert_eq!(TaskId::new("a").as_str(), "a");
    }
}
