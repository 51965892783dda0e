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
    pub data: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(Thing, [(data, "data", optional)]);
