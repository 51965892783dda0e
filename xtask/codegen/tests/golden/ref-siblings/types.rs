// The module `types`.

/// `Base`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Base {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
}

::rolekit_runtime::string_enum! {
    /// A role.
    pub enum Role {
        User = "User",
        Observer = "Observer",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Role {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub more: ::std::option::Option<ThingMore>,
    /// The role of the thing.
    pub role: Role,
}

/// `ThingMore`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingMore {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub extra_field: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
}
