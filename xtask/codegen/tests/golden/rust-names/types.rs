// The module `types`.

/// `MakeThing`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct MakeThing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub again: ::std::option::Option<::std::boxed::Box<MakeThing>>,
}
crate::runtime::object!(MakeThing, [(again, "again", optional)]);
impl MakeThing {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            again: ::std::default::Default::default(),
        }
    }
}

/// `Thing`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")
    )]
    pub parts: ::std::vec::Vec<Thing>,
}
crate::runtime::object!(Thing, [(parts, "parts", list)]);
