// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub file: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub format_of_none: ::std::option::Option<bool>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub inferred: ::std::option::Option<ThingInferred>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub labels: ::std::collections::BTreeMap<::std::string::String, ::std::string::String>,
    #[serde(default = "defaults::default_u64::<i64, 3>")]
    pub like: i64,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub nullable_of_3_0: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub page: ::std::option::Option<::std::string::String>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub pair: ::std::vec::Vec<f64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub unlike: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub whole: ::std::option::Option<i64>,
}

impl ::std::default::Default for Thing {
    fn default() -> Self {
        Self {
            file: Default::default(),
            format_of_none: Default::default(),
            inferred: Default::default(),
            labels: Default::default(),
            like: defaults::default_u64::<i64, 3>(),
            nullable_of_3_0: Default::default(),
            page: Default::default(),
            pair: Default::default(),
            unlike: Default::default(),
            whole: Default::default(),
        }
    }
}

/// `ThingInferred`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingInferred {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
}

/// Generation of default values for serde.
pub mod defaults {
    pub(super) fn default_u64<T, const V: u64>() -> T
    where
        T: ::std::convert::TryFrom<u64>,
        <T as ::std::convert::TryFrom<u64>>::Error: ::std::fmt::Debug,
    {
        T::try_from(V).unwrap()
    }
}
