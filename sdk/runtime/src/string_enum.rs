//! Open enums of texts.

/// Defines an enum of texts that also accepts unknown values. Each value is stated once.
///
/// ```
/// rolekit_runtime::string_enum! {
///     /// The state of a task.
///     pub enum State {
///         /// The task ended.
///         Finished = "FINISHED",
///         Failed = "ERROR",
///     }
/// }
/// use State::{Failed, Finished};
///
/// assert_eq!(State::KNOWN, [Finished, Failed]);
/// assert_eq!(State::from("ERROR"), Failed);
/// assert_eq!(serde_json::to_value(Finished)?, "FINISHED");
/// assert_eq!(State::from("PAUSED").as_str(), "PAUSED");
/// assert_eq!(State::from("PAUSED"), State::Unknown("PAUSED".to_owned()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! string_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $value:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::cmp::PartialOrd,
            ::core::cmp::Ord,
            ::core::hash::Hash,
        )]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_attribute])* $variant,)*
            /// A value that this version does not know.
            Unknown(::std::string::String),
        }

        impl $name {
            /// The values that this version knows, in the order of the document.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the value as it is written on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            fn known(value: &str) -> ::core::option::Option<Self> {
                match value {
                    $($value => ::core::option::Option::Some(Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| Self::Unknown(value.into()))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::known(&value).unwrap_or(Self::Unknown(value))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::read_text(deserializer)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::__string_enum_schema!($name [$($value),*]);
    };
}

/// Implements `JsonSchema` for an enum of texts: one of the known values, or any other.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum_schema {
    ($name:ident [$($value:literal),*]) => {
        impl $crate::__private::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::stringify!($name))
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::concat!(
                    ::core::module_path!(),
                    "::",
                    ::core::stringify!($name),
                ))
            }

            fn json_schema(
                _: &mut $crate::__private::schemars::SchemaGenerator,
            ) -> $crate::__private::schemars::Schema {
                $crate::__private::open_enum_schema(&[$($value),*])
            }
        }
    };
}

/// Implements nothing without the feature `schemars`.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum_schema {
    ($name:ident [$($value:literal),*]) => {};
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the enum is private")]
mod tests {
    string_enum! {
        /// A color.
        pub(crate) enum Color {
            /// Red.
            Red = "red",
            DarkBlue = "dark-blue",
        }
    }

    #[test]
    fn values_are_written_and_read_alike() {
        for (color, text) in [
            (Color::Red, "red"),
            (Color::DarkBlue, "dark-blue"),
            (Color::Unknown("Red".to_owned()), "Red"),
        ] {
            assert_eq!(color.to_string(), text);
            assert_eq!(color.as_ref(), text);
            assert_eq!(Color::from(text), color);
            assert_eq!(Color::from(text.to_owned()), color);
            assert_eq!(text.parse(), Ok(color.clone()));
            let json = serde_json::to_value(&color).unwrap();
            assert_eq!(json, text);
            assert_eq!(serde_json::from_value::<Color>(json).unwrap(), color);
        }
        assert_eq!(Color::KNOWN, [Color::Red, Color::DarkBlue]);
        serde_json::from_str::<Color>("1").unwrap_err();
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn the_schema_has_the_known_values_and_accepts_others() {
        let schema = schemars::schema_for!(Color);
        let values = schema.pointer("/anyOf/0/enum").unwrap();
        assert_eq!(values, &serde_json::json!(["red", "dark-blue"]));
        let any = schema.pointer("/anyOf/1/type").unwrap();
        assert_eq!(any, "string");
    }
}
