// The module `types`.

/// `Action`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Action {
    #[cfg_attr(feature = "schemars", serde(rename = "create_role"))]
    CreateRole,
    #[cfg_attr(feature = "schemars", serde(rename = "get_roles"))]
    GetRoles,
    #[cfg_attr(feature = "schemars", serde(rename = "trace"))]
    Trace,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(Action);
impl Action {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::CreateRole, Self::GetRoles, Self::Trace];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::CreateRole => "create_role",
            Self::GetRoles => "get_roles",
            Self::Trace => "trace",
            Self::Unknown(value) => value,
        }
    }
}
