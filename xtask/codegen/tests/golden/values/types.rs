// The module `types`.

/// `Thing`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub always: ::std::option::Option<bool>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub both: ::std::option::Option<bool>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub colliding: ::std::option::Option<ThingColliding>,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub integers: crate::runtime::Change<ThingIntegers>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub misplaced: ::std::option::Option<::std::vec::Vec<ThingMisplacedItem>>,
    #[cfg_attr(
        feature = "schemars",
        serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")
    )]
    pub mixed: crate::runtime::Change<ThingMixed>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub numbers: ::std::option::Option<ThingNumbers>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub open: ::std::option::Option<ThingOpen>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub stringified: ::std::option::Option<ThingStringified>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub titled: ::std::option::Option<ThingTitled>,
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub twice: ::std::option::Option<ThingTwice>,
}
crate::runtime::object!(
    Thing,
    [
        (always, "always", optional),
        (both, "both", optional),
        (colliding, "colliding", optional),
        (integers, "integers", change),
        (misplaced, "misplaced", optional),
        (mixed, "mixed", change),
        (numbers, "numbers", optional),
        (open, "open", optional),
        (stringified, "stringified", optional),
        (titled, "titled", optional),
        (twice, "twice", optional)
    ]
);
impl Thing {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            always: ::std::default::Default::default(),
            both: ::std::default::Default::default(),
            colliding: ::std::default::Default::default(),
            integers: ::std::default::Default::default(),
            misplaced: ::std::default::Default::default(),
            mixed: ::std::default::Default::default(),
            numbers: ::std::default::Default::default(),
            open: ::std::default::Default::default(),
            stringified: ::std::default::Default::default(),
            titled: ::std::default::Default::default(),
            twice: ::std::default::Default::default(),
        }
    }
}

/// `ThingColliding`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingColliding {
    #[cfg_attr(feature = "schemars", serde(rename = "created"))]
    Created,
    #[cfg_attr(feature = "schemars", serde(rename = "-created"))]
    MinusCreated,
    #[cfg_attr(feature = "schemars", serde(rename = "a-b"))]
    AB,
    #[cfg_attr(feature = "schemars", serde(rename = "a_b"))]
    AUnderscoreB,
    #[cfg_attr(feature = "schemars", serde(rename = ""))]
    Empty,
    #[cfg_attr(feature = "schemars", serde(rename = "*"))]
    Star,
    #[cfg_attr(feature = "schemars", serde(rename = "unknown"))]
    UnknownValue,
    #[cfg_attr(feature = "schemars", serde(rename = "<"))]
    Less,
    #[cfg_attr(feature = "schemars", serde(rename = "<="))]
    LessEqual,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingColliding);
impl ThingColliding {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[
        Self::Created,
        Self::MinusCreated,
        Self::AB,
        Self::AUnderscoreB,
        Self::Empty,
        Self::Star,
        Self::UnknownValue,
        Self::Less,
        Self::LessEqual,
    ];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Created => "created",
            Self::MinusCreated => "-created",
            Self::AB => "a-b",
            Self::AUnderscoreB => "a_b",
            Self::Empty => "",
            Self::Star => "*",
            Self::UnknownValue => "unknown",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Unknown(value) => value,
        }
    }
}

/// `ThingIntegers`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingIntegers {
    /// `0`
    Value0,
    /// `1`
    Value1,
    /// `-1`
    ValueMinus1,
    /// A value that this version does not know.
    Unknown(i64),
}

impl ThingIntegers {
    /// The value as it is on the wire.
    #[inline]
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::Value0 => 0,
            Self::Value1 => 1,
            Self::ValueMinus1 => -1,
            Self::Unknown(value) => *value,
        }
    }
}

impl ::std::convert::From<i64> for ThingIntegers {
    #[inline]
    fn from(value: i64) -> Self {
        match value {
            0 => Self::Value0,
            1 => Self::Value1,
            -1 => Self::ValueMinus1,
            _ => Self::Unknown(value),
        }
    }
}

impl ::std::str::FromStr for ThingIntegers {
    type Err = ::std::num::ParseIntError;
    #[inline]
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        value.parse::<i64>().map(Self::from)
    }
}

impl ::std::fmt::Display for ThingIntegers {
    #[inline]
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Display::fmt(&self.as_i64(), f)
    }
}

impl ::serde::Serialize for ThingIntegers {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_i64())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingIntegers {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

/// `ThingMisplacedItem`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingMisplacedItem {
    #[cfg_attr(feature = "schemars", serde(rename = "p"))]
    P,
    #[cfg_attr(feature = "schemars", serde(rename = "q"))]
    Q,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingMisplacedItem);
impl ThingMisplacedItem {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::P, Self::Q];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::P => "p",
            Self::Q => "q",
            Self::Unknown(value) => value,
        }
    }
}

/// `ThingMixed`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingMixed {
    /// `"auto"`
    Auto,
    /// `1`
    Value1,
    /// `false`
    False,
    /// A value that this version does not know.
    Unknown(::serde_json::Value),
}

impl ThingMixed {
    /// The value as it is on the wire.
    #[inline]
    pub fn to_value(&self) -> ::serde_json::Value {
        match self {
            Self::Auto => ::serde_json::Value::from("auto"),
            Self::Value1 => ::serde_json::Value::from(1i64),
            Self::False => ::serde_json::Value::from(false),
            Self::Unknown(value) => value.clone(),
        }
    }
}

