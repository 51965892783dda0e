// The module `types`.

/// `Left`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Left {
    pub l: ::std::string::String,
}

/// `Right`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Right {
    pub r: ::std::string::String,
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<ThingA>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<ThingB>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<Left>,
    /// Either.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub d: ::std::option::Option<ThingD>,
}

/// `ThingA`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThingA {
    String(::std::string::String),
    Integer(i64),
}

impl ::std::fmt::Display for ThingA {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::String(x) => x.fmt(f),
            Self::Integer(x) => x.fmt(f),
        }
    }
}

impl ::std::convert::From<i64> for ThingA {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// `ThingB`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThingB {
    Left(Left),
    Right(Right),
}

impl ::std::convert::From<Left> for ThingB {
    fn from(value: Left) -> Self {
        Self::Left(value)
    }
}

impl ::std::convert::From<Right> for ThingB {
    fn from(value: Right) -> Self {
        Self::Right(value)
    }
}

/// Either.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThingD {
    Left(Left),
    String(::std::string::String),
}

impl ::std::convert::From<Left> for ThingD {
    fn from(value: Left) -> Self {
        Self::Left(value)
    }
}
