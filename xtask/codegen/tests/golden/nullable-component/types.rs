// The module `types`.

::rolekit_runtime::string_enum! {
    /// `Perhaps`
    pub enum Perhaps {
        X = "x",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Perhaps {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub a: ::rolekit_runtime::Field<Perhaps>,
    /// There.
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub b: ::std::option::Option<Perhaps>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<::std::vec::Vec<::std::option::Option<Perhaps>>>,
}

impl Thing {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(b: ::std::option::Option<Perhaps>) -> Self {
        Self {
            a: ::std::default::Default::default(),
            b,
            c: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn a(mut self, a: Perhaps) -> Self {
        self.a = ::rolekit_runtime::Field::Value(a);
        self
    }

    /// Sets `a` to null.
    #[inline]
    #[must_use]
    pub fn clear_a(mut self) -> Self {
        self.a = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn c(mut self, c: impl IntoIterator<Item = ::std::option::Option<Perhaps>>) -> Self {
        self.c = Some(c.into_iter().collect());
        self
    }
}
