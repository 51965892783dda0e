// The module `types`.

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub empty: ::std::option::Option<ThingEmpty>,
    pub kind: ThingKind,
    pub version: ThingVersion,
}
crate::runtime::object!(
    Thing,
    [
        (empty, "empty", optional),
        (kind, "kind", required),
        (version, "version", required)
    ]
);
/// `ThingEmpty`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingEmpty {
    #[cfg_attr(feature = "schemars", serde(rename = ""))]
    Empty,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingEmpty);
impl ThingEmpty {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Empty];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Unknown(value) => value,
        }
    }
}

/// `ThingKind`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingKind {
    #[cfg_attr(feature = "schemars", serde(rename = "thing"))]
    Thing,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingKind);
impl ThingKind {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Thing];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Thing => "thing",
            Self::Unknown(value) => value,
        }
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
    #[inline]
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::Value0 => 0,
            Self::Unknown(value) => *value,
        }
    }
}

impl ::std::convert::From<i64> for ThingVersion {
    #[inline]
    fn from(value: i64) -> Self {
        match value {
            0 => Self::Value0,
            _ => Self::Unknown(value),
        }
    }
}

impl ::std::str::FromStr for ThingVersion {
    type Err = ::std::num::ParseIntError;
    #[inline]
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        value.parse::<i64>().map(Self::from)
    }
}

impl ::std::fmt::Display for ThingVersion {
    #[inline]
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Display::fmt(&self.as_i64(), f)
    }
}

impl ::serde::Serialize for ThingVersion {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_i64())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingVersion {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}
