// The module `types`.

/// `Change`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
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
}

/// `Ipv6Addr`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
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
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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

impl<'de> ::serde::Deserialize<'de> for ThingEither {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        {
            let size = alternatives::size(&value);
            let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<std::net::Ipv4Addr>(&value)
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::HostAddress(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::HostAddress(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<std::net::Ipv6Addr>(&value)
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::StdNetIpv6Addr(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::StdNetIpv6Addr(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<ThingEitherVariant2>(&value)
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Variant2(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Variant2(read), kept));
                }
            }
            ::std::result::Result::Ok(match best {
                ::std::option::Option::Some((best, _)) => best,
                ::std::option::Option::None => Self::Unknown(value),
            })
        }
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

/// `ThingEitherVariant2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingEitherVariant2 {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub inner: ::std::option::Option<core::num::NonZeroU32>,
}

/// Helpers that select a variant.
mod alternatives {
    /// Reads `value` as one variant, and counts the scalars that the variant keeps.
    pub(super) fn read<T>(value: &::serde_json::Value) -> ::std::option::Option<(T, usize)>
    where
        T: ::serde::de::DeserializeOwned + ::serde::Serialize,
    {
        let read = <T as ::serde::Deserialize>::deserialize(value).ok()?;
        let written = ::serde_json::to_value(&read).ok()?;
        let kept = kept(value, &written);
        ::std::option::Option::Some((read, kept))
    }

    /// Counts the scalars and containers in `value`.
    pub(super) fn size(value: &::serde_json::Value) -> usize {
        match value {
            ::serde_json::Value::Null => 0,
            ::serde_json::Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
            ::serde_json::Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
            _ => 1,
        }
    }

    /// Counts those that are in `by` too.
    fn kept(value: &::serde_json::Value, by: &::serde_json::Value) -> usize {
        match (value, by) {
            (::serde_json::Value::Array(list), ::serde_json::Value::Array(by)) => {
                1 + list
                    .iter()
                    .zip(by)
                    .map(|(value, by)| kept(value, by))
                    .sum::<usize>()
            }
            (::serde_json::Value::Object(map), ::serde_json::Value::Object(by)) => {
                1 + map
                    .iter()
                    .filter_map(|(name, value)| by.get(name).map(|by| kept(value, by)))
                    .sum::<usize>()
            }
            (::serde_json::Value::String(_), ::serde_json::Value::String(_)) => 1,
            (::serde_json::Value::Number(value), ::serde_json::Value::Number(by)) => {
                usize::from(value == by)
            }
            (::serde_json::Value::Null, _) => 0,
            (value, by) => usize::from(value == by),
        }
    }
}
