// The module `types`.

/// `Base`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Base {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
}

/// A role.
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Role {
    User,
    Observer,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl Role {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::User, Self::Observer];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::User => "User",
            Self::Observer => "Observer",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "User" => ::std::option::Option::Some(Self::User),
            "Observer" => ::std::option::Option::Some(Self::Observer),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for Role {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for Role {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for Role {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for Role {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for Role {
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
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub more: ::std::option::Option<ThingMore>,
    /// The role of the thing.
    pub role: Role,
}

/// `ThingMore`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThingMore {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub extra_field: ::std::option::Option<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
}
