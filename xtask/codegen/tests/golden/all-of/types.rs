// The module `types`.

/// `Base`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Base {
    /// Its number.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub next: ::std::option::Option<::std::boxed::Box<Thing>>,
}

/// `Code`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Code(pub ::std::string::String);
impl ::std::ops::Deref for Code {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<Code> for ::std::string::String {
    fn from(value: Code) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::string::String> for Code {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for Code {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for Code {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.to_string()))
    }
}

/// `Named`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Named {
    pub name: ::std::string::String,
}

/// What is merged.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    /// Its code.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub code: ::std::option::Option<Code>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub either: ::std::option::Option<ThingEither>,
    /// Its number.
    pub id: i64,
    pub name: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub next: ::std::option::Option<::std::boxed::Box<Thing>>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub part: ::std::option::Option<ThingPart>,
}

/// `ThingEither`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingEither {
    Left(ThingEitherLeft),
    Named(ThingEitherNamed),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingEither {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingEither {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Left),
                |value| read(value).map(Self::Named),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for ThingEither {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Left(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Named(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<ThingEitherLeft> for ThingEither {
    fn from(value: ThingEitherLeft) -> Self {
        Self::Left(value)
    }
}

impl ::std::convert::From<ThingEitherNamed> for ThingEither {
    fn from(value: ThingEitherNamed) -> Self {
        Self::Named(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for ThingEither {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[
                (&[], Of(shape::<self::ThingEitherLeft>)),
                (&[], Of(shape::<self::ThingEitherNamed>)),
            ],
        })
    };
}

/// `ThingEitherLeft`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct ThingEitherLeft {
    pub id: i64,
    pub left: ::std::string::String,
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for ThingEitherLeft {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Object(&[("id", true, Integer), ("left", true, Text)], None)
    };
}

/// `ThingEitherNamed`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct ThingEitherNamed {
    pub id: i64,
    pub name: ::std::string::String,
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for ThingEitherNamed {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Object(&[("id", true, Integer), ("name", true, Text)], None)
    };
}

/// `ThingPart`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingPart {
    /// Its number.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub more: ::std::option::Option<bool>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub next: ::std::option::Option<::std::boxed::Box<Thing>>,
}
