// The module `types`.

/// `Answer`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Answer {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub by_const: ::std::option::Option<AnswerByConst>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub explicit: ::std::option::Option<Pet>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub implicit: ::std::option::Option<AnswerImplicit>,
}

/// `AnswerByConst`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum AnswerByConst {
    /// If `shape` is `circle`.
    Circle(AnswerByConstCircle),
    /// If `shape` is `square`.
    Square(AnswerByConstSquare),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for AnswerByConst {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for AnswerByConst {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Circle),
                |value| read(value).map(Self::Square),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for AnswerByConst {
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
    fn from(value: AnswerByConstCircle) -> Self {
        Self::Circle(value)
    }
}

impl ::std::convert::From<AnswerByConstSquare> for AnswerByConst {
    fn from(value: AnswerByConstSquare) -> Self {
        Self::Square(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for AnswerByConst {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: Some("shape"),
            variants: &[(&[Str("circle")], ByTag), (&[Str("square")], ByTag)],
        })
    };
}

/// `AnswerByConstCircle`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct AnswerByConstCircle {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub r: ::std::option::Option<f64>,
    pub shape: AnswerByConstCircleShape,
}

::rolekit_runtime::string_enum! {
    /// `AnswerByConstCircleShape`
    pub enum AnswerByConstCircleShape {
        Circle = "circle",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for AnswerByConstCircleShape {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `AnswerByConstSquare`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct AnswerByConstSquare {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub r: ::std::option::Option<f64>,
    pub shape: AnswerByConstSquareShape,
}

::rolekit_runtime::string_enum! {
    /// `AnswerByConstSquareShape`
    pub enum AnswerByConstSquareShape {
        Square = "square",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for AnswerByConstSquareShape {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `AnswerImplicit`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum AnswerImplicit {
    /// If `species` is `Cat`.
    Cat(Cat),
    /// If `species` is `Dog`.
    Dog(Dog),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for AnswerImplicit {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for AnswerImplicit {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Cat),
                |value| read(value).map(Self::Dog),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for AnswerImplicit {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => {
                use ::rolekit_runtime::__private::alternatives::{shapes::*, write};

                write(value, "species", Str("Cat"), serializer)
            }
            Self::Dog(value) => {
                use ::rolekit_runtime::__private::alternatives::{shapes::*, write};

                write(value, "species", Str("Dog"), serializer)
            }
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Cat> for AnswerImplicit {
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl ::std::convert::From<Dog> for AnswerImplicit {
    fn from(value: Dog) -> Self {
        Self::Dog(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for AnswerImplicit {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: Some("species"),
            variants: &[
                (&[Str("Cat")], Of(shape::<self::Cat>)),
                (&[Str("Dog")], Of(shape::<self::Dog>)),
            ],
        })
    };
}

/// `Cat`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Cat {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub kind: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub lives: ::std::option::Option<i64>,
    pub name: ::std::string::String,
}

impl Cat {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(name: ::std::string::String) -> Self {
        Self {
            kind: ::std::default::Default::default(),
            lives: ::std::default::Default::default(),
            name,
        }
    }

    #[inline]
    #[must_use]
    pub fn kind(mut self, kind: impl Into<::std::string::String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    #[inline]
    #[must_use]
    pub fn lives(mut self, lives: i64) -> Self {
        self.lives = Some(lives);
        self
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for Cat {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Object(
            &[
                ("name", true, Text),
                ("kind", false, Text),
                ("lives", false, Integer),
            ],
            None,
        )
    };
}

/// `Dog`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Dog {
    pub kind: ::std::string::String,
    pub name: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub owner: ::std::option::Option<Pet>,
}

impl Dog {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(kind: ::std::string::String, name: ::std::string::String) -> Self {
        Self {
            kind,
            name,
            owner: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn owner(mut self, owner: Pet) -> Self {
        self.owner = Some(owner);
        self
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for Dog {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Object(
            &[
                ("name", true, Text),
                ("kind", true, Text),
                ("owner", false, Of(shape::<self::Pet>)),
            ],
            None,
        )
    };
}

/// `Pet`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum Pet {
    /// If `kind` is `cat` or `kitten`.
    Cat(Cat),
    /// If `kind` is `dog`.
    Dog(::std::boxed::Box<Dog>),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Pet {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for Pet {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Cat),
                |value| read(value).map(Self::Dog),
            ],
            Self::Unknown,
        )
    }
}

impl ::serde::Serialize for Pet {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => {
                use ::rolekit_runtime::__private::alternatives::{shapes::*, write};

                write(value, "kind", Str("cat"), serializer)
            }
            Self::Dog(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Cat> for Pet {
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl ::std::convert::From<::std::boxed::Box<Dog>> for Pet {
    fn from(value: ::std::boxed::Box<Dog>) -> Self {
        Self::Dog(value)
    }
}

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for Pet {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: Some("kind"),
            variants: &[
                (&[Str("cat"), Str("kitten")], Of(shape::<self::Cat>)),
                (&[Str("dog")], Of(shape::<self::Dog>)),
            ],
        })
    };
}
