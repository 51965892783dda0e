// The module `types`.

/// `Thing`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub a: ::std::option::Option<ThingA>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub b: ::std::option::Option<ThingB>,
}
crate::runtime::object!(Thing, [(a, "a", optional), (b, "b", optional)]);
/// `ThingA`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingA {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub x: ::std::option::Option<ThingAx>,
}
crate::runtime::object!(ThingA, [(x, "x", optional)]);
/// `ThingAx`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingAx {
    #[cfg_attr(feature = "schemars", serde(rename = "one"))]
    One,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingAx);
impl ThingAx {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::One];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::One => "one",
            Self::Unknown(value) => value,
        }
    }
}

/// `ThingB`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingB {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub y: ::std::option::Option<i64>,
}
crate::runtime::object!(ThingB, [(y, "y", optional)]);
