// The module `types`.

/// `Other`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Other {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub x: ::std::option::Option<::std::string::String>,
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    /// Perhaps a number.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<i64>,
    /// Perhaps another.
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub b: ::std::option::Option<Other>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<::rolekit_runtime::Timestamp>,
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub d: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub e: ::rolekit_runtime::Field<()>,
}
