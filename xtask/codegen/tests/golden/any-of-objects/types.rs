// The module `types`.

/// `Large`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Large {
    pub a: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<i64>,
}

/// `Small`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
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

#[cfg(feature = "test-util")]
impl ::std::default::Default for Thing {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for Thing {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        {
            let size = ::rolekit_runtime::__private::alternatives::size(&value);
            let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
            if let ::std::option::Option::Some((read, preserved)) =
                ::rolekit_runtime::__private::alternatives::read::<Small>(&value)
            {
                if preserved == size {
                    return ::std::result::Result::Ok(Self::Small(read));
                }
                if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                    best = ::std::option::Option::Some((Self::Small(read), preserved));
                }
            }
            if let ::std::option::Option::Some((read, preserved)) =
                ::rolekit_runtime::__private::alternatives::read::<Large>(&value)
            {
                if preserved == size {
                    return ::std::result::Result::Ok(Self::Large(read));
                }
                if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                    best = ::std::option::Option::Some((Self::Large(read), preserved));
                }
            }
            if let ::std::option::Option::Some((read, preserved)) =
                ::rolekit_runtime::__private::alternatives::read::<::std::vec::Vec<Small>>(&value)
            {
                if preserved == size {
                    return ::std::result::Result::Ok(Self::List(read));
                }
                if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                    best = ::std::option::Option::Some((Self::List(read), preserved));
                }
            }
            if let ::std::option::Option::Some((read, preserved)) =
                ::rolekit_runtime::__private::alternatives::read::<::rolekit_runtime::Timestamp>(
                    &value,
                )
                .filter(|(read, _)| read.to_utc().is_some())
            {
                if preserved == size {
                    return ::std::result::Result::Ok(Self::DateTime(read));
                }
                if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                    best = ::std::option::Option::Some((Self::DateTime(read), preserved));
                }
            }
            if let ::std::option::Option::Some((read, preserved)) =
                ::rolekit_runtime::__private::alternatives::read::<::std::string::String>(&value)
            {
                if preserved == size {
                    return ::std::result::Result::Ok(Self::String(read));
                }
                if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                    best = ::std::option::Option::Some((Self::String(read), preserved));
                }
            }
            if let ::std::option::Option::Some((read, preserved)) =
                ::rolekit_runtime::__private::alternatives::read::<f64>(&value)
            {
                if preserved == size {
                    return ::std::result::Result::Ok(Self::Number(read));
                }
                if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                    best = ::std::option::Option::Some((Self::Number(read), preserved));
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
