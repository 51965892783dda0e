// The module `types`.

/// `Node`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Node {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub name: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(Node, [(name, "name", optional)]);
/// `Other`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Other {
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")
    )]
    pub children: ::std::vec::Vec<Other>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub inner: ::std::option::Option<OtherInner>,
}
crate::runtime::object!(
    Other,
    [(children, "children", list), (inner, "inner", optional)]
);
/// `OtherInner`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct OtherInner {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub x: ::std::option::Option<::std::string::String>,
}
crate::runtime::object!(OtherInner, [(x, "x", optional)]);
/// `Part`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
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
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub anchored: ::std::option::Option<Node>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub dynamic: ::std::option::Option<Other>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub local: ::std::option::Option<Part>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub of_another: ::std::option::Option<OtherInner>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub part: ::std::option::Option<Part>,
}
crate::runtime::object!(
    Thing,
    [
        (anchored, "anchored", optional),
        (dynamic, "dynamic", optional),
        (local, "local", optional),
        (of_another, "of_another", optional),
        (part, "part", optional)
    ]
);
