// The module `types`.

/// `Other`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Other {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub x: ::std::option::Option<::std::string::String>,
}

impl Other {
    /// With every field left out.
    pub fn new() -> Self {
        Self {
            x: ::std::default::Default::default(),
        }
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")]
    pub a: crate::runtime::Change<::std::string::String>,
    pub b: i64,
    #[serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")]
    pub c: crate::runtime::Change<Other>,
}

impl Thing {
    /// With the fields that are required; the others are left out.
    pub fn new(b: i64) -> Self {
        Self {
            a: ::std::default::Default::default(),
            b,
            c: ::std::default::Default::default(),
        }
    }
}
