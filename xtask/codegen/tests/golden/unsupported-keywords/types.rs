// The module `types`.

/// `Circle`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Circle(pub ::serde_json::Value);
impl ::std::ops::Deref for Circle {
    type Target = ::serde_json::Value;
    fn deref(&self) -> &::serde_json::Value {
        &self.0
    }
}

impl ::std::convert::From<Circle> for ::serde_json::Value {
    fn from(value: Circle) -> Self {
        value.0
    }
}

impl ::std::convert::From<::serde_json::Value> for Circle {
    fn from(value: ::serde_json::Value) -> Self {
        Self(value)
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, deserialize_with = "::rolekit_runtime::__private::some")]
    pub anything: ::std::option::Option<::serde_json::Value>,
    #[serde(default, skip_serializing_if = "::serde_json::Map::is_empty")]
    pub closed: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, deserialize_with = "::rolekit_runtime::__private::some")]
    pub contradiction: ::std::option::Option<::serde_json::Value>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub counted: ::std::vec::Vec<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub dependent: ::std::option::Option<bool>,
    #[serde(
        rename = "else",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub else_: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub except: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, deserialize_with = "::rolekit_runtime::__private::some")]
    pub itself: ::std::option::Option<Circle>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, deserialize_with = "::rolekit_runtime::__private::some")]
    pub nothing: ::std::option::Option<::serde_json::Value>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, deserialize_with = "::rolekit_runtime::__private::some")]
    pub nowhere: ::std::option::Option<::serde_json::Value>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub patterns: ::std::option::Option<ThingPatterns>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub then: ::std::option::Option<::std::string::String>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub tuple: ::std::vec::Vec<ThingTupleItem>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub wide: ::std::option::Option<u64>,
}

/// `ThingPatterns`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct ThingPatterns {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
    #[serde(flatten)]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}

/// `ThingTupleItem`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThingTupleItem {
    String(::std::string::String),
    Integer(i64),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingTupleItem {
    fn default() -> Self {
        Self::String(::std::default::Default::default())
    }
}

impl ::std::fmt::Display for ThingTupleItem {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::String(x) => x.fmt(f),
            Self::Integer(x) => x.fmt(f),
        }
    }
}

impl ::std::convert::From<i64> for ThingTupleItem {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}
