// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::chrono::naive::NaiveDate>,
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub b: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<bool>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub d: ::rolekit_runtime::Field<()>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub e: ::std::option::Option<::std::vec::Vec<::std::option::Option<::std::string::String>>>,
}
