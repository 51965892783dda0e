//! The three states of a field that a request may leave out, clear, or set.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

/// What a request does to a field: leave it out, send null, or send a value.
///
/// JSON tells the three apart, and so do the services: a field that is left out of an update stays
/// as it was, null takes the value away.
///
/// ```
/// # use rolekit_runtime::Change;
/// # use serde::Serialize;
/// #[derive(Default, Serialize)]
/// struct Update {
///     #[serde(skip_serializing_if = "Change::is_keep")]
///     name: Change<String>,
///     #[serde(skip_serializing_if = "Change::is_keep")]
///     project: Change<i64>,
/// }
///
/// let update = Update { project: Change::Clear, ..Update::default() };
/// assert_eq!(serde_json::to_string(&update)?, r#"{"project":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "JSON has these three and no more")]
pub enum Change<T> {
    /// The field is not sent.
    #[default]
    Keep,
    /// The field is sent as null.
    Clear,
    /// The field is sent with this value.
    Set(T),
}

impl<T> Change<T> {
    /// Whether the field is not sent.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Whether the field is sent as null.
    pub const fn is_clear(&self) -> bool {
        matches!(self, Self::Clear)
    }

    /// The value that is sent, if one is.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// The same change of another type.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(value) => Change::Set(change(value)),
        }
    }

    /// The same change, where turning the value into another type may fail.
    ///
    /// # Errors
    /// What `change` fails with.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Change<U>, E> {
        Ok(match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(value) => Change::Set(change(value)?),
        })
    }
}

impl<T> From<T> for Change<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: fmt::Display> fmt::Display for Change<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep => f.write_str("kept"),
            Self::Clear => f.write_str("cleared"),
            Self::Set(value) => value.fmt(f),
        }
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Null would say something else.
            Self::Keep => Err(S::Error::custom(
                "a field that is kept has no JSON: skip it with `skip_serializing_if`",
            )),
            Self::Clear => serializer.serialize_none(),
            Self::Set(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            None => Self::Clear,
            Some(value) => Self::Set(value),
        })
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Change<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::Change;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Change::is_keep")]
        field: Change<i64>,
    }

    #[test]
    fn the_three_states_are_three_things_both_ways() {
        for (change, json) in [
            (Change::Keep, "{}"),
            (Change::Clear, r#"{"field":null}"#),
            (Change::Set(5), r#"{"field":5}"#),
        ] {
            let body = Body { field: change };
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
            assert_eq!(serde_json::from_str::<Body>(json).unwrap(), body);
        }
    }

    #[test]
    fn kept_alone_is_an_error_and_not_null() {
        assert!(serde_json::to_string(&Change::<i64>::Keep).is_err());
    }
}
