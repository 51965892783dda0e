// The module `types`.

/// `Action`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub enum Action {
    #[serde(rename = "create_role")]
    CreateRole,
    #[serde(rename = "get_roles")]
    GetRoles,
    #[serde(rename = "trace")]
    Trace,
    /// A value that this version does not know.
    #[serde(untagged)]
    Unknown(::std::string::String),
}

impl Action {
    /// The values that this version knows, in the document's order.
    pub const KNOWN: &'static [Self] = &[Self::CreateRole, Self::GetRoles, Self::Trace];
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::CreateRole => "create_role",
            Self::GetRoles => "get_roles",
            Self::Trace => "trace",
            Self::Unknown(value) => value,
        }
    }

    fn known(value: &str) -> ::std::option::Option<Self> {
        match value {
            "create_role" => ::std::option::Option::Some(Self::CreateRole),
            "get_roles" => ::std::option::Option::Some(Self::GetRoles),
            "trace" => ::std::option::Option::Some(Self::Trace),
            _ => ::std::option::Option::None,
        }
    }
}

impl ::std::fmt::Display for Action {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ::std::convert::AsRef<str> for Action {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl ::std::convert::From<&str> for Action {
    fn from(value: &str) -> Self {
        Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
    }
}

impl ::std::convert::From<::std::string::String> for Action {
    fn from(value: ::std::string::String) -> Self {
        Self::known(&value).unwrap_or(Self::Unknown(value))
    }
}

impl ::std::str::FromStr for Action {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        ::std::result::Result::Ok(Self::from(value))
    }
}
