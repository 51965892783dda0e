// The module `types`.

/// `Base`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Base {
    #[serde(default = "defaults::base_inherited")]
    pub inherited: ::std::option::Option<i64>,
}

impl ::std::default::Default for Base {
    fn default() -> Self {
        Self {
            inherited: defaults::base_inherited(),
        }
    }
}

/// `Part`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Part {
    pub id: i64,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub note: ::rolekit_runtime::Field<::std::string::String>,
}

impl Part {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(id: i64) -> Self {
        Self {
            id,
            note: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn note(mut self, note: impl Into<::std::string::String>) -> Self {
        self.note = ::rolekit_runtime::Field::Value(note.into());
        self
    }

    /// Sets `note` to null.
    #[inline]
    #[must_use]
    pub fn clear_note(mut self) -> Self {
        self.note = ::rolekit_runtime::Field::Null;
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
        rename = "camelCase",
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub camel_case: ::rolekit_runtime::Field<Part>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub inherited: ::rolekit_runtime::Field<i64>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub list: ::rolekit_runtime::Field<::std::vec::Vec<::std::string::String>>,
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub must: ::std::option::Option<::std::string::String>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub own: ::rolekit_runtime::Field<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub plain: ::std::option::Option<::std::string::String>,
}

impl Thing {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(must: ::std::option::Option<::std::string::String>) -> Self {
        Self {
            camel_case: ::std::default::Default::default(),
            inherited: ::std::default::Default::default(),
            list: ::std::default::Default::default(),
            must,
            own: ::std::default::Default::default(),
            plain: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn camel_case(mut self, camel_case: Part) -> Self {
        self.camel_case = ::rolekit_runtime::Field::Value(camel_case);
        self
    }

    /// Sets `camel_case` to null.
    #[inline]
    #[must_use]
    pub fn clear_camel_case(mut self) -> Self {
        self.camel_case = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn inherited(mut self, inherited: i64) -> Self {
        self.inherited = ::rolekit_runtime::Field::Value(inherited);
        self
    }

    /// Sets `inherited` to null.
    #[inline]
    #[must_use]
    pub fn clear_inherited(mut self) -> Self {
        self.inherited = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn list(
        mut self,
        list: impl IntoIterator<Item = impl Into<::std::string::String>>,
    ) -> Self {
        self.list = ::rolekit_runtime::Field::Value(list.into_iter().map(Into::into).collect());
        self
    }

    /// Sets `list` to null.
    #[inline]
    #[must_use]
    pub fn clear_list(mut self) -> Self {
        self.list = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn own(mut self, own: impl Into<::std::string::String>) -> Self {
        self.own = ::rolekit_runtime::Field::Value(own.into());
        self
    }

    /// Sets `own` to null.
    #[inline]
    #[must_use]
    pub fn clear_own(mut self) -> Self {
        self.own = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn plain(mut self, plain: impl Into<::std::string::String>) -> Self {
        self.plain = Some(plain.into());
        self
    }
}

/// Generation of default values for serde.
pub mod defaults {
    pub(super) fn base_inherited() -> ::std::option::Option<i64> {
        ::std::option::Option::Some(3_i64)
    }
}
