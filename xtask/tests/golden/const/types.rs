// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub empty: ::std::option::Option<ThingEmpty>,
    pub kind: ThingKind,
    pub version: ThingVersion,
}

/// `ThingEmpty`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingEmpty {
    #[serde(rename = "")]
    Empty,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl ThingEmpty {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Empty];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "" => ::std::option::Option::Some(Self::Empty),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for ThingEmpty {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for ThingEmpty {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for ThingEmpty {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for ThingEmpty {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for ThingEmpty {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// `ThingKind`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingKind {
    #[serde(rename = "thing")]
    Thing,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl ThingKind {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Thing];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Thing => "thing",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "thing" => ::std::option::Option::Some(Self::Thing),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for ThingKind {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for ThingKind {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for ThingKind {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for ThingKind {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for ThingKind {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// `ThingVersion`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingVersion {
    /// `0`
    Value0,
    /// A value that this version does not know.
    Unknown(i64),
}

impl ThingVersion {
    /// The value as it is on the wire.
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::Value0 => 0,
            Self::Unknown(value) => *value,
        }
    }
}

impl ::std::convert::From<i64> for ThingVersion {
    fn from(value: i64) -> Self {
        match value {
            0 => Self::Value0,
            _ => Self::Unknown(value),
        }
    }
}

impl ::std::str::FromStr for ThingVersion {
    type Err = ::std::num::ParseIntError;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        value.parse::<i64>().map(Self::from)
    }
}

impl ::std::fmt::Display for ThingVersion {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Display::fmt(&self.as_i64(), f)
    }
}

impl ::serde::Serialize for ThingVersion {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_i64())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingVersion {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}
