// The module `types`.

/// `Node`
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
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

#[cfg(feature = "test-util")]
impl ::std::default::Default for Node {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

impl<'de> ::serde::Deserialize<'de> for Node {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::std::result::Result<Self, D::Error> {
        use ::rolekit_runtime::__private::alternatives::{deserialize, read};

        deserialize(
            deserializer,
            &[
                |value| read(value).map(Self::Tree),
                |value| read(value).map(Self::List),
                |value| read(value).map(Self::String),
            ],
            Self::Unknown,
        )
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

#[doc(hidden)]
impl ::rolekit_runtime::__private::alternatives::Shaped for Node {
    const SHAPE: &'static ::rolekit_runtime::__private::alternatives::Shape = {
        use ::rolekit_runtime::__private::alternatives::shapes::*;

        &Union(Alternatives {
            tag: None,
            variants: &[
                (&[], Opaque),
                (&[], List(&Of(shape::<self::Node>))),
                (&[], Text),
            ],
        })
    };
}

/// `Tree`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
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
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, Eq, Hash, PartialEq)]
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
