// The module `types`.

/// `Circle`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Circle {
    pub kind: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub radius: ::std::option::Option<i64>,
}

/// `Other`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Other {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub kind: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub name: ::std::option::Option<::std::string::String>,
}

/// `Shape`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum Shape {
    /// If `kind` is `circle` or `round`.
    Circle(Circle),
    /// If `kind` is `Other` or absent or unknown.
    Other(Other),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Shape {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for Shape {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        match value.get("kind").and_then(::serde_json::Value::as_str) {
            ::std::option::Option::Some("circle") | ::std::option::Option::Some("round") => {
                ::serde_json::from_value(value)
                    .map(Self::Circle)
                    .map_err(<D::Error as ::serde::de::Error>::custom)
            }
            ::std::option::Option::Some("Other") => ::serde_json::from_value(value)
                .map(Self::Other)
                .map_err(<D::Error as ::serde::de::Error>::custom),
            _ => match <Other as ::serde::Deserialize>::deserialize(&value) {
                ::std::result::Result::Ok(read) => ::std::result::Result::Ok(Self::Other(read)),
                ::std::result::Result::Err(_) => ::std::result::Result::Ok(Self::Unknown(value)),
            },
        }
    }
}

impl ::serde::Serialize for Shape {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Circle(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Other(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Circle> for Shape {
    fn from(value: Circle) -> Self {
        Self::Circle(value)
    }
}

impl ::std::convert::From<Other> for Shape {
    fn from(value: Other) -> Self {
        Self::Other(value)
    }
}
