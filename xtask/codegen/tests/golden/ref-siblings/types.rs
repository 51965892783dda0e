// The module `types`.

/// `Base`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Base {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub id: ::std::option::Option<i64>,
}
crate::runtime::object!(Base, [(id, "id", optional)]);
/// A role.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Role {
    User,
    Observer,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(Role);
impl Role {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::User, Self::Observer];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::User => "User",
            Self::Observer => "Observer",
            Self::Unknown(value) => value,
        }
    }
}

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub more: ::std::option::Option<ThingMore>,
    /// The role of the thing.
    pub role: Role,
}
crate::runtime::object!(Thing, [(more, "more", optional), (role, "role", required)]);
/// `ThingMore`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingMore {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub extra_field: ::std::option::Option<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub id: ::std::option::Option<i64>,
}
crate::runtime::object!(
    ThingMore,
    [(extra_field, "extra_field", optional), (id, "id", optional)]
);
