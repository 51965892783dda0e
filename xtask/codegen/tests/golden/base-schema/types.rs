// The module `types`.

/// `Created`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Created {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub at: ::std::option::Option<i64>,
    pub kind: ::std::string::String,
    pub name: ::std::string::String,
}
crate::runtime::object!(
    Created,
    [
        (at, "at", optional),
        (kind, "kind", required),
        (name, "name", required)
    ]
);
/// `Event`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Event {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub at: ::std::option::Option<i64>,
    pub kind: ::std::string::String,
    #[cfg_attr(feature = "schemars", serde(flatten))]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}
crate::runtime::object!(
    Event,
    [(at, "at", optional), (kind, "kind", required)],
    extra
);
