// The module `types`.

/// `Node`
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "schemars",
    derive(::schemars::JsonSchema),
    schemars(untagged)
)]
#[non_exhaustive]
pub enum Node {
    Tree(Tree),
    List(::std::vec::Vec<Node>),
    String(::std::string::String),
    /// A value that fits no other variant.
    Unknown(::serde_json::Value),
}

impl<'de> ::serde::Deserialize<'de> for Node {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
        {
            let size = alternatives::size(&value);
            let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
            if let ::std::option::Option::Some((read, kept)) = alternatives::read::<Tree>(&value) {
                if kept == size {
                    return ::std::result::Result::Ok(Self::Tree(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::Tree(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<::std::vec::Vec<Node>>(&value)
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::List(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::List(read), kept));
                }
            }
            if let ::std::option::Option::Some((read, kept)) =
                alternatives::read::<::std::string::String>(&value)
            {
                if kept == size {
                    return ::std::result::Result::Ok(Self::String(read));
                }
                if best.as_ref().is_none_or(|(_, most)| kept > *most) {
                    best = ::std::option::Option::Some((Self::String(read), kept));
                }
            }
            ::std::result::Result::Ok(match best {
                ::std::option::Option::Some((best, _)) => best,
                ::std::option::Option::None => Self::Unknown(value),
            })
        }
    }
}

impl ::serde::Serialize for Node {
    fn serialize<S: ::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Tree(value) => ::serde::Serialize::serialize(value, serializer),
            Self::List(value) => ::serde::Serialize::serialize(value, serializer),
            Self::String(value) => ::serde::Serialize::serialize(value, serializer),
            Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
        }
    }
}

impl ::std::convert::From<Tree> for Node {
    fn from(value: Tree) -> Self {
        Self::Tree(value)
    }
}

impl ::std::convert::From<::std::vec::Vec<Node>> for Node {
    fn from(value: ::std::vec::Vec<Node>) -> Self {
        Self::List(value)
    }
}

impl ::std::convert::From<::std::string::String> for Node {
    fn from(value: ::std::string::String) -> Self {
        Self::String(value)
    }
}

/// `Tree`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Tree {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub extended: ::std::option::Option<TreeExtended>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub leaves: ::std::vec::Vec<Node>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub left: ::std::option::Option<::std::boxed::Box<Tree>>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub named: ::std::collections::BTreeMap<::std::string::String, Tree>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub right: ::std::option::Option<::std::boxed::Box<Tree>>,
}

/// `TreeExtended`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct TreeExtended {
    #[serde(default)]
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub extended: ::std::option::Option<::std::boxed::Box<TreeExtended>>,
    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
    pub leaves: ::std::vec::Vec<Node>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub left: ::std::option::Option<::std::boxed::Box<Tree>>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub mark: ::std::option::Option<::std::string::String>,
    #[serde(
        default,
        skip_serializing_if = "::std::collections::BTreeMap::is_empty"
    )]
    pub named: ::std::collections::BTreeMap<::std::string::String, Tree>,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub right: ::std::option::Option<::std::boxed::Box<Tree>>,
}

/// Helpers that select a variant.
mod alternatives {
    /// Reads `value` as one variant, and counts the scalars that the variant keeps.
    pub(super) fn read<T>(value: &::serde_json::Value) -> ::std::option::Option<(T, usize)>
    where
        T: ::serde::de::DeserializeOwned + ::serde::Serialize,
    {
        let read = <T as ::serde::Deserialize>::deserialize(value).ok()?;
        let written = ::serde_json::to_value(&read).ok()?;
        let kept = kept(value, &written);
        ::std::option::Option::Some((read, kept))
    }

    /// Counts the scalars and containers in `value`.
    pub(super) fn size(value: &::serde_json::Value) -> usize {
        match value {
            ::serde_json::Value::Null => 0,
            ::serde_json::Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
            ::serde_json::Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
            _ => 1,
        }
    }

    /// Counts those that are in `by` too.
    fn kept(value: &::serde_json::Value, by: &::serde_json::Value) -> usize {
        match (value, by) {
            (::serde_json::Value::Array(list), ::serde_json::Value::Array(by)) => {
                1 + list
                    .iter()
                    .zip(by)
                    .map(|(value, by)| kept(value, by))
                    .sum::<usize>()
            }
            (::serde_json::Value::Object(map), ::serde_json::Value::Object(by)) => {
                1 + map
                    .iter()
                    .filter_map(|(name, value)| by.get(name).map(|by| kept(value, by)))
                    .sum::<usize>()
            }
            (::serde_json::Value::String(_), ::serde_json::Value::String(_)) => 1,
            (::serde_json::Value::Number(value), ::serde_json::Value::Number(by)) => {
                usize::from(value == by)
            }
            (::serde_json::Value::Null, _) => 0,
            (value, by) => usize::from(value == by),
        }
    }
}
