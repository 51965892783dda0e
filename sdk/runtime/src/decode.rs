//! Decodes JSON responses, and locates errors in them.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Unexpected, Visitor};
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
        let error = serde_path_to_error::deserialize::<_, T>(Node(value)).err()?;
        let path = error.path().to_string();
        let message = match error.into_inner() {
            NodeError::MissingField(field) => format!("missing field \"{field}\""),
            NodeError::Type(found) => format!("unexpected {found}"),
            NodeError::Other => "unexpected value".to_owned(),
        };
        Some(Self {
            message,
            path: (path != ".").then_some(path),
        })
    }

    /// Returns the error of a value in a field of another one.
    pub(crate) fn below(self, field: &str) -> Self {
        let path = match self.path {
            Some(path) if path.starts_with('[') => format!("{field}{path}"),
            Some(path) => format!("{field}.{path}"),
            None => field.to_owned(),
        };
        Self {
            message: self.message,
            path: Some(path),
        }
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

/// Deserializes from a JSON value with errors that contain no value.
#[derive(Clone, Copy)]
struct Node<'a>(&'a Value);

/// The reason, without the value.
#[derive(Debug)]
enum NodeError {
    MissingField(&'static str),
    Type(&'static str),
    Other,
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unexpected value")
    }
}

impl std::error::Error for NodeError {}

impl de::Error for NodeError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }

    fn missing_field(field: &'static str) -> Self {
        Self::MissingField(field)
    }

    fn invalid_type(unexpected: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::Type(match unexpected {
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Bool(_) => "boolean",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "integer",
            Unexpected::Float(_) => "floating point number",
            Unexpected::Str(_) | Unexpected::Char(_) => "string",
            Unexpected::Seq => "list",
            Unexpected::Map => "object",
            _ => "value",
        })
    }
}

impl<'de> IntoDeserializer<'de, NodeError> for Node<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
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
                _ => Err(NodeError::Other),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Node))),
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), Node(value)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
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
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), Node(value)));
                visitor.visit_enum(de::value::MapAccessDeserializer::new(MapDeserializer::new(
                    entries,
                )))
            }
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
