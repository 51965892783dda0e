// The module `types`.

/// `GetAResponse`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum GetAResponse {
    String(::std::string::String),
    Integer(i64),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for GetAResponse {
    fn default() -> Self {
        Self::String(::std::default::Default::default())
    }
}

impl ::std::fmt::Display for GetAResponse {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        match self {
            Self::String(x) => x.fmt(f),
            Self::Integer(x) => x.fmt(f),
        }
    }
}

impl ::std::convert::From<i64> for GetAResponse {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

::rolekit_runtime::string_enum! {
    /// `Word`
    pub enum Word {
        A = "a",
        B = "b",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Word {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}
