// The module `types`.

/// `MakeThingBody`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingBody {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub taken: ::std::option::Option<::std::string::String>,
}

/// `MakeThingBody2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingBody2 {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::vec::Vec<MakeThingBody2AItem>>,
}

impl MakeThingBody2 {
    /// With every field left out.
    pub fn new() -> Self {
        Self {
            a: ::std::default::Default::default(),
        }
    }
}

/// `MakeThingBody2AItem`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingBody2AItem {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<::std::string::String>,
}

impl MakeThingBody2AItem {
    /// With every field left out.
    pub fn new() -> Self {
        Self {
            b: ::std::default::Default::default(),
        }
    }
}

/// `MakeThingOrder`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum MakeThingOrder {
    #[serde(rename = "up")]
    Up,
    #[serde(rename = "down")]
    Down,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl MakeThingOrder {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Up, Self::Down];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "up" => ::std::option::Option::Some(Self::Up),
            "down" => ::std::option::Option::Some(Self::Down),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for MakeThingOrder {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for MakeThingOrder {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for MakeThingOrder {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for MakeThingOrder {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for MakeThingOrder {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// `MakeThingResponse`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingResponse {
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub by_name: ::std::collections::BTreeMap<::std::string::String, MakeThingResponseByNameValue>,
    pub state: MakeThingResponseState,
}

/// `MakeThingResponseByNameValue`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingResponseByNameValue {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<i64>,
}

/// `MakeThingResponseState`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum MakeThingResponseState {
    #[serde(rename = "on")]
    On,
    #[serde(rename = "off")]
    Off,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl MakeThingResponseState {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::On, Self::Off];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "on" => ::std::option::Option::Some(Self::On),
            "off" => ::std::option::Option::Some(Self::Off),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for MakeThingResponseState {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for MakeThingResponseState {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for MakeThingResponseState {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for MakeThingResponseState {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for MakeThingResponseState {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}
