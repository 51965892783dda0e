// The module `types`.

/// A colour.
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Colour {
    #[serde(rename = "red")]
    Red,
    #[serde(rename = "dark blue")]
    DarkBlue,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl Colour {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Red, Self::DarkBlue];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Red => "red",
            Self::DarkBlue => "dark blue",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "red" => ::std::option::Option::Some(Self::Red),
            "dark blue" => ::std::option::Option::Some(Self::DarkBlue),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for Colour {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for Colour {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for Colour {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for Colour {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for Colour {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub colour: ::std::option::Option<Colour>,
    #[serde(default = "defaults::thing_level")]
    pub level: ThingLevel,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub role: ::std::option::Option<ThingRole>,
}

impl ::std::default::Default for Thing {
    fn default() -> Self {
        Self {
            colour: Default::default(),
            level: defaults::thing_level(),
            role: Default::default(),
        }
    }
}

/// `ThingLevel`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingLevel {
    #[serde(rename = "low")]
    Low,
    #[serde(rename = "HIGH")]
    High,
    #[serde(rename = "very-high")]
    VeryHigh,
    #[serde(rename = "2")]
    X2,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl ThingLevel {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Low, Self::High, Self::VeryHigh, Self::X2];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Low => "low",
            Self::High => "HIGH",
            Self::VeryHigh => "very-high",
            Self::X2 => "2",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "low" => ::std::option::Option::Some(Self::Low),
            "HIGH" => ::std::option::Option::Some(Self::High),
            "very-high" => ::std::option::Option::Some(Self::VeryHigh),
            "2" => ::std::option::Option::Some(Self::X2),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for ThingLevel {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for ThingLevel {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for ThingLevel {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for ThingLevel {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for ThingLevel {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// `ThingRole`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingRole {
    User,
    Observer,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl ThingRole {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::User, Self::Observer];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::User => "User",
            Self::Observer => "Observer",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "User" => ::std::option::Option::Some(Self::User),
            "Observer" => ::std::option::Option::Some(Self::Observer),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for ThingRole {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for ThingRole {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for ThingRole {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for ThingRole {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for ThingRole {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// Generation of default values for serde.
pub mod defaults {
    pub(super) fn thing_level() -> super::ThingLevel {
        super::ThingLevel::Low
    }
}
