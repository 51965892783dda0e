// The module `types`.

/// `Large`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Large {
    pub a: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<i64>,
}

/// `Small`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Small {
    pub a: ::std::string::String,
}

/// `Thing`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum Thing {
    Small(Small),
    Large(Large),
    List(::std::vec::Vec<Small>),
    DateTime(::rolekit_runtime::Timestamp),
    String(::std::string::String),
    Number(f64),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

impl<'de> ::serde::Deserialize<'de> for Thing {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        {
            let size = alternatives::size(&value);
            let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
            if let ::std::option::Option::Some((read, kept)) = alternatives::read::<Small>(&value) {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Small(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Small(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) = alternatives::read::<Large>(&value) {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Large(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Large(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<::std::vec::Vec<Small>>(&value)
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::List(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::List(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<::rolekit_runtime::Timestamp>(&value)
                    .filter(|(read, _)| read.to_utc().is_some())
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::DateTime(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::DateTime(read), kept));
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
            if let ::std::option::Option::Some((read, kept)) = alternatives::read::<f64>(&value) {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Number(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Number(read), kept));
                }
            }
            ::std::result::Result::Ok(match best {
                ::std::option::Option::Some((best, _)) => best,
                ::std::option::Option::None => Self::Unknown(value),
            })
        }
    }
}

impl ::serde::Serialize for Thing {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Small(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Large(value) => ::serde::Serialize::serialize(value, serializer),
            Self::List(value) => ::serde::Serialize::serialize(value, serializer),
            Self::DateTime(value) => ::serde::Serialize::serialize(value, serializer),
            Self::String(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Number(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Small> for Thing {
    fn from(value: Small) -> Self {
        Self::Small(value)
    }
}

impl ::std::convert::From<Large> for Thing {
    fn from(value: Large) -> Self {
        Self::Large(value)
    }
}

impl ::std::convert::From<::std::vec::Vec<Small>> for Thing {
    fn from(value: ::std::vec::Vec<Small>) -> Self {
        Self::List(value)
    }
}

impl ::std::convert::From<::rolekit_runtime::Timestamp> for Thing {
    fn from(value: ::rolekit_runtime::Timestamp) -> Self {
        Self::DateTime(value)
    }
}

impl ::std::convert::From<::std::string::String> for Thing {
    fn from(value: ::std::string::String) -> Self {
        Self::String(value)
    }
}

impl ::std::convert::From<f64> for Thing {
    fn from(value: f64) -> Self {
        Self::Number(value)
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
