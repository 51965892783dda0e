// The module `types`.

/// `AB`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct AB {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub message: ::std::option::Option<::std::string::String>,
}

/// `Cat`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Cat {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub friend: ::std::option::Option<OwnerName>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
    pub kind: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub lives: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub owner: ::std::option::Option<PetOwner>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub seen: ::std::option::Option<::rolekit_runtime::Timestamp>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub weight: ::std::option::Option<f64>,
    #[serde(flatten)]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}

/// `Kitten`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Kitten {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub age: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub friend: ::std::option::Option<OwnerName>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
    pub kind: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub lives: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub owner: ::std::option::Option<PetOwner>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub seen: ::std::option::Option<::rolekit_runtime::Timestamp>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub weight: ::std::option::Option<f64>,
}

/// `OwnerName`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct OwnerName(pub ::std::string::String);
impl ::std::ops::Deref for OwnerName {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<OwnerName> for ::std::string::String {
    fn from(value: OwnerName) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::string::String> for OwnerName {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for OwnerName {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for OwnerName {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.to_string()))
    }
}

/// `OwnersGetResponsesX200`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct OwnersGetResponsesX200(pub ::std::vec::Vec<PetOwner>);
impl ::std::ops::Deref for OwnersGetResponsesX200 {
    type Target = ::std::vec::Vec<PetOwner>;
    fn deref(&self) -> &::std::vec::Vec<PetOwner> {
        &self.0
    }
}

impl ::std::convert::From<OwnersGetResponsesX200> for ::std::vec::Vec<PetOwner> {
    fn from(value: OwnersGetResponsesX200) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::vec::Vec<PetOwner>> for OwnersGetResponsesX200 {
    fn from(value: ::std::vec::Vec<PetOwner>) -> Self {
        Self(value)
    }
}

/// `Pet`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Pet {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub friend: ::std::option::Option<OwnerName>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: ::std::option::Option<i64>,
    pub kind: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub owner: ::std::option::Option<PetOwner>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub seen: ::std::option::Option<::rolekit_runtime::Timestamp>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub weight: ::std::option::Option<f64>,
    #[serde(flatten)]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}

/// `PetOwner`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct PetOwner {
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub email: ::rolekit_runtime::Field<::std::string::String>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub name: ::std::option::Option<OwnerName>,
}

impl PetOwner {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            email: ::std::default::Default::default(),
            name: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn email(mut self, email: impl Into<::std::string::String>) -> Self {
        self.email = ::rolekit_runtime::Field::Value(email.into());
        self
    }

    /// Sets `email` to null.
    #[inline]
    #[must_use]
    pub fn clear_email(mut self) -> Self {
        self.email = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn name(mut self, name: OwnerName) -> Self {
        self.name = Some(name);
        self
    }
}

/// `PetRequest`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct PetRequest {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub friend: ::std::option::Option<OwnerName>,
    pub kind: ::std::string::String,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub owner: ::rolekit_runtime::Field<PetOwner>,
    #[serde(
        default,
        skip_serializing_if = "::rolekit_runtime::Field::is_undefined"
    )]
    pub seen: ::rolekit_runtime::Field<::rolekit_runtime::Timestamp>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub weight: ::std::option::Option<f64>,
    #[serde(flatten)]
    pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
}

impl PetRequest {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(kind: ::std::string::String) -> Self {
        Self {
            friend: ::std::default::Default::default(),
            kind,
            owner: ::std::default::Default::default(),
            seen: ::std::default::Default::default(),
            weight: ::std::default::Default::default(),
            extra: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn friend(mut self, friend: OwnerName) -> Self {
        self.friend = Some(friend);
        self
    }

    #[inline]
    #[must_use]
    pub fn owner(mut self, owner: PetOwner) -> Self {
        self.owner = ::rolekit_runtime::Field::Value(owner);
        self
    }

    /// Sets `owner` to null.
    #[inline]
    #[must_use]
    pub fn clear_owner(mut self) -> Self {
        self.owner = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn seen(mut self, seen: impl Into<::rolekit_runtime::Timestamp>) -> Self {
        self.seen = ::rolekit_runtime::Field::Value(seen.into());
        self
    }

    /// Sets `seen` to null.
    #[inline]
    #[must_use]
    pub fn clear_seen(mut self) -> Self {
        self.seen = ::rolekit_runtime::Field::Null;
        self
    }

    #[inline]
    #[must_use]
    pub fn weight(mut self, weight: f64) -> Self {
        self.weight = Some(weight);
        self
    }
}
