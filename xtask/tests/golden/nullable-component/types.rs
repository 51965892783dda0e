// The module `types`.

/// `Perhaps`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Perhaps {
    #[serde(rename = "x")]
    X,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl Perhaps {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::X];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::X => "x",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "x" => ::std::option::Option::Some(Self::X),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for Perhaps {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for Perhaps {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for Perhaps {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for Perhaps {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for Perhaps {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(default, skip_serializing_if = "crate::runtime::Change::is_keep")]
    pub a: crate::runtime::Change<Perhaps>,
    /// There.
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub b: ::std::option::Option<Perhaps>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub c: ::std::option::Option<::std::vec::Vec<::std::option::Option<Perhaps>>>,
}

impl Thing {
    /// With the fields that are required; the others are left out.
    pub fn new(b: ::std::option::Option<Perhaps>) -> Self {
        Self {
            a: ::std::default::Default::default(),
            b,
            c: ::std::default::Default::default(),
        }
    }
}
