//! Converts nodes to values by serde. An error has the location of the innermost node that it is about.

use std::fmt;

use serde::de::value::{StringDeserializer, U32Deserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};

use super::location::{Location, MARKER, ONE_OR_MANY};
use super::node::{Key, Kind, Node};
use crate::problem::{Excerpt, Problem};

impl Problem {
    pub(super) fn or_at(mut self, at: Location) -> Self {
        self.at.get_or_insert(at);
        self
    }

    fn unknown(what: &str, found: &str, known: &[&str]) -> Self {
        Self::new(format!("unknown {what} `{found}`"))
            .excerpt(Excerpt::Start)
            .help(crate::names::suggest(found, known.iter().copied()))
    }
}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        // Later in the line may be a key that is unknown, with a secret as its value.
        Self::new(message.to_string()).excerpt(Excerpt::Start)
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::unknown("key", field, known)
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::unknown("value", variant, known)
    }

    fn missing_field(field: &'static str) -> Self {
        // All keys that are there are known.
        Self::new(format!("`{field}` is missing"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!(
            "expected {}, found {found}",
            describe(expected)
        ))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match found {
            Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
            Unexpected::Map => "a map".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Str(text) => format!("the text {text:?}"),
            other => other.to_string(),
        };
        Self::custom(format_args!(
            "expected {}, found {found}",
            describe(expected)
        ))
    }
}

/// Returns what a type of Rust is called in a file.
fn describe(expected: &dyn de::Expected) -> String {
    let expected = expected.to_string();
    match expected.as_str() {
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u16" | "u32" | "u64" | "usize" => "a whole number".to_owned(),
        "a string" => "a text".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        _ => expected,
    }
}

/// Gives a node to serde.
#[derive(Clone, Copy)]
pub(super) struct NodeDeserializer<'a>(pub(super) &'a Node);

impl<'a> IntoDeserializer<'_, Problem> for NodeDeserializer<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Gives a key to serde.
pub(super) struct KeyDeserializer<'a>(pub(super) &'a Key);

impl<'de> IntoDeserializer<'de, Problem> for KeyDeserializer<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for KeyDeserializer<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor
            .visit_str(&self.0.name)
            .map_err(|e: Problem| e.or_at(self.0.at))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let at = self.0.at;
        if name == MARKER {
            visitor.visit_seq(LocatedParts::new(at, Inner::Key(self)))
        } else {
            visitor.visit_newtype_struct(self)
        }
        .map_err(|e| e.or_at(at))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let name: StringDeserializer<Problem> = self.0.name.clone().into_deserializer();
        visitor.visit_enum(name).map_err(|e| e.or_at(self.0.at))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> Deserializer<'de> for NodeDeserializer<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let Node { kind, at } = self.0;
        match kind {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(*value),
            Kind::Integer(value) => visitor.visit_i64(*value),
            Kind::Unsigned(value) => visitor.visit_u64(*value),
            Kind::Float(value) => visitor.visit_f64(*value),
            Kind::Text(value) => visitor.visit_str(value),
            Kind::List(items) => visitor.visit_seq(Items(items.iter())),
            Kind::Map(entries) => visitor.visit_map(Entries::new(entries)),
        }
        .map_err(|e: Problem| e.or_at(*at))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0.kind {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let at = self.0.at;
        match (name, &self.0.kind) {
            (MARKER, _) => visitor.visit_seq(LocatedParts::new(at, Inner::Node(self))),
            (ONE_OR_MANY, Kind::List(_)) => self.deserialize_any(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
        .map_err(|e| e.or_at(at))
    }

    /// Refuses a list, whose items serde would take for the fields in their order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match &self.0.kind {
            Kind::Map(_) => self.deserialize_any(visitor),
            other => {
                let message = format!("expected a map, found {}", other.describe());
                Err(Problem::new(message).excerpt(Excerpt::Start).at(self.0.at))
            }
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let Node { kind, at } = self.0;
        match kind {
            Kind::Text(name) => {
                let name: StringDeserializer<Problem> = name.clone().into_deserializer();
                visitor.visit_enum(name)
            }
            Kind::Map(entries) if entries.len() == 1 => visitor.visit_enum(Variant(&entries[0])),
            other => Err(de::Error::custom(format_args!(
                "expected a text or a map of one key, found {}",
                other.describe()
            ))),
        }
        .map_err(|e| e.or_at(*at))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// The items of a list.
struct Items<'a>(std::slice::Iter<'a, Node>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some(item) = self.0.next() else {
            return Ok(None);
        };
        let value = seed.deserialize(NodeDeserializer(item));
        value.map(Some).map_err(|e| e.or_at(item.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a map.
struct Entries<'a> {
    rest: std::slice::Iter<'a, (Key, Node)>,
    value: Option<&'a Node>,
}

impl<'a> Entries<'a> {
    fn new(entries: &'a [(Key, Node)]) -> Self {
        Self {
            rest: entries.iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let key_value = seed.deserialize(KeyDeserializer(key));
        key_value.map(Some).map_err(|e| e.or_at(key.at))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let Some(value) = self.value.take() else {
            return Err(Problem::new("a value was read before its key"));
        };
        let read = seed.deserialize(NodeDeserializer(value));
        read.map_err(|e| e.or_at(value.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The variant of an enum with content.
struct Variant<'a>(&'a (Key, Node));

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Problem;
    type Variant = NodeDeserializer<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), Problem> {
        let (key, value) = self.0;
        let name = seed.deserialize(KeyDeserializer(key))?;
        Ok((name, NodeDeserializer(value)))
    }
}

impl<'de> VariantAccess<'de> for NodeDeserializer<'_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        de::Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Problem> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_any(visitor)
    }
}

/// What [`super::Located`] is read from: file, line, column, value.
struct LocatedParts<'a> {
    numbers: std::array::IntoIter<u32, 3>,
    inner: Option<Inner<'a>>,
}

enum Inner<'a> {
    Node(NodeDeserializer<'a>),
    Key(KeyDeserializer<'a>),
}

impl<'a> LocatedParts<'a> {
    fn new(at: Location, inner: Inner<'a>) -> Self {
        Self {
            numbers: [at.file, at.line, at.column].into_iter(),
            inner: Some(inner),
        }
    }
}

impl<'de> SeqAccess<'de> for LocatedParts<'_> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        if let Some(number) = self.numbers.next() {
            let number: U32Deserializer<Problem> = number.into_deserializer();
            return seed.deserialize(number).map(Some);
        }
        match self.inner.take() {
            Some(Inner::Node(node)) => seed.deserialize(node).map(Some),
            Some(Inner::Key(key)) => seed.deserialize(key).map(Some),
            None => Ok(None),
        }
    }
}
