//! A document as a tree of values with locations.

use serde_json::Value;

use super::location::Location;

/// A value and its location.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub kind: Kind,
    /// Where it begins.
    pub at: Location,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// An integer above 2^63−1.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// A text. A date of TOML is one too.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys, each with its location, and their values.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The text of the key.
    pub name: String,
    /// The location.
    pub at: Location,
}

impl Node {
    /// Returns the value without locations.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::from(*value),
            Kind::Integer(value) => Value::from(*value),
            Kind::Unsigned(value) => Value::from(*value),
            Kind::Float(value) => Value::from(*value),
            Kind::Text(value) => Value::from(value.as_str()),
            Kind::List(items) => items.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|(key, value)| (key.name.clone(), value.to_json()));
                Value::Object(entries.collect())
            }
        }
    }

    /// Returns the first key without a value.
    pub(super) fn find_empty_key(&self) -> Option<&Key> {
        match &self.kind {
            Kind::List(items) => items.iter().find_map(Self::find_empty_key),
            Kind::Map(entries) => entries.iter().find_map(|(key, value)| match value.kind {
                Kind::Null => Some(key),
                _ => value.find_empty_key(),
            }),
            _ => None,
        }
    }

    /// Calls `visit` with every value in this one.
    pub(crate) fn each(&self, visit: &mut impl FnMut(&Self)) {
        let mut one = |node: &Self| {
            visit(node);
            node.each(visit);
        };
        match &self.kind {
            Kind::List(items) => items.iter().for_each(one),
            Kind::Map(entries) => entries.iter().for_each(|(_, value)| one(value)),
            _ => {}
        }
    }
}

impl Kind {
    /// Describes the value for an error message.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Null => "nothing".to_owned(),
            Self::Bool(value) => format!("the boolean `{value}`"),
            Self::Integer(value) => format!("the integer `{value}`"),
            Self::Unsigned(value) => format!("the integer `{value}`"),
            Self::Float(value) => format!("the number `{value}`"),
            Self::Text(value) => format!("the text {value:?}"),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "a map".to_owned(),
        }
    }
}
