// The module `types`.

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub changed_at: ::std::option::Option<crate::runtime::Timestamp>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub day: ::std::option::Option<::chrono::naive::NaiveDate>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub id: ::std::option::Option<::uuid::Uuid>,
    pub made_at: crate::runtime::Timestamp,
}
crate::runtime::object!(
    Thing,
    [
        (changed_at, "changed_at", optional),
        (day, "day", optional),
        (id, "id", optional),
        (made_at, "made_at", required)
    ]
);
