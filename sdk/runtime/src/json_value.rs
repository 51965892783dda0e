//! Reads and writes JSON values.
//!
//! This differs from serde_json: an integer may be written as `1.0` or `1e3`, which are integers in JSON
//! Schema; an `f32` is written with its own digits; and errors contain no value.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer,
    Unexpected, Visitor,
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
///
/// # Errors
/// The error has the path of the value that does not fit, and no value.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, DecodeError> {
    read_whole_floats(value).map(|(read, _)| read)
}

/// Reads `value`. Returns also whether a float was read as an integer.
pub(crate) fn read_whole_floats<T: DeserializeOwned>(
    value: &Value,
) -> Result<(T, bool), DecodeError> {
    let mut reading = Reading::default();
    loop {
        match T::deserialize(reading.node(value)) {
            Ok(read) => return Ok((read, reading.has_converted.get())),
            Err(error) => match reading.next() {
                Some(next) => reading = next,
                None => return Err(error.into_decode_error()),
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
    fn entries(self, map: &'a serde_json::Map<String, Value>) -> ObjectAccess<'a> {
        ObjectAccess {
            rest: map.iter(),
            value: None,
            reading: self.reading,
        }
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
            return Err(Reason::Other.into());
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
            Err(Reason::Range.into())
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

/// The reason and the path, without the value.
#[derive(Debug)]
struct NodeError {
    reason: Reason,
    path: String,
}

#[derive(Debug)]
enum Reason {
    MissingField(&'static str),
    Type(&'static str),
    Range,
    Nested(DecodeError),
    Other,
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

    fn into_decode_error(self) -> DecodeError {
        let error = match self.reason {
            Reason::Nested(error) => error,
            other => DecodeError::new(other.to_string()),
        };
        error.within(&self.path)
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
            Self::Range => f.write_str("number out of range"),
            Self::Nested(error) => error.fmt(f),
            Self::Other => f.write_str("unexpected value"),
        }
    }
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl std::error::Error for NodeError {}

impl de::Error for NodeError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        NESTED.take().map_or(Reason::Other, Reason::Nested).into()
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

    fn invalid_value(unexpected: Unexpected<'_>, _: &dyn de::Expected) -> Self {
        let reason = match unexpected {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => Reason::Range,
            _ => Reason::Other,
        };
        reason.into()
    }
}

/// The items of a list.
struct ListAccess<'a> {
    rest: std::iter::Enumerate<std::slice::Iter<'a, Value>>,
    reading: &'a Reading,
}

impl<'de> de::SeqAccess<'de> for ListAccess<'de> {
    type Error = NodeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, NodeError> {
        let Some((index, item)) = self.rest.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(self.reading.node(item));
        read.map(Some)
            .map_err(|error| error.within(&format!("[{index}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The entries of an object.
struct ObjectAccess<'a> {
    rest: serde_json::map::Iter<'a>,
    value: Option<(&'a String, &'a Value)>,
    reading: &'a Reading,
}

impl<'de> de::MapAccess<'de> for ObjectAccess<'de> {
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
        let read = seed.deserialize(self.reading.node(value));
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
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => {
                let mut items = ListAccess {
                    rest: list.iter().enumerate(),
                    reading: self.reading,
                };
                let read = visitor.visit_seq(&mut items)?;
                match items.rest.len() {
                    0 => Ok(read),
                    _ => Err(Reason::Other.into()),
                }
            }
            Value::Object(map) => visitor.visit_map(self.entries(map)),
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
            Value::Object(map) => visitor.visit_enum(MapAccessDeserializer::new(self.entries(map))),
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
