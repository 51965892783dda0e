//! Decodes JSON responses, and locates errors in them.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;
use serde_json::error::Category;

use crate::error_body::strip_byte_order_mark;

/// The reason why the body of a response could not be decoded. Never contains a value of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub(crate) message: String,
    /// The JSON path of the value, such as `results[1].id`.
    pub(crate) path: Option<String>,
}

impl DecodeError {
    /// Creates an error from a message, which must not contain a value of the body.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: None,
        }
    }

    /// Returns the reason why a JSON value is not a `T`, or `None` if it is one.
    pub fn locate<T: DeserializeOwned>(value: &Value) -> Option<Self> {
        let error = read::<T>(value).err()?;
        Some(Self {
            message: error.reason.to_string(),
            path: (!error.path.is_empty()).then_some(error.path),
        })
    }

    /// Returns the JSON path of the value, such as `results[1].id`.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.path {
            Some(path) => write!(f, " (at {path})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes JSON.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let body = strip_byte_order_mark(body);
    serde_json::from_slice(body).map_err(|error| locate_error::<T>(body, &error))
}

/// Decodes the body again to find the path of the error. Only errors have this cost.
#[cold]
fn locate_error<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> DecodeError {
    if body.is_empty() {
        return DecodeError::new("expected a response body, got none");
    }
    let message = match error.classify() {
        Category::Eof => "the JSON is incomplete",
        Category::Syntax => "the body is not JSON",
        Category::Data | Category::Io => "unexpected value",
    };
    let value = serde_json::from_slice::<Value>(body).ok();
    let mut located = value
        .and_then(|value| DecodeError::locate::<T>(&value))
        .unwrap_or_else(|| DecodeError::new(message));
    let (line, column) = (error.line(), error.column());
    located.message += &format!(" (line {line}, column {column})");
    located
}

/// Reads a JSON value.
///
/// # Errors
/// The error has the path and no value.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, NodeError> {
    T::deserialize(Node(value))
}

/// Deserializes from a JSON value with errors that contain the path and no value.
#[derive(Clone, Copy)]
struct Node<'a>(&'a Value);

/// The reason and the path, without the value.
#[derive(Debug)]
pub struct NodeError {
    reason: Reason,
    path: String,
}

