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

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for Large {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Object(&[("a", true, Text), ("b", false, Integer)], None)
    };
}

/// `Small`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Small {
    pub a: ::std::string::String,
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for Small {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Object(&[("a", true, Text)], None)
    };
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
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Small),
                |value| read(value).map(Self::Large),
                |value| read(value).map(Self::List),
                |value| read(value).map(Self::DateTime),
                |value| read(value).map(Self::String),
                |value| read(value).map(Self::Number),
            ],
            Self::Unknown,
        )
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

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for Thing {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[
                (&[], Of(shape::<self::Small>)),
                (&[], Of(shape::<self::Large>)),
                (&[], List(&Opaque)),
                (&[], Time),
                (&[], Text),
                (&[], Number),
            ],
        })
    };
}
