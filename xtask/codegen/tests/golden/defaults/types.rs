// The module `types`.

/// `Answer`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Answer {
    #[serde(default = "defaults::answer_f")]
    pub f: ::std::string::String,
}

impl ::std::default::Default for Answer {
    fn default() -> Self {
        Self {
            f: defaults::answer_f(),
        }
    }
}

/// `Part`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Part {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub e: ::std::option::Option<bool>,
}

impl Part {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            e: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn e(mut self, e: bool) -> Self {
        self.e = Some(e);
        self
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub d: ::std::option::Option<Part>,
}

impl Thing {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            a: ::std::default::Default::default(),
            b: ::std::default::Default::default(),
            c: ::std::default::Default::default(),
            d: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn a(mut self, a: impl Into<::std::string::String>) -> Self {
        self.a = Some(a.into());
        self
    }

    #[inline]
    #[must_use]
    pub fn b(mut self, b: i64) -> Self {
        self.b = Some(b);
        self
    }

    #[inline]
    #[must_use]
    pub fn c(mut self, c: impl IntoIterator<Item = impl Into<::std::string::String>>) -> Self {
        self.c = Some(c.into_iter().map(Into::into).collect());
        self
    }

    #[inline]
    #[must_use]
    pub fn d(mut self, d: Part) -> Self {
        self.d = Some(d);
        self
    }
}

/// Generation of default values for serde.
pub mod defaults {
    pub(super) fn answer_f() -> ::std::string::String {
        "y".to_string()
    }
}
