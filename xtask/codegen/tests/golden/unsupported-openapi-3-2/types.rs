// The module `types`.

/// `Item`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Item {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub name: ::std::option::Option<::std::string::String>,
}

impl Item {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            name: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn name(mut self, name: impl Into<::std::string::String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

/// `PutABodyPart`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PutABodyPart {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub inner: ::std::option::Option<::std::string::String>,
}

impl PutABodyPart {
    /// Creates a value without any field.
    #[inline]
    pub fn new() -> Self {
        Self {
            inner: ::std::default::Default::default(),
        }
    }

    #[inline]
    #[must_use]
    pub fn inner(mut self, inner: impl Into<::std::string::String>) -> Self {
        self.inner = Some(inner.into());
        self
    }
}

/// `Union`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum Union {
    /// If `kind` is `Item`.
    Item(Item),
    String(::std::string::String),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Union {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for Union {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        match value.get("kind").and_then(::serde_json::Value::as_str) {
            ::std::option::Option::Some("Item") => ::serde_json::from_value(value)
                .map(Self::Item)
                .map_err(<D::Error as ::serde::de::Error>::custom),
            _ => {
                let size = ::rolekit_runtime::__private::alternatives::size(&value);
                let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
                if let ::std::option::Option::Some((read, preserved)) =
                    ::rolekit_runtime::__private::alternatives::read::<::std::string::String>(
                        &value,
                    )
                {
                    if preserved == size {
                        return ::std::result::Result::Ok(Self::String(read));
                    }
                    if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                        best = ::std::option::Option::Some((Self::String(read), preserved));
                    }
                }
                ::std::result::Result::Ok(match best {
                    ::std::option::Option::Some((best, _)) => best,
                    ::std::option::Option::None => Self::Unknown(value),
                })
            }
        }
    }
}

impl ::serde::Serialize for Union {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Item(value) => {
                ::rolekit_runtime::__private::alternatives::write(value, "kind", "Item", serializer)
            }
            Self::String(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Item> for Union {
    fn from(value: Item) -> Self {
        Self::Item(value)
    }
}

impl ::std::convert::From<::std::string::String> for Union {
    fn from(value: ::std::string::String) -> Self {
        Self::String(value)
    }
}
