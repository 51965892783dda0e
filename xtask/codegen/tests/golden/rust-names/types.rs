// The module `types`.

/// `MakeThing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MakeThing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub again: ::std::option::Option<::std::boxed::Box<MakeThing>>,
}

impl MakeThing {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            again: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn again(mut self, again: MakeThing) -> Self {
        self.again = Some(::std::boxed::Box::new(again));
        self
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub parts: ::std::vec::Vec<Thing>,
}
