// The module `types`.

/// `Answer`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Answer {
    #[serde(default, skip_serializing_if = "::serde_json::Map::is_empty")]
    pub any: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub closed: ::std::option::Option<AnswerClosed>,
    pub map: ::std::collections::BTreeMap<::std::string::String, i64>,
    pub open: AnswerOpen,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, deserialize_with = "::rolekit_runtime::__private::some")]
    pub whatever: ::std::option::Option<::serde_json::Value>,
}

/// `AnswerClosed`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct AnswerClosed {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
}

/// `AnswerOpen`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct AnswerOpen {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
    #[serde(flatten)]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
}

impl Thing {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            a: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn a(mut self, a: impl Into<::std::string::String>) -> Self {
        self.a = Some(a.into());
        self
    }
}
