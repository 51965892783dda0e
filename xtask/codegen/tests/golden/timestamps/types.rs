// The module `types`.

/// `Moment`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Moment(pub ::rolekit_runtime::Timestamp);
impl ::std::ops::Deref for Moment {
    type Target = ::rolekit_runtime::Timestamp;
    fn deref(&self) -> &::rolekit_runtime::Timestamp {
        &self.0
    }
}

impl ::std::convert::From<Moment> for ::rolekit_runtime::Timestamp {
    fn from(value: Moment) -> Self {
        value.0
    }
}

impl ::std::convert::From<::rolekit_runtime::Timestamp> for Moment {
    fn from(value: ::rolekit_runtime::Timestamp) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for Moment {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for Moment {
    type Err = <::rolekit_runtime::Timestamp as ::std::str::FromStr>::Err;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.parse()?))
    }
}

impl ::std::convert::TryFrom<&str> for Moment {
    type Error = <::rolekit_runtime::Timestamp as ::std::str::FromStr>::Err;
    fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<String> for Moment {
    type Error = <::rolekit_runtime::Timestamp as ::std::str::FromStr>::Err;
    fn try_from(value: String) -> ::std::result::Result<Self, Self::Error> {
        value.parse()
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub changed_at: ::std::option::Option<::rolekit_runtime::Timestamp>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub day: ::std::option::Option<::chrono::naive::NaiveDate>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<::uuid::Uuid>,
    pub made_at: ::rolekit_runtime::Timestamp,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub named: ::std::option::Option<Moment>,
}
