// The module `types`.

/// `Left`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Left {
    pub l: ::std::string::String,
}

/// `Right`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Right {
    pub r: ::std::string::String,
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<ThingA>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<ThingB>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<Left>,
    /// Either.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub d: ::std::option::Option<ThingD>,
}

/// `ThingA`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThingA {
    String(::std::string::String),
    Integer(i64),
}

impl ::std::fmt::Display for ThingA {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::String(x) => x.fmt(f),
            Self::Integer(x) => x.fmt(f),
        }
    }
}

impl ::std::convert::From<i64> for ThingA {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// `ThingB`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingB {
    Left(Left),
    Right(Right),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

impl<'de> ::serde::Deserialize<'de> for ThingB {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        {
            let size = alternatives::size(&value);
            let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
            if let ::std::option::Option::Some((read, kept)) = alternatives::read::<Left>(&value) {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Left(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Left(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) = alternatives::read::<Right>(&value) {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Right(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Right(read), kept));
                }
            }
            ::std::result::Result::Ok(match best {
                ::std::option::Option::Some((best, _)) => best,
                ::std::option::Option::None => Self::Unknown(value),
            })
        }
    }
}

impl ::serde::Serialize for ThingB {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Left(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Right(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Left> for ThingB {
    fn from(value: Left) -> Self {
        Self::Left(value)
    }
}

impl ::std::convert::From<Right> for ThingB {
    fn from(value: Right) -> Self {
        Self::Right(value)
    }
}

/// Either.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingD {
    Left(Left),
    String(::std::string::String),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

impl<'de> ::serde::Deserialize<'de> for ThingD {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        {
            let size = alternatives::size(&value);
            let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
            if let ::std::option::Option::Some((read, kept)) = alternatives::read::<Left>(&value) {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Left(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Left(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<::std::string::String>(&value)
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::String(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::String(read), kept));
                }
            }
            ::std::result::Result::Ok(match best {
                ::std::option::Option::Some((best, _)) => best,
                ::std::option::Option::None => Self::Unknown(value),
            })
        }
    }
}

impl ::serde::Serialize for ThingD {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Left(value) => ::serde::Serialize::serialize(value, serializer),
            Self::String(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Left> for ThingD {
    fn from(value: Left) -> Self {
        Self::Left(value)
    }
}

impl ::std::convert::From<::std::string::String> for ThingD {
    fn from(value: ::std::string::String) -> Self {
        Self::String(value)
    }
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
