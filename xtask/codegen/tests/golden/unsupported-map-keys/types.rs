// The module `types`.

/// `ByColor`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct ByColor(pub ::std::collections::BTreeMap<Color, ::std::string::String>);
impl ::std::ops::Deref for ByColor {
    type Target = ::std::collections::BTreeMap<Color, ::std::string::String>;
    fn deref(&self) -> &::std::collections::BTreeMap<Color, ::std::string::String> {
        &self.0
    }
}

impl ::std::convert::From<ByColor> for ::std::collections::BTreeMap<Color, ::std::string::String> {
    fn from(value: ByColor) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::collections::BTreeMap<Color, ::std::string::String>> for ByColor {
    fn from(value: ::std::collections::BTreeMap<Color, ::std::string::String>) -> Self {
        Self(value)
    }
}

/// `Color`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Color(pub ::std::string::String);
impl ::std::ops::Deref for Color {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<Color> for ::std::string::String {
    fn from(value: Color) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::string::String> for Color {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for Color {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for Color {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.to_string()))
    }
}

/// `Number`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Number(pub i64);
impl ::std::ops::Deref for Number {
    type Target = i64;
    fn deref(&self) -> &i64 {
        &self.0
    }
}

impl ::std::convert::From<Number> for i64 {
    fn from(value: Number) -> Self {
        value.0
    }
}

impl ::std::convert::From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for Number {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for Number {
    type Err = <i64 as ::std::str::FromStr>::Err;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.parse()?))
    }
}

impl ::std::convert::TryFrom<&str> for Number {
    type Error = <i64 as ::std::str::FromStr>::Err;
    fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<String> for Number {
    type Error = <i64 as ::std::str::FromStr>::Err;
    fn try_from(value: String) -> ::std::result::Result<Self, Self::Error> {
        value.parse()
    }
}

/// `Received`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Received {
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub hidden: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub inline: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub merged: ::std::option::Option<ReceivedMerged>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub numbers: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub with_fields: ::std::option::Option<ReceivedWithFields>,
}

/// `ReceivedMerged`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct ReceivedMerged {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
    #[serde(flatten)]
    #[serde(deserialize_with = "::rolekit_runtime::__private::flattened")]
    pub extra: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
}

/// `ReceivedWithFields`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReceivedWithFields {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub red: ::std::option::Option<::std::string::String>,
}
