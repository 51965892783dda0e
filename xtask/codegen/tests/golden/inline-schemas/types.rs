// The module `types`.

/// `MakeThingBody`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingBody {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub taken: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(MakeThingBody, [(taken, "taken", optional)]);
/// `MakeThingBody2`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingBody2 {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub a: ::std::option::Option<::std::vec::Vec<MakeThingBody2AItem>>,
}
crate::runtime::object!(MakeThingBody2, [(a, "a", optional)]);
impl MakeThingBody2 {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            a: ::std::default::Default::default(),
        }
    }
}

/// `MakeThingBody2AItem`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingBody2AItem {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub b: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(MakeThingBody2AItem, [(b, "b", optional)]);
impl MakeThingBody2AItem {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            b: ::std::default::Default::default(),
        }
    }
}

/// `MakeThingOrder`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum MakeThingOrder {
    #[cfg_attr(feature = "schemars", serde(rename = "up"))]
    Up,
    #[cfg_attr(feature = "schemars", serde(rename = "down"))]
    Down,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(MakeThingOrder);
impl MakeThingOrder {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Up, Self::Down];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unknown(value) => value,
        }
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
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingResponseByNameValue {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub c: ::std::option::Option<i64>,
}
crate::runtime::object!(MakeThingResponseByNameValue, [(c, "c", optional)]);
/// `MakeThingResponseState`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum MakeThingResponseState {
    #[cfg_attr(feature = "schemars", serde(rename = "on"))]
    On,
    #[cfg_attr(feature = "schemars", serde(rename = "off"))]
    Off,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(MakeThingResponseState);
impl MakeThingResponseState {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::On, Self::Off];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Unknown(value) => value,
        }
    }
}
