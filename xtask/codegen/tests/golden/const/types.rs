// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub empty: ::std::option::Option<ThingEmpty>,
    pub kind: ThingKind,
    pub version: ThingVersion,
}

::rolekit_runtime::string_enum! {
    /// `ThingEmpty`
    pub enum ThingEmpty {
        Empty = "",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingEmpty {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingKind`
    pub enum ThingKind {
        Thing = "thing",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingKind {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
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
    /// A value that this version of the client does not know.
    Unknown(i64),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingVersion {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl ThingVersion {
    /// Returns the value in JSON.
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
    fn from_str(value: &str) -> ::std::result::Result<Self, ::std::num::ParseIntError> {
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
