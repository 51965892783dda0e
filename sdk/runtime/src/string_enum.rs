//! Open enums of strings.
//!
//! A service may add a value at any time, so an enum of strings keeps an unknown value in its
//! variant `Unknown` and serializes it unchanged. The macro `string_enum!` lists each value once,
//! next to its variant; the traits and the JSON Schema follow from that.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// Defines an open enum of strings.
///
/// Each variant is followed by its value on the wire. The macro adds the variant `Unknown(String)`
/// for all other values, the constant `KNOWN` with the variants of this version, `as_str`, `is_known`,
/// the strict `parse_known` and `deserialize_known`, and `Display`, `AsRef<str>`, `FromStr`,
/// `From<&str>`, `From<String>`, `PartialEq<str>`, `Serialize` and `Deserialize`. With the feature
/// `schemars` it also implements `JsonSchema`.
///
/// ```
/// rolekit_runtime::string_enum! {
///     /// State of a task.
///     pub enum TaskState {
///         /// The task runs.
///         Running = "running",
///         Done = "done",
///     }
/// }
///
/// assert_eq!(TaskState::from("running"), TaskState::Running);
/// assert_eq!(TaskState::Done.as_str(), "done");
/// assert_eq!(TaskState::from("paused").to_string(), "paused");
/// ```
#[macro_export]
macro_rules! string_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $value:literal),* $(,)?
        }
    ) => {
        $crate::__string_enum_type! {
            $(#[$attribute])*
            $visibility enum $name {
                $($(#[$variant_attribute])* $variant = $value,)*
            }
        }

        impl $name {
            /// The values that this version knows, in the order of the document.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the value on the wire.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Returns whether this version knows the value.
            #[inline]
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            /// Reads a value that this version knows.
            ///
            /// # Errors
            /// Fails with the nearest known value if there is no such value.
            #[inline]
            pub fn parse_known(value: &str) -> ::std::result::Result<Self, $crate::UnknownValue> {
                $crate::__private::parse_known(Self::KNOWN, value)
            }

            /// Deserializes a value that this version knows, for desired state that people write:
            /// `#[serde(deserialize_with = "…::deserialize_known")]` on a field.
            ///
            /// # Errors
            /// Fails like [`parse_known`](Self::parse_known), or if the value is not a string.
            pub fn deserialize_known<'de, D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value: Self = $crate::__private::deserialize_string(deserializer)?;
                Self::parse_known(value.as_str()).map_err($crate::__private::serde::de::Error::custom)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                $crate::__private::find_string(Self::KNOWN, value)
                    .unwrap_or_else(|| Self::Unknown(value.to_owned()))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                $crate::__private::find_string(Self::KNOWN, &value).unwrap_or(Self::Unknown(value))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            // A variant may be named `Err`.
            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::__private::deserialize_string(deserializer)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Defines the type. Whether it has a JSON Schema depends on a feature of this crate; a `cfg` in the
/// expansion of [`string_enum!`] would refer to the features of the calling crate.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum_type {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $value:literal,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_attribute])* $variant,)*
            /// A value that this version does not know.
            Unknown(::std::string::String),
        }
    };
}

/// Defines the type with its JSON Schema.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum_type {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $value:literal,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(
            Clone,
            Debug,
            Eq,
            Hash,
            Ord,
            PartialEq,
            PartialOrd,
            $crate::__private::schemars::JsonSchema,
        )]
        #[schemars(crate = "::rolekit_runtime::__private::schemars")]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_attribute])* #[schemars(rename = $value)] $variant,)*
            /// A value that this version does not know.
            #[schemars(untagged)]
            Unknown(::std::string::String),
        }
    };
}

/// Returns the value of `known` whose text is `text`.
#[doc(hidden)]
#[inline]
pub fn find_string<T: AsRef<str> + Clone>(known: &[T], text: &str) -> Option<T> {
    known.iter().find(|value| value.as_ref() == text).cloned()
}

/// Returns the value of `known` whose text is `text`.
///
/// # Errors
/// Fails with the nearest known value if there is none.
#[doc(hidden)]
pub fn parse_known<T: AsRef<str> + Clone>(known: &[T], text: &str) -> Result<T, UnknownValue> {
    find_string(known, text).ok_or_else(|| {
        let values: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        UnknownValue::new(text, &values)
    })
}

/// The error of a text that is not a value of an enum, or of an open enum in this version.
///
/// ```
/// rolekit_runtime::string_enum! {
///     enum TaskState {
///         Running = "running",
///         Done = "done",
///     }
/// }
///
/// let error = TaskState::parse_known("runing").unwrap_err();
/// assert_eq!(error.to_string(), "unknown value \"runing\"; did you mean \"running\"?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    value: String,
    nearest: Option<String>,
    known: String,
}

