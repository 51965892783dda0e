// The module `types`.

/// `Box2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum Box2 {
    String(::std::string::String),
    Integer(i64),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Box2 {
    fn default() -> Self {
        Self::String(::std::default::Default::default())
    }
}

impl ::std::fmt::Display for Box2 {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::String(x) => x.fmt(f),
            Self::Integer(x) => x.fmt(f),
        }
    }
}

impl ::std::convert::From<i64> for Box2 {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// `FooBar`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct FooBar {
    #[serde(
        rename = "extra",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub extra_2: ::std::option::Option<::std::string::String>,
    #[serde(rename = "someName")]
    pub some_name: ::std::string::String,
    #[serde(
        rename = "some_name",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub some_name_2: ::std::option::Option<i64>,
    #[serde(
        rename = "some-name",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub some_name_3: ::std::option::Option<bool>,
    pub undescribed: ::serde_json::Value,
    #[serde(flatten)]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}

/// `FooBar2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FooBar2 {
    #[serde(
        rename = "bB",
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub b_b: ::rolekit_runtime::Field<::std::string::String>,
    #[serde(
        rename = "b_b",
        deserialize_with = "::std::option::Option::deserialize"
    )]
    pub b_b_2: ::std::option::Option<i64>,
    #[serde(
        rename = "B_B",
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub b_b_3: ::rolekit_runtime::Field<i64>,
    #[serde(
        rename = "String",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub string: ::std::option::Option<String2>,
}

impl FooBar2 {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(b_b_2: ::std::option::Option<i64>) -> Self {
        Self {
            b_b: ::std::default::Default::default(),
            b_b_2,
            b_b_3: ::std::default::Default::default(),
            string: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn b_b(mut self, b_b: impl Into<::std::string::String>) -> Self {
        self.b_b = ::rolekit_runtime::Field::Value(b_b.into());
        self
    }

    /// Sets `b_b` to null.
    #[inline]
    #[must_use]
    pub fn clear_b_b(mut self) -> Self {
        self.b_b = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn b_b_3(mut self, b_b_3: i64) -> Self {
        self.b_b_3 = ::rolekit_runtime::Field::Value(b_b_3);
        self
    }

    /// Sets `b_b_3` to null.
    #[inline]
    #[must_use]
    pub fn clear_b_b_3(mut self) -> Self {
        self.b_b_3 = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn string(mut self, string: String2) -> Self {
        self.string = Some(string);
        self
    }
}

/// `Option2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Option2 {
    #[serde(rename = "Vec", skip_serializing_if = "::std::option::Option::is_none")]
    pub vec: ::std::option::Option<::std::vec::Vec<Box2>>,
}

impl Option2 {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            vec: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn vec(mut self, vec: impl IntoIterator<Item = Box2>) -> Self {
        self.vec = Some(vec.into_iter().collect());
        self
    }
}

/// `String2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct String2 {
    #[serde(
        rename = "Option",
        skip_serializing_if = "::std::option::Option::is_none"
    )]
    pub option: ::std::option::Option<Option2>,
}

impl String2 {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            option: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn option(mut self, option: Option2) -> Self {
        self.option = Some(option);
        self
    }
}
