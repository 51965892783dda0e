// The module `types`.

/// `Base`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Base {
    #[serde(default = "defaults::base_inherited")]
    pub inherited: ::std::option::Option<i64>,
}

impl ::std::default::Default for Base {
    fn default() -> Self {
        Self {
            inherited: defaults::base_inherited(),
        }
    }
}

/// `Part`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Part {
    pub id: i64,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub note: ::rolekit_runtime::Field<::std::string::String>,
}

impl Part {
    /// Creates a value from its required fields.
    pub fn new(id: i64) -> Self {
        Self {
            id,
            note: ::std::default::Default::default(),
        }
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(
        rename = "camelCase",
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub camel_case: ::rolekit_runtime::Field<Part>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub inherited: ::rolekit_runtime::Field<i64>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub list: ::rolekit_runtime::Field<::std::vec::Vec<::std::string::String>>,
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub must: ::std::option::Option<::std::string::String>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub own: ::rolekit_runtime::Field<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub plain: ::std::option::Option<::std::string::String>,
}

impl Thing {
    /// Creates a value from its required fields.
    pub fn new(must: ::std::option::Option<::std::string::String>) -> Self {
        Self {
            camel_case: ::std::default::Default::default(),
            inherited: ::std::default::Default::default(),
            list: ::std::default::Default::default(),
            must,
            own: ::std::default::Default::default(),
            plain: ::std::default::Default::default(),
        }
    }
}

/// Generation of default values for serde.
pub mod defaults {
    pub(super) fn base_inherited() -> ::std::option::Option<i64> {
        ::std::option::Option::Some(3_i64)
    }
}
