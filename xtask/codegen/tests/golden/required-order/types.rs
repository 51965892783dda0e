// The module `types`.

/// `Assignment`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Assignment {
    pub by: ::std::string::String,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub comment: ::std::option::Option<::std::string::String>,
    #[serde(deserialize_with = "::std::option::Option::deserialize")]
    pub expires: ::std::option::Option<::std::string::String>,
    #[serde(rename = "to-role")]
    pub to_role: ::std::string::String,
    #[serde(rename = "type")]
    pub type_: ::std::string::String,
    #[serde(rename = "userId")]
    pub user_id: i64,
}

impl Assignment {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(
        user_id: i64,
        type_: ::std::string::String,
        to_role: ::std::string::String,
        expires: ::std::option::Option<::std::string::String>,
        by: ::std::string::String,
    ) -> Self {
        Self {
            by,
            comment: ::std::default::Default::default(),
            expires,
            to_role,
            type_,
            user_id,
        }
    }

    #[inline]
    #[must_use]
    pub fn comment(mut self, comment: impl Into<::std::string::String>) -> Self {
        self.comment = Some(comment.into());
        self
    }
}

/// `Subject`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct Subject {
    #[serde(rename = "type")]
    pub type_: ::std::string::String,
    #[serde(rename = "userId")]
    pub user_id: i64,
}
