// The module `types`.

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub always: ::std::option::Option<bool>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub both: ::std::option::Option<bool>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub colliding: ::std::option::Option<ThingColliding>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub integers: ::rolekit_runtime::Field<ThingIntegers>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub misplaced: ::std::option::Option<::std::vec::Vec<ThingMisplacedItem>>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub mixed: ::rolekit_runtime::Field<ThingMixed>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub numbers: ::std::option::Option<ThingNumbers>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub open: ::std::option::Option<ThingOpen>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub stringified: ::std::option::Option<ThingStringified>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub titled: ::std::option::Option<ThingTitled>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub twice: ::std::option::Option<ThingTwice>,
}

impl Thing {
    /// Creates a value without any field.
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

    #[inline]
    #[must_use]
    pub fn always(mut self, always: bool) -> Self {
        self.always = Some(always);
        self
    }

    #[inline]
    #[must_use]
    pub fn both(mut self, both: bool) -> Self {
        self.both = Some(both);
        self
    }

    #[inline]
    #[must_use]
    pub fn colliding(mut self, colliding: ThingColliding) -> Self {
        self.colliding = Some(colliding);
        self
    }

    #[inline]
    #[must_use]
    pub fn integers(mut self, integers: ThingIntegers) -> Self {
        self.integers = ::rolekit_runtime::Field::Value(integers);
        self
    }

    /// Sets `integers` to null.
    #[inline]
    #[must_use]
    pub fn clear_integers(mut self) -> Self {
        self.integers = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn misplaced(mut self, misplaced: impl IntoIterator<Item = ThingMisplacedItem>) -> Self {
        self.misplaced = Some(misplaced.into_iter().collect());
        self
    }

    #[inline]
    #[must_use]
    pub fn mixed(mut self, mixed: ThingMixed) -> Self {
        self.mixed = ::rolekit_runtime::Field::Value(mixed);
        self
    }

    /// Sets `mixed` to null.
    #[inline]
    #[must_use]
    pub fn clear_mixed(mut self) -> Self {
        self.mixed = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn numbers(mut self, numbers: ThingNumbers) -> Self {
        self.numbers = Some(numbers);
        self
    }

    #[inline]
    #[must_use]
    pub fn open(mut self, open: ThingOpen) -> Self {
        self.open = Some(open);
        self
    }

    #[inline]
    #[must_use]
    pub fn stringified(mut self, stringified: ThingStringified) -> Self {
        self.stringified = Some(stringified);
        self
    }

    #[inline]
    #[must_use]
    pub fn titled(mut self, titled: ThingTitled) -> Self {
        self.titled = Some(titled);
        self
    }

    #[inline]
    #[must_use]
    pub fn twice(mut self, twice: ThingTwice) -> Self {
        self.twice = Some(twice);
        self
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingColliding`
    pub enum ThingColliding {
        Created = "created",
        MinusCreated = "-created",
        AB = "a-b",
        AUnderscoreB = "a_b",
        Empty = "",
        Star = "*",
        UnknownValue = "unknown",
        Less = "<",
        LessEqual = "<=",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingColliding {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
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
    /// A value that this version of the client does not know.
    Unknown(i64),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingIntegers {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl ThingIntegers {
    /// Returns the value in JSON.
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
    fn from_str(value: &str) -> ::std::result::Result<Self, ::std::num::ParseIntError> {
        value.parse::<i64>().map(Self::from)
    }
}

impl ::std::fmt::Display for ThingIntegers {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Display::fmt(&self.as_i64(), f)
    }
}

impl ::serde::Serialize for ThingIntegers {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_i64())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingIntegers {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingMisplacedItem`
    pub enum ThingMisplacedItem {
        P = "p",
        Q = "q",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingMisplacedItem {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `ThingMixed`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
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
    /// A value that this version of the client does not know.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingMixed {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl ThingMixed {
    /// Returns the value in JSON.
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
    fn from(value: ::serde_json::Value) -> Self {
        if value == ::serde_json::Value::from("auto") {
            return Self::Auto;
        }
        if value.as_f64() == ::std::option::Option::Some(1f64) {
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
    fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
        let value =
            ::serde_json::from_str(value).unwrap_or_else(|_| ::serde_json::Value::from(value));
        ::std::result::Result::Ok(Self::from(value))
    }
}

impl ::std::fmt::Display for ThingMixed {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self.to_value() {
            ::serde_json::Value::String(text) => f.write_str(&text),
            value => ::std::fmt::Display::fmt(&value, f),
        }
    }
}

impl ::serde::Serialize for ThingMixed {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        ::serde::Serialize::serialize(&self.to_value(), serializer)
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingMixed {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

/// `ThingNumbers`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
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
    /// A value that this version of the client does not know.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingNumbers {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl ThingNumbers {
    /// Returns the value in JSON.
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
    fn from(value: ::serde_json::Value) -> Self {
        if value.as_f64() == ::std::option::Option::Some(0.5f64) {
            return Self::Value0Point5;
        }
        if value.as_f64() == ::std::option::Option::Some(1f64) {
            return Self::Value1;
        }
        if value.as_f64() == ::std::option::Option::Some(1.5f64) {
            return Self::Value1Point5;
        }
        Self::Unknown(value)
    }
}

impl ::std::str::FromStr for ThingNumbers {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
        let value =
            ::serde_json::from_str(value).unwrap_or_else(|_| ::serde_json::Value::from(value));
        ::std::result::Result::Ok(Self::from(value))
    }
}

impl ::std::fmt::Display for ThingNumbers {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self.to_value() {
            ::serde_json::Value::String(text) => f.write_str(&text),
            value => ::std::fmt::Display::fmt(&value, f),
        }
    }
}

impl ::serde::Serialize for ThingNumbers {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        ::serde::Serialize::serialize(&self.to_value(), serializer)
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingNumbers {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingOpen`
    pub enum ThingOpen {
        X = "x",
        Y = "y",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingOpen {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingStringified`
    pub enum ThingStringified {
        True = "true",
        X15 = "1.5",
        Off = "off",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingStringified {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
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
    /// A value that this version of the client does not know.
    Unknown(i64),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingTitled {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl ThingTitled {
    /// Returns the value in JSON.
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::FirstOne => 1,
            Self::Second => 2,
            Self::Unknown(value) => *value,
        }
    }
}

impl ::std::convert::From<i64> for ThingTitled {
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
    fn from_str(value: &str) -> ::std::result::Result<Self, ::std::num::ParseIntError> {
        value.parse::<i64>().map(Self::from)
    }
}

impl ::std::fmt::Display for ThingTitled {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::fmt::Display::fmt(&self.as_i64(), f)
    }
}

impl ::serde::Serialize for ThingTitled {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_i64())
    }
}

impl<'de> ::serde::Deserialize<'de> for ThingTitled {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingTwice`
    pub enum ThingTwice {
        A = "a",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingTwice {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}
