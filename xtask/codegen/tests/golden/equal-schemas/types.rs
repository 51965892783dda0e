// The module `types`.

/// `CreateReportBody`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateReportBody {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub account_id: ::std::option::Option<CreateReportBodyAccountId>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub kind: ::std::option::Option<Kind>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub note: ::std::option::Option<CreateReportBodyNote>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub owner: ::std::option::Option<CreateReportBodyOwner>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub range: ::std::option::Option<Range>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub remark: ::std::option::Option<CreateReportBodyRemark>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub subtitle: ::std::option::Option<TextUpTo80>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub summary: ::std::option::Option<TextUpTo80>,
    pub title: TextUpTo80,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub window: ::std::option::Option<CreateReportBodyWindow>,
}

impl CreateReportBody {
    /// Creates a value from its required fields.
    #[inline]
    pub fn new(title: TextUpTo80) -> Self {
        Self {
            account_id: ::std::default::Default::default(),
            kind: ::std::default::Default::default(),
            note: ::std::default::Default::default(),
            owner: ::std::default::Default::default(),
            range: ::std::default::Default::default(),
            remark: ::std::default::Default::default(),
            subtitle: ::std::default::Default::default(),
            summary: ::std::default::Default::default(),
            title,
            window: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn account_id(mut self, account_id: CreateReportBodyAccountId) -> Self {
        self.account_id = Some(account_id);
        self
    }

    #[inline]
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    #[inline]
    #[must_use]
    pub fn note(mut self, note: CreateReportBodyNote) -> Self {
        self.note = Some(note);
        self
    }

    #[inline]
    #[must_use]
    pub fn owner(mut self, owner: CreateReportBodyOwner) -> Self {
        self.owner = Some(owner);
        self
    }

    #[inline]
    #[must_use]
    pub fn range(mut self, range: Range) -> Self {
        self.range = Some(range);
        self
    }

    #[inline]
    #[must_use]
    pub fn remark(mut self, remark: CreateReportBodyRemark) -> Self {
        self.remark = Some(remark);
        self
    }

    #[inline]
    #[must_use]
    pub fn subtitle(mut self, subtitle: TextUpTo80) -> Self {
        self.subtitle = Some(subtitle);
        self
    }

    #[inline]
    #[must_use]
    pub fn summary(mut self, summary: TextUpTo80) -> Self {
        self.summary = Some(summary);
        self
    }

    #[inline]
    #[must_use]
    pub fn window(mut self, window: CreateReportBodyWindow) -> Self {
        self.window = Some(window);
        self
    }
}

/// `CreateReportBodyAccountId`
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct CreateReportBodyAccountId(::std::string::String);
impl ::std::ops::Deref for CreateReportBodyAccountId {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<CreateReportBodyAccountId> for ::std::string::String {
    fn from(value: CreateReportBodyAccountId) -> Self {
        value.0
    }
}

impl ::std::str::FromStr for CreateReportBodyAccountId {
    type Err = self::error::ConversionError;
    fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        static PATTERN: ::rolekit_runtime::Pattern = ::rolekit_runtime::Pattern::new("^[0-9a-f]+$");
        if !PATTERN.is_match(value) {
            return Err("doesn't match pattern \"^[0-9a-f]+$\"".into());
        }
        Ok(Self(value.to_string()))
    }
}

impl ::std::convert::TryFrom<&str> for CreateReportBodyAccountId {
    type Error = self::error::ConversionError;
    fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<::std::string::String> for CreateReportBodyAccountId {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl<'de> ::serde::Deserialize<'de> for CreateReportBodyAccountId {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}

/// `CreateReportBodyNote`
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct CreateReportBodyNote(::std::string::String);
impl ::std::ops::Deref for CreateReportBodyNote {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<CreateReportBodyNote> for ::std::string::String {
    fn from(value: CreateReportBodyNote) -> Self {
        value.0
    }
}

impl ::std::str::FromStr for CreateReportBodyNote {
    type Err = self::error::ConversionError;
    fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 90usize {
            return Err("longer than 90 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}

impl ::std::convert::TryFrom<&str> for CreateReportBodyNote {
    type Error = self::error::ConversionError;
    fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<::std::string::String> for CreateReportBodyNote {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl<'de> ::serde::Deserialize<'de> for CreateReportBodyNote {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}

/// `CreateReportBodyOwner`
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct CreateReportBodyOwner(::std::string::String);
impl ::std::ops::Deref for CreateReportBodyOwner {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<CreateReportBodyOwner> for ::std::string::String {
    fn from(value: CreateReportBodyOwner) -> Self {
        value.0
    }
}

impl ::std::str::FromStr for CreateReportBodyOwner {
    type Err = self::error::ConversionError;
    fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        static PATTERN: ::rolekit_runtime::Pattern = ::rolekit_runtime::Pattern::new("^[0-9a-f]+$");
        if !PATTERN.is_match(value) {
            return Err("doesn't match pattern \"^[0-9a-f]+$\"".into());
        }
        Ok(Self(value.to_string()))
    }
}

impl ::std::convert::TryFrom<&str> for CreateReportBodyOwner {
    type Error = self::error::ConversionError;
    fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<::std::string::String> for CreateReportBodyOwner {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl<'de> ::serde::Deserialize<'de> for CreateReportBodyOwner {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}

/// `CreateReportBodyRemark`
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct CreateReportBodyRemark(::std::string::String);
impl ::std::ops::Deref for CreateReportBodyRemark {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<CreateReportBodyRemark> for ::std::string::String {
    fn from(value: CreateReportBodyRemark) -> Self {
        value.0
    }
}

impl ::std::str::FromStr for CreateReportBodyRemark {
    type Err = self::error::ConversionError;
    fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 90usize {
            return Err("longer than 90 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}

impl ::std::convert::TryFrom<&str> for CreateReportBodyRemark {
    type Error = self::error::ConversionError;
    fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<::std::string::String> for CreateReportBodyRemark {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl<'de> ::serde::Deserialize<'de> for CreateReportBodyRemark {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}

/// `CreateReportBodyWindow`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateReportBodyWindow {
    /// Differs in the description of a field.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub to: ::std::option::Option<i64>,
}

impl CreateReportBodyWindow {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            from: ::std::default::Default::default(),
            to: ::std::default::Default::default(),
        }
    }

    /// Differs in the description of a field.
    #[inline]
    #[must_use]
    pub fn from(mut self, from: i64) -> Self {
        self.from = Some(from);
        self
    }

    #[inline]
    #[must_use]
    pub fn to(mut self, to: i64) -> Self {
        self.to = Some(to);
        self
    }
}

::rolekit_runtime::string_enum! {
    /// `Kind`
    pub enum Kind {
        Daily = "daily",
        Weekly = "weekly",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Kind {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `ListReportsResponse`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[non_exhaustive]
pub struct ListReportsResponse {
    pub items: ::std::vec::Vec<ListReportsResponseItemsItem>,
}

/// `ListReportsResponseItemsItem`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct ListReportsResponseItemsItem {
    /// The kind of the report.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub kind: ::std::option::Option<Kind>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub range: ::std::option::Option<Range>,
}

/// `Name`
#[derive(
    ::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct Name(pub ::std::string::String);
impl ::std::ops::Deref for Name {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<Name> for ::std::string::String {
    fn from(value: Name) -> Self {
        value.0
    }
}

impl ::std::convert::From<::std::string::String> for Name {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}

impl ::std::fmt::Display for Name {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ::std::str::FromStr for Name {
    type Err = ::std::convert::Infallible;
    fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
        Ok(Self(value.to_string()))
    }
}

::rolekit_runtime::string_enum! {
    /// `Order`
    pub enum Order {
        Asc = "asc",
        Desc = "desc",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Order {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `Range`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Range {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from: ::std::option::Option<i64>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub to: ::std::option::Option<i64>,
}

impl Range {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            from: ::std::default::Default::default(),
            to: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn from(mut self, from: i64) -> Self {
        self.from = Some(from);
        self
    }

    #[inline]
    #[must_use]
    pub fn to(mut self, to: i64) -> Self {
        self.to = Some(to);
        self
    }
}

::rolekit_runtime::string_enum! {
    /// `Sequence`
    pub enum Sequence {
        Asc = "asc",
        Desc = "desc",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Sequence {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `Settings`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Settings {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub direction: ::std::option::Option<Order>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub name: ::std::option::Option<Name>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order: ::std::option::Option<Order>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub sequence: ::std::option::Option<Sequence>,
}

/// `TextUpTo80`
#[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[cfg_attr(feature = "test-util", derive(Default))]
#[serde(transparent)]
pub struct TextUpTo80(::std::string::String);
impl ::std::ops::Deref for TextUpTo80 {
    type Target = ::std::string::String;
    fn deref(&self) -> &::std::string::String {
        &self.0
    }
}

impl ::std::convert::From<TextUpTo80> for ::std::string::String {
    fn from(value: TextUpTo80) -> Self {
        value.0
    }
}

impl ::std::str::FromStr for TextUpTo80 {
    type Err = self::error::ConversionError;
    fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        if value.chars().count() > 80usize {
            return Err("longer than 80 characters".into());
        }
        Ok(Self(value.to_string()))
    }
}

impl ::std::convert::TryFrom<&str> for TextUpTo80 {
    type Error = self::error::ConversionError;
    fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl ::std::convert::TryFrom<::std::string::String> for TextUpTo80 {
    type Error = self::error::ConversionError;
    fn try_from(
        value: ::std::string::String,
    ) -> ::std::result::Result<Self, self::error::ConversionError> {
        value.parse()
    }
}

impl<'de> ::serde::Deserialize<'de> for TextUpTo80 {
    fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
    where
        D: ::serde::Deserializer<'de>,
    {
        ::std::string::String::deserialize(deserializer)?
            .parse()
            .map_err(|e: self::error::ConversionError| {
                <D::Error as ::serde::de::Error>::custom(e.to_string())
            })
    }
}
