// The module `types`.

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub a: ::std::option::Option<::chrono::naive::NaiveDate>,
    #[cfg_attr(
        feature = "schemars",
        serde(deserialize_with = "::std::option::Option::deserialize")
    )]
    pub b: ::std::option::Option<i64>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub c: ::std::option::Option<bool>,
    #[cfg_attr(feature = "schemars", serde(default))]
    pub d: (),
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub e: ::std::option::Option<::std::vec::Vec<::std::option::Option<::std::string::String>>>,
}
crate::runtime::object!(
    Thing,
    [
        (a, "a", optional),
        (b, "b", required),
        (c, "c", optional),
        (d, "d", defaulted),
        (e, "e", optional)
    ]
);
