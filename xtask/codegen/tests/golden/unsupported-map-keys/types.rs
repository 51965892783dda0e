// The module `types`.

/// `Received`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Received {
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub hidden: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub inline: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub merged: ::std::option::Option<ReceivedMerged>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub numbers: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub with_fields: ::std::option::Option<ReceivedWithFields>,
}

/// `ReceivedMerged`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct ReceivedMerged {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
    #[serde(flatten)]
    #[serde(deserialize_with = "::rolekit_runtime::__private::flattened")]
    pub extra: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
}

/// `ReceivedWithFields`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReceivedWithFields {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub red: ::std::option::Option<::std::string::String>,
}
