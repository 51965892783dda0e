// The module `types`.

/// `Login`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Login {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub alias: ::std::option::Option<::rolekit_runtime::Secret>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub before: ::std::option::Option<::rolekit_runtime::UnixTimestamp>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub hint: ::rolekit_runtime::Field<::rolekit_runtime::Secret>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub merged: ::std::option::Option<::std::string::String>,
    /// The password.
    pub password: ::rolekit_runtime::Secret,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub pin: ::rolekit_runtime::Field<::rolekit_runtime::Secret>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub recovery: ::std::option::Option<::rolekit_runtime::Secret>,
}

impl Login {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(password: ::rolekit_runtime::Secret) -> Self {
        Self {
            alias: ::std::default::Default::default(),
            before: ::std::default::Default::default(),
            hint: ::std::default::Default::default(),
            merged: ::std::default::Default::default(),
            password,
            pin: ::std::default::Default::default(),
            recovery: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn alias(mut self, alias: impl Into<::rolekit_runtime::Secret>) -> Self {
        self.alias = Some(alias.into());
        self
    }

    #[inline]
    #[must_use]
    pub fn before(mut self, before: impl Into<::rolekit_runtime::UnixTimestamp>) -> Self {
        self.before = Some(before.into());
        self
    }

    #[inline]
    #[must_use]
    pub fn hint(mut self, hint: impl Into<::rolekit_runtime::Secret>) -> Self {
        self.hint = ::rolekit_runtime::Field::Value(hint.into());
        self
    }

    /// Sets `hint` to null.
    #[inline]
    #[must_use]
    pub fn clear_hint(mut self) -> Self {
        self.hint = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn merged(mut self, merged: impl Into<::std::string::String>) -> Self {
        self.merged = Some(merged.into());
        self
    }

    #[inline]
    #[must_use]
    pub fn pin(mut self, pin: impl Into<::rolekit_runtime::Secret>) -> Self {
        self.pin = ::rolekit_runtime::Field::Value(pin.into());
        self
    }

    /// Sets `pin` to null.
    #[inline]
    #[must_use]
    pub fn clear_pin(mut self) -> Self {
        self.pin = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn recovery(mut self, recovery: impl Into<::rolekit_runtime::Secret>) -> Self {
        self.recovery = Some(recovery.into());
        self
    }
}

/// `Secret`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Secret {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub own: ::std::option::Option<::std::string::String>,
}

/// `Session`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Session {
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub by_name: ::std::collections::BTreeMap<::std::string::String, ::rolekit_runtime::Secret>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub codes: ::std::vec::Vec<::rolekit_runtime::Secret>,
    pub created: ::rolekit_runtime::UnixTimestamp,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub either: ::std::option::Option<SessionEither>,
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub ends: ::std::option::Option<::rolekit_runtime::UnixTimestamp>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub kind: ::std::option::Option<SessionKind>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub not_a_secret: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub not_a_time: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub quiet: ::std::option::Option<::rolekit_runtime::Secret>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub seen: ::std::vec::Vec<::rolekit_runtime::UnixTimestamp>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub since: ::std::option::Option<::rolekit_runtime::UnixTimestamp>,
    pub token: ::rolekit_runtime::Secret,
}

/// `SessionEither`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum SessionEither {
    Secret2(::rolekit_runtime::Secret),
    Integer(i64),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for SessionEither {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for SessionEither {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Secret2),
                |value| read(value).map(Self::Integer),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for SessionEither {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Secret2(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Integer(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<::rolekit_runtime::Secret> for SessionEither {
    fn from(value: ::rolekit_runtime::Secret) -> Self {
        Self::Secret2(value)
    }
}

impl ::std::convert::From<i64> for SessionEither {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for SessionEither {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[(&[], Text), (&[], Integer)],
        })
    };
}

::rolekit_runtime::string_enum! {
    /// `SessionKind`
    pub enum SessionKind {
        Weak = "weak",
        Strong = "strong",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for SessionKind {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}
