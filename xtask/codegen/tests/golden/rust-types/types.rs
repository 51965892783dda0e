// The module `types`.

/// `Change`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Change {
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub beside_a_reference: ::rolekit_runtime::Field<std::net::Ipv6Addr>,
    /// The same type.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub may: ::std::option::Option<std::net::Ipv4Addr>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub may_or_null: ::rolekit_runtime::Field<std::net::Ipv4Addr>,
    pub must: std::net::Ipv4Addr,
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub must_or_null: ::std::option::Option<std::net::Ipv4Addr>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub on_the_whole: ::rolekit_runtime::Field<std::net::Ipv4Addr>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub with_a_default: ::std::option::Option<std::net::Ipv4Addr>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub with_rules: ::std::option::Option<std::net::Ipv4Addr>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub with_values: ::rolekit_runtime::Field<std::net::Ipv4Addr>,
}

impl Change {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(
        must: std::net::Ipv4Addr,
        must_or_null: ::std::option::Option<std::net::Ipv4Addr>,
    ) -> Self {
        Self {
            beside_a_reference: ::std::default::Default::default(),
            may: ::std::default::Default::default(),
            may_or_null: ::std::default::Default::default(),
            must,
            must_or_null,
            on_the_whole: ::std::default::Default::default(),
            with_a_default: ::std::default::Default::default(),
            with_rules: ::std::default::Default::default(),
            with_values: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn beside_a_reference(mut self, beside_a_reference: std::net::Ipv6Addr) -> Self {
        self.beside_a_reference = ::rolekit_runtime::Field::Value(beside_a_reference);
        self
    }

    /// Sets `beside_a_reference` to null.
    #[inline]
    #[must_use]
    pub fn clear_beside_a_reference(mut self) -> Self {
        self.beside_a_reference = ::rolekit_runtime::Field::Null;
        self
    }

    /// The same type.
    #[inline]
    #[must_use]
    pub fn may(mut self, may: std::net::Ipv4Addr) -> Self {
        self.may = Some(may);
        self
    }

    #[inline]
    #[must_use]
    pub fn may_or_null(mut self, may_or_null: std::net::Ipv4Addr) -> Self {
        self.may_or_null = ::rolekit_runtime::Field::Value(may_or_null);
        self
    }

    /// Sets `may_or_null` to null.
    #[inline]
    #[must_use]
    pub fn clear_may_or_null(mut self) -> Self {
        self.may_or_null = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn on_the_whole(mut self, on_the_whole: std::net::Ipv4Addr) -> Self {
        self.on_the_whole = ::rolekit_runtime::Field::Value(on_the_whole);
        self
    }

    /// Sets `on_the_whole` to null.
    #[inline]
    #[must_use]
    pub fn clear_on_the_whole(mut self) -> Self {
        self.on_the_whole = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn with_a_default(mut self, with_a_default: std::net::Ipv4Addr) -> Self {
        self.with_a_default = Some(with_a_default);
        self
    }

    #[inline]
    #[must_use]
    pub fn with_rules(mut self, with_rules: std::net::Ipv4Addr) -> Self {
        self.with_rules = Some(with_rules);
        self
    }

    #[inline]
    #[must_use]
    pub fn with_values(mut self, with_values: std::net::Ipv4Addr) -> Self {
        self.with_values = ::rolekit_runtime::Field::Value(with_values);
        self
    }

    /// Sets `with_values` to null.
    #[inline]
    #[must_use]
    pub fn clear_with_values(mut self) -> Self {
        self.with_values = ::rolekit_runtime::Field::Null;
        self
    }
}

/// `Ipv6Addr`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Ipv6Addr {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
}

/// `Text`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Text(pub ::std::string::String);
impl ::std::ops::Deref for Text {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<Text> for ::std::string::String {
    fn from(value: Text) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::string::String> for Text {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for Text {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for Text {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.to_string()))
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub component: ::std::option::Option<std::net::Ipv4Addr>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub component_again: ::std::option::Option<std::net::Ipv4Addr>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub component_or_null: ::std::option::Option<std::net::SocketAddr>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub either: ::std::option::Option<ThingEither>,
    /// A reference with a text.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub inherited: ::std::option::Option<std::net::Ipv4Addr>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub list: ::std::vec::Vec<std::net::Ipv4Addr>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub map: ::std::collections::BTreeMap<::std::string::String, std::net::Ipv4Addr>,
    pub number: core::num::NonZeroU32,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub other_tool: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub structure: ::std::option::Option<std::collections::BTreeMap<String, u8>>,
}

/// `ThingEither`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingEither {
    HostAddress(std::net::Ipv4Addr),
    StdNetIpv6Addr(std::net::Ipv6Addr),
    Variant2(ThingEitherVariant2),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingEither {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingEither {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::HostAddress),
                |value| read(value).map(Self::StdNetIpv6Addr),
                |value| read(value).map(Self::Variant2),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for ThingEither {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::HostAddress(value) => ::serde::Serialize::serialize(value, serializer),
            Self::StdNetIpv6Addr(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Variant2(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<std::net::Ipv4Addr> for ThingEither {
    fn from(value: std::net::Ipv4Addr) -> Self {
        Self::HostAddress(value)
    }
}

impl ::std::convert::From<std::net::Ipv6Addr> for ThingEither {
    fn from(value: std::net::Ipv6Addr) -> Self {
        Self::StdNetIpv6Addr(value)
    }
}

impl ::std::convert::From<ThingEitherVariant2> for ThingEither {
    fn from(value: ThingEitherVariant2) -> Self {
        Self::Variant2(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for ThingEither {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[(&[], Text), (&[], Text), (&[], Opaque)],
        })
    };
}

/// `ThingEitherVariant2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingEitherVariant2 {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub inner: ::std::option::Option<core::num::NonZeroU32>,
}
