//! Fields that distinguish absent, null and a value.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

/// A field that may be absent, null or a value.
///
/// In an update the three states differ: an absent field is left unchanged, null clears it, a value
/// sets it.
///
/// ```
/// use rolekit_runtime::Field;
/// use serde::Serialize;
///
/// #[derive(Default, Serialize)]
/// struct Update {
///     #[serde(skip_serializing_if = "Field::is_undefined")]
///     name: Field<String>,
///     #[serde(skip_serializing_if = "Field::is_undefined")]
///     project: Field<i64>,
/// }
///
/// let update = Update { project: Field::Null, ..Update::default() };
/// assert_eq!(serde_json::to_string(&update)?, r#"{"project":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "JSON has these three")]
pub enum Field<T> {
    /// The field is absent.
    #[default]
    Undefined,
    /// The field is null.
    Null,
    /// The field has a value.
    Value(T),
}

impl<T> Field<T> {
    /// Returns whether the field is absent.
    pub const fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined)
    }

    /// Returns whether the field is null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Undefined | Self::Null => None,
        }
    }

    /// Returns the field if it would change the current value, else [`Field::Undefined`].
    #[must_use]
    pub fn changed_from(&self, current: Option<&T>) -> Self
    where
        T: Clone + PartialEq,
    {
        let is_same = match self {
            Self::Undefined => true,
            Self::Null => current.is_none(),
            Self::Value(value) => current == Some(value),
        };
        if is_same {
            Self::Undefined
        } else {
            self.clone()
        }
    }

    /// Converts the value with `change`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Undefined => Field::Undefined,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(change(value)),
        }
    }

    /// Converts the value with `change`, which may fail.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Field<U>, E> {
        Ok(match self {
            Self::Undefined => Field::Undefined,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(change(value)?),
        })
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: fmt::Display> fmt::Display for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undefined => f.write_str("undefined"),
            Self::Null => f.write_str("null"),
            Self::Value(value) => value.fmt(f),
        }
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Null would have another meaning.
            Self::Undefined => Err(S::Error::custom(
                "an undefined field cannot be serialized; skip it with `skip_serializing_if`",
            )),
            Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            None => Self::Null,
            Some(value) => Self::Value(value),
        })
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Field<T> {
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

    use super::Field;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Field::is_undefined")]
        field: Field<i64>,
    }

    #[test]
    fn the_three_states_are_distinct_both_ways() {
        for (field, json) in [
            (Field::Undefined, "{}"),
            (Field::Null, r#"{"field":null}"#),
            (Field::Value(5), r#"{"field":5}"#),
        ] {
            let body = Body { field };
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
            assert_eq!(serde_json::from_str::<Body>(json).unwrap(), body);
        }
    }

    #[test]
    fn undefined_alone_is_an_error_and_not_null() {
        assert!(serde_json::to_string(&Field::<i64>::Undefined).is_err());
    }

    #[test]
    fn the_value_is_mapped() {
        assert_eq!(Field::Value(1).map(|n| n + 1), Field::Value(2));
        assert_eq!(Field::<u8>::Null.map(|n| n + 1), Field::Null);
        assert_eq!(Field::Value("x").try_map(str::parse::<u8>).ok(), None);
        let undefined = Field::<&str>::Undefined.try_map(str::parse::<u8>);
        assert_eq!(undefined, Ok(Field::Undefined));
        assert_eq!(Field::from(1).value(), Some(&1));
    }

    #[test]
    fn only_a_change_is_kept() {
        let undefined = Field::Undefined;
        assert_eq!(undefined.changed_from(Some(&1)), undefined);
        assert_eq!(Field::Value(1).changed_from(Some(&1)), undefined);
        assert_eq!(Field::Value(2).changed_from(Some(&1)), Field::Value(2));
        assert_eq!(Field::Value(2).changed_from(None), Field::Value(2));
        assert_eq!(Field::Null.changed_from(None), undefined);
        assert_eq!(Field::Null.changed_from(Some(&1)), Field::Null);
    }
}
