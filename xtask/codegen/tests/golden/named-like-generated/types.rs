// The module `types`.

/// `ByteStream`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ByteStream {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub client: ::std::option::Option<Client>,
}

/// `Client`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Client {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub option: ::std::option::Option<Option2>,
}

::rolekit_runtime::string_enum! {
    /// `Error`
    pub enum Error {
        Error = "Error",
        Self_ = "Self",
        Ok = "Ok",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Error {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `ErrorResponse`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorResponse {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub form_urlencoded: ::std::option::Option<ByteStream>,
}

/// `Option2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Option2 {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub string: ::std::option::Option<String2>,
}

/// `String2`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct String2 {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub error: ::std::option::Option<Error>,
}
