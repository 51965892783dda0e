// The module `types`.

/// `Other`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Other {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub x: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(Other, [(x, "x", optional)]);
impl Other {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            x: ::std::default::Default::default(),
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
    pub a: crate::runtime::Change<::std::string::String>,
    pub b: i64,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub c: crate::runtime::Change<Other>,
}
crate::runtime::object!(
    Thing,
    [(a, "a", change), (b, "b", required), (c, "c", change)]
);
impl Thing {
    /// With the fields that are required; the others are left out.
    #[inline]
    pub fn new(b: i64) -> Self {
        Self {
            a: ::std::default::Default::default(),
            b,
            c: ::std::default::Default::default(),
        }
    }
}
