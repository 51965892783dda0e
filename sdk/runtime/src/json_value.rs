//! Reads and writes JSON values.
//!
//! This differs from serde_json: an integer may be written as `1.0` or `1e3`, which are integers in JSON
//! Schema; an `f32` is written with its own digits; and errors contain no value.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde::ser::Serialize;
use serde_json::{Number, Value};

use crate::decode_error::DecodeError;

/// Converts to a JSON value. serde_json would convert an `f32` to the `f64` with other digits.
pub(crate) fn to_value(value: &(impl Serialize + ?Sized)) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(&serde_json::to_vec(value)?)
}

/// Reads `value`.
pub(crate) fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, DecodeError> {
    try_from_value(value).map_or_else(|| read_whole_floats(value).map(|(read, _)| read), Ok)
}

/// Reads `value`, and returns `None` if it is no `T`.
pub(crate) fn try_from_value<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let reading = Reading::default();
    let read = T::deserialize(reading.node(value)).ok();
    read.or_else(|| T::deserialize(reading.next()?.node(value)).ok())
}

/// Reads `value`, and finds the path of an error. Returns also whether a float was read as an integer.
#[cold]
pub(crate) fn read_whole_floats<T: DeserializeOwned>(
    value: &Value,
) -> Result<(T, bool), DecodeError> {
    let mut reading = Reading::default();
    loop {
        match serde_path_to_error::deserialize(reading.node(value)) {
            Ok(read) => return Ok((read, reading.has_converted.get())),
            Err(error) => match reading.next() {
                Some(next) => reading = next,
                None => {
                    let path = error.path().to_string();
                    let path = if path == "." { "" } else { &path };
                    return Err(error.into_inner().into_decode_error().within(path));
                }
            },
        }
    }
}

/// Reads a field that is optional, where null is a value of `T`.
///
/// # Errors
/// Fails if the value is not a `T`.
pub fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads the fields of an object that are not declared.
///
/// # Errors
/// Fails if a value is not a `T`; the error has its path.
pub fn flattened<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<BTreeMap<String, T>, D::Error> {
    let values = BTreeMap::<String, Value>::deserialize(deserializer)?;
    let values = values.into_iter().map(|(name, value)| {
        let read = from_value(&value).map_err(|error| nested(error.within(&name)))?;
        Ok((name, read))
    });
    values.collect()
}

thread_local! {
    /// The error that is passed through [`de::Error::custom`], which takes text only.
    static NESTED: Cell<Option<DecodeError>> = const { Cell::new(None) };
}

/// Returns the error of a value inside the one that is deserialized, with its path.
pub(crate) fn nested<E: de::Error>(error: DecodeError) -> E {
    let message = error.to_string();
    NESTED.set(Some(error));
    let error = E::custom(message);
    NESTED.set(None);
    error
}

/// How numbers are read.
#[derive(Debug, Default)]
struct Reading {
    /// Whether whole floats are integers also where the type is not known to be one.
    converts_all: bool,
    /// Whether a float was read as an integer.
    has_converted: Cell<bool>,
    /// Whether a whole float was read as a float.
    has_kept: Cell<bool>,
}

impl Reading {
    fn node<'a>(&'a self, value: &'a Value) -> Node<'a> {
        let reading = self;
        Node { value, reading }
    }

    /// Returns how to read a value again, if that can help.
    fn next(&self) -> Option<Self> {
        (!self.converts_all && self.has_kept.get()).then(|| Self {
            converts_all: true,
            ..Self::default()
        })
    }
}

/// Deserializes from a JSON value with errors that contain no value.
#[derive(Clone, Copy)]
struct Node<'a> {
    value: &'a Value,
    reading: &'a Reading,
}

impl<'a> Node<'a> {
    /// Returns the deserializer of a value inside this one.
    fn child(self, value: &'a Value) -> Self {
        Self { value, ..self }
    }

