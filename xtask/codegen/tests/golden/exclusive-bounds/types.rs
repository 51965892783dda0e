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
    pub count: ::std::option::Option<i64>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub ratio: ::std::option::Option<f64>,
}
crate::runtime::object!(
    Thing,
    [(count, "count", optional), (ratio, "ratio", optional)]
);
impl Thing {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            count: ::std::default::Default::default(),
            ratio: ::std::default::Default::default(),
        }
    }
}
