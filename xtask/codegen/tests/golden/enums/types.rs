// The module `types`.

/// A colour.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Colour {
    #[cfg_attr(feature = "schemars", serde(rename = "red"))]
    Red,
    #[cfg_attr(feature = "schemars", serde(rename = "dark blue"))]
    DarkBlue,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(Colour);
impl Colour {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Red, Self::DarkBlue];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Red => "red",
            Self::DarkBlue => "dark blue",
            Self::Unknown(value) => value,
        }
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
    #[inline]
    fn default() -> Self {
        Self {
            colour: Default::default(),
            level: defaults::thing_level(),
            role: Default::default(),
        }
    }
}

/// `ThingLevel`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingLevel {
    #[cfg_attr(feature = "schemars", serde(rename = "low"))]
    Low,
    #[cfg_attr(feature = "schemars", serde(rename = "HIGH"))]
    High,
    #[cfg_attr(feature = "schemars", serde(rename = "very-high"))]
    VeryHigh,
    #[cfg_attr(feature = "schemars", serde(rename = "2"))]
    X2,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingLevel);
impl ThingLevel {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Low, Self::High, Self::VeryHigh, Self::X2];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Low => "low",
            Self::High => "HIGH",
            Self::VeryHigh => "very-high",
            Self::X2 => "2",
            Self::Unknown(value) => value,
        }
    }
}

/// `ThingRole`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingRole {
    User,
    Observer,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingRole);
impl ThingRole {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::User, Self::Observer];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::User => "User",
            Self::Observer => "Observer",
            Self::Unknown(value) => value,
        }
    }
}

/// Generation of default values for serde.
pub mod defaults {
    pub(super) fn thing_level() -> super::ThingLevel {
        super::ThingLevel::Low
    }
}
