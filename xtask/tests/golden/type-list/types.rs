// The module `types`.

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
    pub c: ::std::option::Option<f64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub d: ::std::option::Option<::serde_json::Value>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub e: ::std::option::Option<ThingE>,
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
    String(::std::string::String),
    Integer(i64),
}

impl ::std::fmt::Display for ThingB {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::String(x) => x.fmt(f),
            Self::Integer(x) => x.fmt(f),
        }
    }
}

impl ::std::convert::From<i64> for ThingB {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// `ThingE`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThingE {
    String(::std::string::String),
    Array(::std::vec::Vec<i64>),
}

impl ::std::convert::From<::std::vec::Vec<i64>> for ThingE {
    fn from(value: ::std::vec::Vec<i64>) -> Self {
        Self::Array(value)
    }
}
