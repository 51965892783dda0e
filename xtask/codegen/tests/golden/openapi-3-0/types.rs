// The module `types`.

/// `Other`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Other {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub x: ::std::option::Option<::std::string::String>,
}

impl Other {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            x: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn x(mut self, x: impl Into<::std::string::String>) -> Self {
        self.x = Some(x.into());
        self
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
    pub a: ::rolekit_runtime::Field<::std::string::String>,
    pub b: u64,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub c: ::rolekit_runtime::Field<Other>,
}

impl Thing {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(b: u64) -> Self {
        Self {
            a: ::std::default::Default::default(),
            b,
            c: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn a(mut self, a: impl Into<::std::string::String>) -> Self {
        self.a = ::rolekit_runtime::Field::Value(a.into());
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
    pub fn c(mut self, c: Other) -> Self {
        self.c = ::rolekit_runtime::Field::Value(c);
        self
    }

    /// Sets `c` to null.
    #[inline]
    #[must_use]
    pub fn clear_c(mut self) -> Self {
        self.c = ::rolekit_runtime::Field::Null;
        self
    }
}
