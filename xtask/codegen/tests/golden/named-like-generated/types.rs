// The module `types`.

/// `ByteStream`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ByteStream {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub client: ::std::option::Option<Client>,
}
crate::runtime::object!(ByteStream, [(client, "client", optional)]);
/// `Client`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Client {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub option: ::std::option::Option<Option>,
}
crate::runtime::object!(Client, [(option, "option", optional)]);
/// `Error`
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Error {
    Error,
    #[cfg_attr(feature = "schemars", serde(rename = "Self"))]
    Self_,
    Ok,
    /// A value that this version does not know.
    #[cfg_attr(feature = "schemars", serde(untagged))]
    Unknown(::std::string::String),
}
crate::runtime::words!(Error);
impl Error {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::Error, Self::Self_, Self::Ok];
    /// The value as it is on the wire.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Error => "Error",
            Self::Self_ => "Self",
            Self::Ok => "Ok",
            Self::Unknown(value) => value,
        }
    }
}

/// `ErrorResponse`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorResponse {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub form_urlencoded: ::std::option::Option<ByteStream>,
}
crate::runtime::object!(
    ErrorResponse,
    [(form_urlencoded, "form_urlencoded", optional)]
);
/// `Option`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Option {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub string: ::std::option::Option<String>,
}
crate::runtime::object!(Option, [(string, "string", optional)]);
/// `String`
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct String {
    #[cfg_attr(
        feature = "schemars",
        serde(skip_serializing_if = "::std::option::Option::is_none")
    )]
    pub error: ::std::option::Option<Error>,
}
crate::runtime::object!(String, [(error, "error", optional)]);