impl ::std::convert::From<::serde_json::Value> for ThingMixed {
    #[inline]
    fn from(value: ::serde_json::Value) -> Self {
        if value == ::serde_json::Value::from("auto") {
            return Self::Auto;
        }
        if value == ::serde_json::Value::from(1i64) {
            return Self::Value1;
        }
        if value == ::serde_json::Value::from(false) {
            return Self::False;
        }
        Self::Unknown(value)
    }
}

impl ::std::str::FromStr for ThingMixed {
    type Err = ::std::convert::Infallible;
    #[inline]
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        let value =
            ::serde_json::from_str(value).unwrap_or_else(|_| ::serde_json::Value::from(value));
        ::std::result::Result::Ok(Self::from(value))
    }
}

impl ::std::fmt::Display for ThingMixed {
    #[inline]
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self.to_value() {
            ::serde_json::Value::String(text) => f.write_str(&text),
            value => ::std::fmt::Display::fmt(&value, f),
        }
    }
}

impl ::serde::Serialize for ThingMixed {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        ::serde::Serialize::serialize(&self.to_value(), serializer)
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingMixed {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

/// `ThingNumbers`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingNumbers {
    /// `0.5`
    Value0Point5,
    /// `1`
    Value1,
    /// `1.5`
    Value1Point5,
    /// A value that this version does not know.
    Unknown(::serde_json::Value),
}

impl ThingNumbers {
    /// The value as it is on the wire.
    #[inline]
    pub fn to_value(&self) -> ::serde_json::Value {
        match self {
            Self::Value0Point5 => ::serde_json::Value::from(0.5f64),
            Self::Value1 => ::serde_json::Value::from(1i64),
            Self::Value1Point5 => ::serde_json::Value::from(1.5f64),
            Self::Unknown(value) => value.clone(),
        }
    }
}

impl ::std::convert::From<::serde_json::Value> for ThingNumbers {
    #[inline]
    fn from(value: ::serde_json::Value) -> Self {
        if value == ::serde_json::Value::from(0.5f64) {
            return Self::Value0Point5;
        }
        if value == ::serde_json::Value::from(1i64) {
            return Self::Value1;
        }
        if value == ::serde_json::Value::from(1.5f64) {
            return Self::Value1Point5;
        }
        Self::Unknown(value)
    }
}

impl ::std::str::FromStr for ThingNumbers {
    type Err = ::std::convert::Infallible;
    #[inline]
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        let value =
            ::serde_json::from_str(value).unwrap_or_else(|_| ::serde_json::Value::from(value));
        ::std::result::Result::Ok(Self::from(value))
    }
}

impl ::std::fmt::Display for ThingNumbers {
    #[inline]
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self.to_value() {
            ::serde_json::Value::String(text) => f.write_str(&text),
            value => ::std::fmt::Display::fmt(&value, f),
        }
    }
}

impl ::serde::Serialize for ThingNumbers {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        ::serde::Serialize::serialize(&self.to_value(), serializer)
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingNumbers {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

/// `ThingOpen`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingOpen {
    #[cfg_attr(feature = "schemars", serde(rename = "x"))]
    X,
    #[cfg_attr(feature = "schemars", serde(rename = "y"))]
    Y,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingOpen);
impl ThingOpen {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::X, Self::Y];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::X => "x",
            Self::Y => "y",
            Self::Unknown(value) => value,
        }
    }
}

/// `ThingStringified`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingStringified {
    #[cfg_attr(feature = "schemars", serde(rename = "true"))]
    True,
    #[cfg_attr(feature = "schemars", serde(rename = "1.5"))]
    X15,
    #[cfg_attr(feature = "schemars", serde(rename = "off"))]
    Off,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingStringified);
impl ThingStringified {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::True, Self::X15, Self::Off];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::True => "true",
            Self::X15 => "1.5",
            Self::Off => "off",
            Self::Unknown(value) => value,
        }
    }
}

/// `ThingTitled`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum ThingTitled {
    /// `1`
    FirstOne,
    /// `2`
    Second,
    /// A value that this version does not know.
    Unknown(i64),
}

impl ThingTitled {
    /// The value as it is on the wire.
    #[inline]
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::FirstOne => 1,
            Self::Second => 2,
            Self::Unknown(value) => *value,
        }
    }
}

impl ::std::convert::From<i64> for ThingTitled {
    #[inline]
    fn from(value: i64) -> Self {
        match value {
            1 => Self::FirstOne,
            2 => Self::Second,
            _ => Self::Unknown(value),
        }
    }
}

impl ::std::str::FromStr for ThingTitled {
    type Err = ::std::num::ParseIntError;
    #[inline]
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        value.parse::<i64>().map(Self::from)
    }
}

impl ::std::fmt::Display for ThingTitled {
    #[inline]
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Display::fmt(&self.as_i64(), f)
    }
}

impl ::serde::Serialize for ThingTitled {
    #[inline]
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_i64())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingTitled {
    #[inline]
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

/// `ThingTwice`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThingTwice {
    #[cfg_attr(feature = "schemars", serde(rename = "a"))]
    A,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(ThingTwice);
impl ThingTwice {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::A];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::A => "a",
            Self::Unknown(value) => value,
        }
    }
}
