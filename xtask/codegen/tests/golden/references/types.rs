// The module `types`.

/// `Node`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Node {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub name: ::std::option::Option<::std::string::String>,
}

/// `Other`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Other {
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub children: ::std::vec::Vec<Other>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub inner: ::std::option::Option<OtherInner>,
}

/// `OtherInner`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct OtherInner {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub x: ::std::option::Option<::std::string::String>,
}

/// `Part`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Part {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
    #[serde(default)]
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub own: ::std::option::Option<::std::boxed::Box<Part>>,
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub anchored: ::std::option::Option<Node>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub dynamic: ::std::option::Option<Other>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub local: ::std::option::Option<Part>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub of_another: ::std::option::Option<OtherInner>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub part: ::std::option::Option<Part>,
}
