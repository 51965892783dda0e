// The module `types`.

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(feature = "schemars", serde(rename = "const"))]
    pub const_: ::std::string::String,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub default: ::std::option::Option<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")
    )]
    pub examples: ::std::vec::Vec<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "patternProperties",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub pattern_properties: ::std::option::Option<i64>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub properties: ::std::option::Option<ThingProperties>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub required: ::std::option::Option<bool>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub title: ::std::option::Option<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "type",
            deserialize_with = "::std::option::Option::deserialize"
        )
    )]
    pub type_: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(
    Thing,
    [
        (const_, "const", required),
        (default, "default", optional),
        (examples, "examples", list),
        (pattern_properties, "patternProperties", optional),
        (properties, "properties", optional),
        (required, "required", optional),
        (title, "title", optional),
        (type_, "type", required)
    ]
);
/// `ThingProperties`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingProperties {
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "enum",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub enum_: ::std::option::Option<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "$ref",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub ref_: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(
    ThingProperties,
    [(enum_, "enum", optional), (ref_, "$ref", optional)]
);
