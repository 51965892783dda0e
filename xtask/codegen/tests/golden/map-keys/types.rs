// The module `types`.

/// A map as a component.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct ByLabel(pub ::std::collections::BTreeMap<Label, ::std::vec::Vec<Node>>);
impl ::std::ops::Deref for ByLabel {
    type Target = ::std::collections::BTreeMap<Label, ::std::vec::Vec<Node>>;
    fn deref(&self) -> &::std::collections::BTreeMap<Label, ::std::vec::Vec<Node>> {
        &self.0
    }
}

impl ::std::convert::From<ByLabel> for ::std::collections::BTreeMap<Label, ::std::vec::Vec<Node>> {
    fn from(value: ByLabel) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::collections::BTreeMap<Label, ::std::vec::Vec<Node>>> for ByLabel {
    fn from(value: ::std::collections::BTreeMap<Label, ::std::vec::Vec<Node>>) -> Self {
        Self(value)
    }
}

::rolekit_runtime::string_enum! {
    /// `Color`
    pub enum Color {
        Red = "red",
        Green = "green",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Color {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `Label`
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Label(::std::string::String);
impl ::std::ops::Deref for Label {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<Label> for ::std::string::String {
    fn from(value: Label) -> Self {
        value.0
    }
}

impl ::std::str::FromStr for Label {
    type Err = self::error::ConversionError;
    fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        static PATTERN: ::rolekit_runtime::Pattern = ::rolekit_runtime::Pattern::new("^[a-z]+$");
        if !PATTERN.is_match(value) {
            return Err("doesn't match pattern \"^[a-z]+$\"".into());
        }
        Ok(Self(value.to_string()))
    }
}

impl ::std::convert::TryFrom<&str> for Label {
    type Error = self::error::ConversionError;
    fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<::std::string::String> for Label {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl<'de> ::serde::Deserialize<'de> for Label {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}

/// `Node`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Node {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub children: ::std::option::Option<::std::collections::BTreeMap<Color, Node>>,
}

impl Node {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            children: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn children(mut self, children: ::std::collections::BTreeMap<Color, Node>) -> Self {
        self.children = Some(children);
        self
    }
}

/// `Nullable`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Nullable(pub ::std::string::String);
impl ::std::ops::Deref for Nullable {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<Nullable> for ::std::string::String {
    fn from(value: Nullable) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::string::String> for Nullable {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for Nullable {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for Nullable {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.to_string()))
    }
}

/// `Received`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Received {
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub by_id: ::std::collections::BTreeMap<::std::net::Ipv4Addr, ReceivedByIdValue>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub either: ::std::option::Option<ReceivedEither>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub listed: ::std::vec::Vec<::std::collections::BTreeMap<Nullable, ::serde_json::Value>>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub nested: ::std::collections::BTreeMap<Color, ::std::collections::BTreeMap<Color, bool>>,
}

/// `ReceivedByIdValue`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReceivedByIdValue {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<::std::string::String>,
}

/// `ReceivedEither`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ReceivedEither {
    String(::std::string::String),
    Map(::std::collections::BTreeMap<Color, Node>),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ReceivedEither {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for ReceivedEither {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::String),
                |value| read(value).map(Self::Map),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for ReceivedEither {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::String(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Map(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<::std::string::String> for ReceivedEither {
    fn from(value: ::std::string::String) -> Self {
        Self::String(value)
    }
}

impl ::std::convert::From<::std::collections::BTreeMap<Color, Node>> for ReceivedEither {
    fn from(value: ::std::collections::BTreeMap<Color, Node>) -> Self {
        Self::Map(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for ReceivedEither {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[(&[], Text), (&[], Opaque)],
        })
    };
}

/// `Sent`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sent {
    pub by_label: ByLabel,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub optional:
        ::rolekit_runtime::Field<::std::collections::BTreeMap<Color, ::std::option::Option<i64>>>,
}

impl Sent {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(by_label: ByLabel) -> Self {
        Self {
            by_label,
            optional: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn optional(
        mut self,
        optional: ::std::collections::BTreeMap<Color, ::std::option::Option<i64>>,
    ) -> Self {
        self.optional = ::rolekit_runtime::Field::Value(optional);
        self
    }

    /// Sets `optional` to null.
    #[inline]
    #[must_use]
    pub fn clear_optional(mut self) -> Self {
        self.optional = ::rolekit_runtime::Field::Null;
        self
    }
}