/// Maximum length of a value in an error.
const MAX_CHARS: usize = 64;

/// Minimum similarity of a suggestion, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.6;

impl UnknownValue {
    pub(crate) fn new(value: &str, known: &[&str]) -> Self {
        let lower = value.to_lowercase();
        let similar = known.iter().map(|word| {
            let similarity = strsim::normalized_damerau_levenshtein(&lower, &word.to_lowercase());
            (similarity, *word)
        });
        let nearest = similar.max_by(|a, b| a.0.total_cmp(&b.0));
        let nearest = nearest.filter(|(similarity, _)| *similarity >= MIN_SIMILARITY);
        Self {
            value: value.chars().take(MAX_CHARS).collect(),
            nearest: nearest.map(|(_, word)| word.to_owned()),
            known: known.join(", "),
        }
    }

    /// Returns the known value that is most similar, if one is similar at all.
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown value {:?}; ", self.value)?;
        match &self.nearest {
            Some(nearest) => write!(f, "did you mean {nearest:?}?"),
            None => write!(f, "expected one of: {}", self.known),
        }
    }
}

impl std::error::Error for UnknownValue {}

/// Deserializes any string into `T`.
///
/// # Errors
/// Fails if the value is not a string.
#[doc(hidden)]
pub fn deserialize_string<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str> + From<String>,
    D: Deserializer<'de>,
{
    struct StringVisitor<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str> + From<String>> Visitor<'_> for StringVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
            Ok(value.into())
        }

        fn visit_string<E: Error>(self, value: String) -> Result<T, E> {
            Ok(value.into())
        }
    }

    deserializer.deserialize_string(StringVisitor(PhantomData))
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the enum is private")]
mod tests {
    crate::string_enum! {
        /// State of a task.
        pub enum State {
            /// The task runs.
            Running = "running",
            InProgress = "in progress",
        }
    }

    #[test]
    fn known_values_become_variants_and_text_again() {
        assert_eq!(State::KNOWN, [State::Running, State::InProgress]);
        for (state, text) in [
            (State::Running, "running"),
            (State::InProgress, "in progress"),
        ] {
            assert_eq!(State::from(text), state);
            assert_eq!(State::from(text.to_owned()), state);
            assert_eq!(text.parse(), Ok(state.clone()));
            assert_eq!(state.as_str(), text);
            assert_eq!(state.as_ref(), text);
            assert_eq!(format!("{state:>12}"), format!("{text:>12}"));
        }
    }

    #[test]
    fn only_known_values_are_read_strictly() {
        assert_eq!(State::parse_known("running"), Ok(State::Running));
        for (text, nearest) in [
            ("runing", Some("running")),
            ("RUNNING", Some("running")),
            ("in_progress", Some("in progress")),
            ("", None),
            ("done", None),
        ] {
            let error = State::parse_known(text).unwrap_err();
            assert_eq!(error.nearest(), nearest, "{text}");
        }
        let error = State::parse_known("done").unwrap_err().to_string();
        let expected = "unknown value \"done\"; expected one of: running, in progress";
        assert_eq!(error, expected);
        let read = |json| State::deserialize_known(&mut serde_json::Deserializer::from_str(json));
        assert_eq!(read(r#""running""#).unwrap(), State::Running);
        let error = read(r#""runing""#).unwrap_err().to_string();
        let expected = "unknown value \"runing\"; did you mean \"running\"?";
        assert!(error.starts_with(expected), "{error}");
        read("7").unwrap_err();
        let done = State::from("done");
        assert!(State::Running.is_known() && !done.is_known());
        assert!(State::Running == "running" && done == *"done");
    }

    #[test]
    fn unknown_values_survive_a_round_trip() {
        let state: State = serde_json::from_str(r#""pau\u0073ed""#).unwrap();
        assert_eq!(state, State::Unknown("paused".to_owned()));
        assert_eq!(serde_json::to_string(&state).unwrap(), r#""paused""#);
    }

    #[test]
    fn known_values_survive_a_round_trip() {
        let states: Vec<State> = serde_json::from_str(r#"["running", "in progress"]"#).unwrap();
        assert_eq!(states, State::KNOWN);
        let written = serde_json::to_string(&states).unwrap();
        assert_eq!(written, r#"["running","in progress"]"#);
    }

    #[test]
    fn a_value_that_is_not_a_string_is_an_error() {
        let error = serde_json::from_str::<State>("1").unwrap_err().to_string();
        assert!(error.contains("expected a string"), "{error}");
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn the_schema_takes_known_and_unknown_values() {
        let schema = schemars::schema_for!(State);
        let text = serde_json::to_string(&schema).unwrap();
        for part in [
            r#""in progress""#,
            "State of a task",
            "The task runs",
            r#""anyOf""#,
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
