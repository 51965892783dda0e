// The module `types`.

/// `Error`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Error {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub code: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(Error, [(code, "code", optional)]);
/// `Thing`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub a: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(Thing, [(a, "a", optional)]);