    fn number<V: Visitor<'a>>(
        self,
        number: &Number,
        is_integer: bool,
        visitor: V,
    ) -> Result<V::Value, NodeError> {
        if let Some(value) = number.as_u64() {
            return visitor.visit_u64(value);
        }
        if let Some(value) = number.as_i64() {
            return visitor.visit_i64(value);
        }
        let Some(value) = number.as_f64() else {
            return Err(NodeError::Other);
        };
        if value.fract() != 0.0 {
            return visitor.visit_f64(value);
        }
        if !(is_integer || self.reading.converts_all) {
            self.reading.has_kept.set(true);
            return visitor.visit_f64(value);
        }
        self.reading.has_converted.set(true);
        if (0.0..TWO_TO_64).contains(&value) {
            visitor.visit_u64(value as u64)
        } else if (-TWO_TO_64 / 2.0..0.0).contains(&value) {
            visitor.visit_i64(value as i64)
        } else if is_integer {
            Err(NodeError::Range)
        } else {
            visitor.visit_f64(value)
        }
    }

    fn integer<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, NodeError> {
        match self.value {
            Value::Number(number) => self.number(number, true, visitor),
            _ => self.deserialize_any(visitor),
        }
    }
}

const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

/// The reason, without the value.
#[derive(Debug)]
enum NodeError {
    MissingField(&'static str),
    Type(&'static str),
    Range,
    Nested(DecodeError),
    Other,
}

impl NodeError {
    fn into_decode_error(self) -> DecodeError {
        match self {
            Self::Nested(error) => error,
            other => DecodeError::new(other.to_string()),
        }
    }
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingField(field) => write!(f, "missing field \"{field}\""),
            Self::Type(found) => write!(f, "unexpected {found}"),
            Self::Range => f.write_str("number out of range"),
            Self::Nested(error) => error.fmt(f),
            Self::Other => f.write_str("unexpected value"),
        }
    }
}

impl std::error::Error for NodeError {}

impl de::Error for NodeError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        NESTED.take().map_or(Self::Other, Self::Nested)
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

    fn invalid_value(unexpected: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        match unexpected {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => Self::Range,
            _ => Self::Other,
        }
    }
}

impl<'de> IntoDeserializer<'de, NodeError> for Node<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! integers {
    ($($method:ident)*) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
                self.integer(visitor)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = NodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => self.number(number, false, visitor),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => {
                let items = items.iter().map(|item| self.child(item));
                visitor.visit_seq(SeqDeserializer::new(items))
            }
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), self.child(value)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NodeError> {
        match self.value {
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
        match self.value {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), self.child(value)));
                visitor.visit_enum(de::value::MapAccessDeserializer::new(MapDeserializer::new(
                    entries,
                )))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};

    use super::{flattened, from_value, to_value};

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Numbers {
        small: Option<u8>,
        many: Option<Vec<i64>>,
        any: Option<Value>,
        float: Option<f32>,
        #[serde(flatten, deserialize_with = "flattened")]
        extra: BTreeMap<String, u64>,
    }

    #[test]
    fn whole_floats_are_integers_where_one_is_expected() {
        let value = json!({"small": 1e2, "many": [1.0, -2.0], "any": 3.0, "float": 4.0, "x": 1e19});
        let read: Numbers = from_value(&value).unwrap();
        assert_eq!(read.small, Some(100));
        assert_eq!(read.many, Some(vec![1, -2]));
        assert_eq!(read.any, Some(json!(3.0)));
        assert_eq!(read.extra["x"], 10_000_000_000_000_000_000);
        let mixed = from_value::<BTreeMap<String, Mixed>>(&json!({"a": 5.0, "b": "5"})).unwrap();
        assert_eq!(mixed["a"], Mixed::Integer(5));
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Mixed {
        Integer(i64),
        Text(String),
    }

    #[test]
    fn errors_have_the_path() {
        for (value, message) in [
            (json!({"small": 256}), "number out of range (at small)"),
            (json!({"small": 1e300}), "number out of range (at small)"),
            (
                json!({"small": 1.5}),
                "unexpected floating point number (at small)",
            ),
            (json!({"x": -1}), "number out of range (at x)"),
            (json!({"x": null}), "unexpected null (at x)"),
            (
                json!({"many": [1, 0.5]}),
                "unexpected floating point number (at many[1])",
            ),
        ] {
            let error = from_value::<Numbers>(&value).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn floats_keep_their_digits() {
        assert_eq!(to_value(&0.1_f32).unwrap().to_string(), "0.1");
        assert_eq!(to_value(&[0.1_f64, 5.0]).unwrap().to_string(), "[0.1,5.0]");
        let exact = "0.9999999999999999";
        let read: f64 = serde_json::from_str(exact).unwrap();
        assert_eq!(read.to_string(), exact);
    }
}
