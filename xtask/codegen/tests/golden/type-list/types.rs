// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub a: ::std::option::Option<ThingA>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub b: ::std::option::Option<ThingA>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<ThingC>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, deserialize_with = "::rolekit_runtime::__private::some")]
    pub d: ::std::option::Option<::serde_json::Value>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub e: ::std::option::Option<ThingE>,
}

/// `ThingA`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum ThingA {
    String(::std::string::String),
    Integer(i64),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingA {
    fn default() -> Self {
        Self::String(::std::default::Default::default())
    }
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

/// `ThingC`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingC {
    Integer(i64),
    Number(f64),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingC {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingC {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Integer),
                |value| read(value).map(Self::Number),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for ThingC {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Integer(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Number(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<i64> for ThingC {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl ::std::convert::From<f64> for ThingC {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl ::std::fmt::Display for ThingC {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::Integer(value) => f.write_str(&value.to_string()),
            Self::Number(value) => f.write_str(&value.to_string()),
            Self::Unknown(::serde_json::Value::String(text)) => f.write_str(text),
            Self::Unknown(value) => ::std::fmt::Display::fmt(value, f),
        }
    }
}

impl ::std::str::FromStr for ThingC {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
        let value = ::serde_json::Value::from(value);
        ::std::result::Result::Ok(
            <Self as ::serde::Deserialize>::deserialize(&value).unwrap_or(Self::Unknown(value)),
        )
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for ThingC {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[(&[], Integer), (&[], Number)],
        })
    };
}

/// `ThingE`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingE {
    String(::std::string::String),
    List(::std::vec::Vec<i64>),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingE {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingE {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::String),
                |value| read(value).map(Self::List),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for ThingE {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::String(value) => ::serde::Serialize::serialize(value, serializer),
            Self::List(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<::std::string::String> for ThingE {
    fn from(value: ::std::string::String) -> Self {
        Self::String(value)
    }
}

impl ::std::convert::From<::std::vec::Vec<i64>> for ThingE {
    fn from(value: ::std::vec::Vec<i64>) -> Self {
        Self::List(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for ThingE {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[(&[], Text), (&[], List(&Integer))],
        })
    };
}
