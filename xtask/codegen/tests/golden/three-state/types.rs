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
    #[inline]
    fn default() -> Self {
        Self {
            inherited: defaults::base_inherited(),
        }
    }
}

/// `Part`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Part {
    pub id: i64,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub note: crate::runtime::Change<::std::string::String>,
}
crate::runtime::object!(Part, [(id, "id", required), (note, "note", change)]);
impl Part {
    /// With the fields that are required; the others are left out.
    #[inline]
    pub fn new(id: i64) -> Self {
        Self {
            id,
            note: ::std::default::Default::default(),
        }
    }
}

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "camelCase",
            default,
            skip_serializing_if = "crate::runtime::Change::is_keep"
        )
    )]
    pub camel_case: crate::runtime::Change<Part>,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub inherited: crate::runtime::Change<i64>,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub list: crate::runtime::Change<::std::vec::Vec<::std::string::String>>,
    #[cfg_attr(
        feature = "schemars",
        serde(deserialize_with = "::std::option::Option::deserialize")
    )]
    pub must: ::std::option::Option<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub own: crate::runtime::Change<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub plain: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(
    Thing,
    [
        (camel_case, "camelCase", change),
        (inherited, "inherited", change),
        (list, "list", change),
        (must, "must", required),
        (own, "own", change),
        (plain, "plain", optional)
    ]
);
impl Thing {
    /// With the fields that are required; the others are left out.
    #[inline]
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
