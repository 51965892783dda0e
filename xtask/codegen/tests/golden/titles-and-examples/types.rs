// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<ThingA>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<ThingB>,
}

/// `ThingA`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingA {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub x: ::std::option::Option<ThingAx>,
}

::rolekit_runtime::string_enum! {
    /// `ThingAx`
    pub enum ThingAx {
        One = "one",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingAx {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `ThingB`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingB {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub y: ::std::option::Option<i64>,
}
