// The module `types`.

/// `Perhaps`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Perhaps {
    #[cfg_attr(feature = "schemars", serde(rename = "x"))]
    X,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(Perhaps);
impl Perhaps {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::X];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::X => "x",
            Self::Unknown(value) => value,
        }
    }
}

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub a: crate::runtime::Change<Perhaps>,
    /// There.
    #[cfg_attr(
        feature = "schemars",
        serde(deserialize_with = "::std::option::Option::deserialize")
    )]
    pub b: ::std::option::Option<Perhaps>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub c: ::std::option::Option<::std::vec::Vec<::std::option::Option<Perhaps>>>,
}
crate::runtime::object!(
    Thing,
    [(a, "a", change), (b, "b", required), (c, "c", optional)]
);
impl Thing {
    /// With the fields that are required; the others are left out.
    #[inline]
    pub fn new(b: ::std::option::Option<Perhaps>) -> Self {
        Self {
            a: ::std::default::Default::default(),
            b,
            c: ::std::default::Default::default(),
        }
    }
}
