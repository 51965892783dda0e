// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    #[serde(rename = "const")]
    pub const_: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub default: ::std::option::Option<::std::string::String>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub examples: ::std::vec::Vec<::std::string::String>,
    #[serde(
        rename = "patternProperties",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub pattern_properties: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub properties: ::std::option::Option<ThingProperties>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub required: ::std::option::Option<bool>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub title: ::std::option::Option<::std::string::String>,
    #[serde(
        rename = "type",
        deserialize_with = "::std::option::Option::deserialize"
    )]
    pub type_: ::std::option::Option<::std::string::String>,
}

/// `ThingProperties`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingProperties {
    #[serde(
        rename = "enum",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub enum_: ::std::option::Option<::std::string::String>,
    #[serde(
        rename = "$ref",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub ref_: ::std::option::Option<::std::string::String>,
}
