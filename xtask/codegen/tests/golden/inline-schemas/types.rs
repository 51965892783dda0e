// The module `types`.

/// `MakeThingBody`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingBody {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub taken: ::std::option::Option<::std::string::String>,
}

/// `MakeThingBody2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MakeThingBody2 {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::vec::Vec<MakeThingBody2AItem>>,
}

impl MakeThingBody2 {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            a: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn a(mut self, a: impl IntoIterator<Item = MakeThingBody2AItem>) -> Self {
        self.a = Some(a.into_iter().collect());
        self
    }
}

/// `MakeThingBody2AItem`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MakeThingBody2AItem {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<::std::string::String>,
}

impl MakeThingBody2AItem {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            b: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn b(mut self, b: impl Into<::std::string::String>) -> Self {
        self.b = Some(b.into());
        self
    }
}

::rolekit_runtime::string_enum! {
    /// `MakeThingOrder`
    pub enum MakeThingOrder {
        Up = "up",
        Down = "down",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for MakeThingOrder {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `MakeThingResponse`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct MakeThingResponse {
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub by_name: ::std::collections::BTreeMap<::std::string::String, MakeThingResponseByNameValue>,
    pub state: MakeThingResponseState,
}

/// `MakeThingResponseByNameValue`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThingResponseByNameValue {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<i64>,
}

::rolekit_runtime::string_enum! {
    /// `MakeThingResponseState`
    pub enum MakeThingResponseState {
        On = "on",
        Off = "off",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for MakeThingResponseState {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}
