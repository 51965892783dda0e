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
/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    /// Perhaps a number.
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub a: ::std::option::Option<i64>,
    /// Perhaps another.
    #[cfg_attr(
        feature = "schemars",
        serde(deserialize_with = "::std::option::Option::deserialize")
    )]
    pub b: ::std::option::Option<Other>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub c: ::std::option::Option<crate::runtime::Timestamp>,
    #[cfg_attr(
        feature = "schemars",
        serde(deserialize_with = "::std::option::Option::deserialize")
    )]
    pub d: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    #[cfg_attr(feature = "schemars", serde(default))]
    pub e: (),
}
crate::runtime::object!(
    Thing,
    [
        (a, "a", optional),
        (b, "b", required),
        (c, "c", optional),
        (d, "d", required),
        (e, "e", defaulted)
    ]
);
