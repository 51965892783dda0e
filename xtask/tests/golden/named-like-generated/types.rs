// The module `types`.

/// `ByteStream`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ByteStream {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub client: ::std::option::Option<Client>,
}

/// `Client`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Client {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub option: ::std::option::Option<Option>,
}

/// `Error`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Error {
    Error,
    #[serde(rename = "Self")]
    Self_,
    Ok,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl Error {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Error, Self::Self_, Self::Ok];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Error => "Error",
            Self::Self_ => "Self",
            Self::Ok => "Ok",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "Error" => ::std::option::Option::Some(Self::Error),
            "Self" => ::std::option::Option::Some(Self::Self_),
            "Ok" => ::std::option::Option::Some(Self::Ok),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for Error {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for Error {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for Error {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for Error {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for Error {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}

/// `ErrorResponse`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorResponse {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub form_urlencoded: ::std::option::Option<ByteStream>,
}

/// `Option`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Option {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub string: ::std::option::Option<String>,
}

/// `String`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct String {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub error: ::std::option::Option<Error>,
}
