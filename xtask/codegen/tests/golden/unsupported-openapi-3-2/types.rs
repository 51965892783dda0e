// The module `types`.

/// `Item`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Item {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub name: ::std::option::Option<::std::string::String>,
}

impl Item {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            name: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn name(mut self, name: impl Into<::std::string::String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

/// `PutABodyPart`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PutABodyPart {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub inner: ::std::option::Option<::std::string::String>,
}

impl PutABodyPart {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            inner: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn inner(mut self, inner: impl Into<::std::string::String>) -> Self {
        self.inner = Some(inner.into());
        self
    }
}
