// The module `types`.

/// `Box`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum Box {
    String(::std::string::String),
    Integer(i64),
}

impl ::std::fmt::Display for Box {
    #[inline]
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::String(x) => x.fmt(f),
            Self::Integer(x) => x.fmt(f),
        }
    }
}

impl ::std::convert::From<i64> for Box {
    #[inline]
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// `FooBar`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct FooBar {
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "extra",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub extra_2: ::std::option::Option<::std::string::String>,
    #[cfg_attr(feature = "schemars", serde(rename = "someName"))]
    pub some_name: ::std::string::String,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "some_name",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub some_name_2: ::std::option::Option<i64>,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "some-name",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub some_name_3: ::std::option::Option<bool>,
    pub undescribed: ::serde_json::Value,
    #[cfg_attr(feature = "schemars", serde(flatten))]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}
crate::runtime::object!(
    FooBar,
    [
        (extra_2, "extra", optional),
        (some_name, "someName", required),
        (some_name_2, "some_name", optional),
        (some_name_3, "some-name", optional),
        (undescribed, "undescribed", required)
    ],
    extra
);
/// `FooBar2`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct FooBar2 {
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "bB",
            default,
            skip_serializing_if = "crate::runtime::Change::is_keep"
        )
    )]
    pub b_b: crate::runtime::Change<::std::string::String>,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "b_b",
            deserialize_with = "::std::option::Option::deserialize"
        )
    )]
    pub b_b_2: ::std::option::Option<i64>,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "B_B",
            default,
            skip_serializing_if = "crate::runtime::Change::is_keep"
        )
    )]
    pub b_b_3: crate::runtime::Change<i64>,
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "String",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub string: ::std::option::Option<String>,
}
crate::runtime::object!(
    FooBar2,
    [
        (b_b, "bB", change),
        (b_b_2, "b_b", required),
        (b_b_3, "B_B", change),
        (string, "String", optional)
    ]
);
impl FooBar2 {
    /// With the fields that are required; the others are left out.
    #[inline]
    pub fn new(b_b_2: ::std::option::Option<i64>) -> Self {
        Self {
            b_b: ::std::default::Default::default(),
            b_b_2,
            b_b_3: ::std::default::Default::default(),
            string: ::std::default::Default::default(),
        }
    }
}

/// `Option`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Option {
    #[cfg_attr(
        feature = "schemars",
        serde(rename = "Vec", skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub vec: ::std::option::Option<::std::vec::Vec<Box>>,
}
crate::runtime::object!(Option, [(vec, "Vec", optional)]);
impl Option {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            vec: ::std::default::Default::default(),
        }
    }
}

/// `String`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct String {
    #[cfg_attr(
        feature = "schemars",
        serde(
            rename = "Option",
            skip_serializing_if = "::std::option::Option::is_none"
        )
    )]
    pub option: ::std::option::Option<Option>,
}
crate::runtime::object!(String, [(option, "Option", optional)]);
impl String {
    /// With every field left out.
    #[inline]
    pub fn new() -> Self {
        Self {
            option: ::std::default::Default::default(),
        }
    }
}
