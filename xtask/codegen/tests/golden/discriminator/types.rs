// The module `types`.

/// `Answer`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Answer {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub by_const: ::std::option::Option<AnswerByConst>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub explicit: ::std::option::Option<Pet>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub implicit: ::std::option::Option<AnswerImplicit>,
}
crate::runtime::object!(
    Answer,
    [
        (by_const, "by_const", optional),
        (explicit, "explicit", optional),
        (implicit, "implicit", optional)
    ]
);
/// `AnswerByConst`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum AnswerByConst {
    /// Where `shape` is `circle`.
    Circle(AnswerByConstCircle),
    /// Where `shape` is `square`.
    Square(AnswerByConstSquare),
    /// A value that is none of the others.
    Unknown(::serde_json::Value),
}

impl<'de> ::serde::Deserialize<'de> for AnswerByConst {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        match value.get("shape").and_then(::serde_json::Value::as_str) {
            ::std::option::Option::Some("circle") => ::serde_json::from_value(value)
                .map(Self::Circle)
                .map_err(<D::Error as ::serde::de::Error>::custom),
            ::std::option::Option::Some("square") => ::serde_json::from_value(value)
                .map(Self::Square)
                .map_err(<D::Error as ::serde::de::Error>::custom),
            _ => ::std::result::Result::Ok(Self::Unknown(value)),
        }
    }
}

impl ::serde::Serialize for AnswerByConst {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Circle(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Square(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<AnswerByConstCircle> for AnswerByConst {
    #[inline]
    fn from(value: AnswerByConstCircle) -> Self {
        Self::Circle(value)
    }
}

impl ::std::convert::From<AnswerByConstSquare> for AnswerByConst {
    #[inline]
    fn from(value: AnswerByConstSquare) -> Self {
        Self::Square(value)
    }
}

/// `AnswerByConstCircle`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct AnswerByConstCircle {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub r: ::std::option::Option<f64>,
    pub shape: AnswerByConstCircleShape,
}
crate::runtime::object!(
    AnswerByConstCircle,
    [(r, "r", optional), (shape, "shape", required)]
);
/// `AnswerByConstCircleShape`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum AnswerByConstCircleShape {
    #[cfg_attr(feature = "schemars", serde(rename = "circle"))]
    Circle,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(AnswerByConstCircleShape);
impl AnswerByConstCircleShape {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Circle];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Circle => "circle",
            Self::Unknown(value) => value,
        }
    }
}

/// `AnswerByConstSquare`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct AnswerByConstSquare {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub r: ::std::option::Option<f64>,
    pub shape: AnswerByConstSquareShape,
}
crate::runtime::object!(
    AnswerByConstSquare,
    [(r, "r", optional), (shape, "shape", required)]
);
/// `AnswerByConstSquareShape`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum AnswerByConstSquareShape {
    #[cfg_attr(feature = "schemars", serde(rename = "square"))]
    Square,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(AnswerByConstSquareShape);
impl AnswerByConstSquareShape {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Square];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Square => "square",
            Self::Unknown(value) => value,
        }
    }
}

/// `AnswerImplicit`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum AnswerImplicit {
    /// Where `species` is `Cat`.
    Cat(Cat),
    /// Where `species` is `Dog`.
    Dog(Dog),
    /// A value that is none of the others.
    Unknown(::serde_json::Value),
}

impl<'de> ::serde::Deserialize<'de> for AnswerImplicit {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        match value.get("species").and_then(::serde_json::Value::as_str) {
            ::std::option::Option::Some("Cat") => ::serde_json::from_value(value)
                .map(Self::Cat)
                .map_err(<D::Error as ::serde::de::Error>::custom),
            ::std::option::Option::Some("Dog") => ::serde_json::from_value(value)
                .map(Self::Dog)
                .map_err(<D::Error as ::serde::de::Error>::custom),
            _ => ::std::result::Result::Ok(Self::Unknown(value)),
        }
    }
}

impl ::serde::Serialize for AnswerImplicit {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => alternatives::write(value, "species", "Cat", serializer),
            Self::Dog(value) => alternatives::write(value, "species", "Dog", serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Cat> for AnswerImplicit {
    #[inline]
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl ::std::convert::From<Dog> for AnswerImplicit {
    #[inline]
    fn from(value: Dog) -> Self {
        Self::Dog(value)
    }
}

/// `Cat`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cat {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub kind: ::std::option::Option<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub lives: ::std::option::Option<i64>,
    pub name: ::std::string::String,
}
crate::runtime::object!(
    Cat,
    [
        (kind, "kind", optional),
        (lives, "lives", optional),
        (name, "name", required)
    ]
);
impl Cat {
    /// With the fields that are required; the others are left out.
    #[inline]
    pub fn new(name: ::std::string::String) -> Self {
        Self {
            kind: ::std::default::Default::default(),
            lives: ::std::default::Default::default(),
            name,
        }
    }
}

/// `Dog`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Dog {
    pub kind: ::std::string::String,
    pub name: ::std::string::String,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub owner: ::std::option::Option<Pet>,
}
crate::runtime::object!(
    Dog,
    [
        (kind, "kind", required),
        (name, "name", required),
        (owner, "owner", optional)
    ]
);
impl Dog {
    /// With the fields that are required; the others are left out.
    #[inline]
    pub fn new(kind: ::std::string::String, name: ::std::string::String) -> Self {
        Self {
            kind,
            name,
            owner: ::std::default::Default::default(),
        }
    }
}

/// `Pet`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum Pet {
    /// Where `kind` is `cat` or `kitten`.
    Cat(Cat),
    /// Where `kind` is `dog`.
    Dog(::std::boxed::Box<Dog>),
    /// A value that is none of the others.
    Unknown(::serde_json::Value),
}

impl<'de> ::serde::Deserialize<'de> for Pet {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        match value.get("kind").and_then(::serde_json::Value::as_str) {
            ::std::option::Option::Some("cat") | ::std::option::Option::Some("kitten") => {
                ::serde_json::from_value(value)
                    .map(Self::Cat)
                    .map_err(<D::Error as ::serde::de::Error>::custom)
            }
            ::std::option::Option::Some("dog") => ::serde_json::from_value(value)
                .map(Self::Dog)
                .map_err(<D::Error as ::serde::de::Error>::custom),
            _ => ::std::result::Result::Ok(Self::Unknown(value)),
        }
    }
}

impl ::serde::Serialize for Pet {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => alternatives::write(value, "kind", "cat", serializer),
            Self::Dog(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Cat> for Pet {
    #[inline]
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl ::std::convert::From<::std::boxed::Box<Dog>> for Pet {
    #[inline]
    fn from(value: ::std::boxed::Box<Dog>) -> Self {
        Self::Dog(value)
    }
}

/// Telling alternatives apart.
mod alternatives {
    /// Writes an alternative whose own type may lack its tag.
    pub(super) fn write<T, S>(
        value: &T,
        tag: &'static str,
        name: &'static str,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error>
    where
        T: ::serde::Serialize,
        S: ::serde::Serializer,
    {
        let mut value =
            ::serde_json::to_value(value).map_err(<S::Error as ::serde::ser::Error>::custom)?;
        if let ::serde_json::Value::Object(map) = &mut value {
            map.entry(tag)
                .or_insert_with(|| ::serde_json::Value::from(name));
        }
        ::serde::Serialize::serialize(&value, serializer)
    }
}