#[derive(Debug)]
enum Reason {
    MissingField(&'static str),
    Type(&'static str),
    Other,
    /// That of a variant of a union, as text.
    Variant(String),
}

impl NodeError {
    /// Adds the field or index that contains the value.
    fn within(mut self, step: &str) -> Self {
        if !(self.path.is_empty() || self.path.starts_with('[')) {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, step);
        self
    }
}

impl From<Reason> for NodeError {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            path: String::new(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingField(field) => write!(f, "missing field \"{field}\""),
            Self::Type(found) => write!(f, "unexpected {found}"),
            Self::Other => f.write_str("unexpected value"),
            Self::Variant(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => self.reason.fmt(f),
            path => write!(f, "{}{AT}{path})", self.reason),
        }
    }
}

/// What precedes the path in the text of an error.
const AT: &str = " (at ";

impl std::error::Error for NodeError {}

impl de::Error for NodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        // The text of other errors may contain a value.
        if std::any::type_name::<T>() != std::any::type_name::<Self>() {
            return Reason::Other.into();
        }
        let text = message.to_string();
        let (reason, path) = text.split_once(AT).unwrap_or((&text, ""));
        Self {
            reason: Reason::Variant(reason.to_owned()),
            path: path.strip_suffix(')').unwrap_or(path).to_owned(),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Reason::MissingField(field).into()
    }

    fn invalid_type(unexpected: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        let found = match unexpected {
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Bool(_) => "boolean",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "integer",
            Unexpected::Float(_) => "floating point number",
            Unexpected::Str(_) | Unexpected::Char(_) => "string",
            Unexpected::Seq => "list",
            Unexpected::Map => "object",
            _ => "value",
        };
        Reason::Type(found).into()
    }
}

/// The items of a list.
struct Items<'a>(std::iter::Enumerate<std::slice::Iter<'a, Value>>);

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = NodeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, NodeError> {
        let Some((index, item)) = self.0.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(Node(item));
        read.map(Some)
            .map_err(|error| error.within(&format!("[{index}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of an object.
struct Entries<'a> {
    rest: serde_json::map::Iter<'a>,
    value: Option<(&'a String, &'a Value)>,
}

impl<'a> Entries<'a> {
    fn new(map: &'a serde_json::Map<String, Value>) -> Self {
        Self {
            rest: map.iter(),
            value: None,
        }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = NodeError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, NodeError> {
        self.value = self.rest.next();
        let Some((key, _)) = self.value else {
            return Ok(None);
        };
        let read = seed.deserialize(Key(key));
        read.map(Some).map_err(|error: NodeError| error.within(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, NodeError> {
        let (key, value) = self.value.take().ok_or(Reason::Other)?;
        let read = seed.deserialize(Node(value));
        read.map_err(|error| error.within(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The name of an entry.
struct Key<'a>(&'a str);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = NodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = NodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), ..) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (.., Some(value)) => visitor.visit_f64(value),
                _ => Err(Reason::Other.into()),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => {
                let mut items = Items(list.iter().enumerate());
                let read = visitor.visit_seq(&mut items)?;
                match items.0.len() {
                    0 => Ok(read),
                    _ => Err(Reason::Other.into()),
                }
            }
            Value::Object(map) => visitor.visit_map(Entries::new(map)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Value::Object(map) => visitor.visit_enum(MapAccessDeserializer::new(Entries::new(map))),
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;

    use super::decode;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Page {
        results: Vec<Item>,
        by_name: Option<BTreeMap<String, Item>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Item {
        id: i64,
        tags: Option<Vec<String>>,
        state: Option<State>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    enum State {
        On,
        For(u8),
    }

    #[test]
    fn errors_have_the_path_and_never_the_value() {
        for (body, message, path) in [
            ("", "expected a response body", None),
            ("<html>canary", "not JSON", None),
            ("{}", "missing field \"results\"", None),
            (
                r#"{"results":{"canary":1}}"#,
                "unexpected object",
                Some("results"),
            ),
            (r#"{"results":7}"#, "unexpected integer", Some("results")),
            (
                r#"{"results":["canary"]}"#,
                "unexpected string",
                Some("results[0]"),
            ),
            (
                r#"{"results":[{"id":1},{"id":"canary"}]}"#,
                "unexpected string",
                Some("results[1].id"),
            ),
            (
                r#"{"results":[{"id":1},{}]}"#,
                "missing field \"id\"",
                Some("results[1]"),
            ),
            (
                r#"{"results":[{"id":null}]}"#,
                "unexpected null",
                Some("results[0].id"),
            ),
            (r#"{"results":[{"id":1}"#, "incomplete", None),
            (r#"{"results":[]} canary"#, "not JSON", None),
            (
                r#"{"results":[{"id":99999999999999999999}]}"#,
                "unexpected floating point number",
                Some("results[0].id"),
            ),
            (
                r#"{"results":[{"id":1,"tags":["a",3]}]}"#,
                "unexpected integer",
                Some("results[0].tags[1]"),
            ),
            (
                r#"{"results":[{"id":1,"state":"canary"}]}"#,
                "unexpected value",
                Some("results[0].state"),
            ),
            (
                r#"{"results":[{"id":1,"state":{"For":"canary"}}]}"#,
                "unexpected string",
                Some("results[0].state.For"),
            ),
            (
                r#"{"results":[],"by_name":{"a":{"id":1},"b":{"id":""}}}"#,
                "unexpected string",
                Some("by_name.b.id"),
            ),
        ] {
            let error = decode::<Page>(body.as_bytes()).unwrap_err();
            assert!(error.message.contains(message), "{body}: {error}");
            assert!(!error.to_string().contains("canary"), "{error}");
            assert_eq!(error.path.as_deref(), path, "{body}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_decoded_or_an_error(text in "\\PC*|[\\[\\]{}\",:0-9a\\\\ \n]{0,40}") {
            let _ = decode::<Page>(text.as_bytes());
        }
    }
}
