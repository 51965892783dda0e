//! Selects the variant of a union: by its tag if the value has a known one, and otherwise by how well the
//! value fits the shape of each variant.

mod shape;

use serde::de::Deserializer;
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::decode_error::DecodeError;
use crate::json_value::{nested, to_value};

pub use self::shape::{Alternatives, Constant, Shape, Shaped, shape};
pub use crate::json_value::from_value as read;

/// Reads one variant.
pub type Reader<T> = fn(&Value) -> Result<T, DecodeError>;

/// Reads a union. `readers` has one function per variant.
///
/// # Errors
/// Fails if the value is not JSON, or if the variant that its tag selects cannot be read.
pub fn deserialize<'de, T: Shaped, D: Deserializer<'de>>(
    deserializer: D,
    readers: &[Reader<T>],
    unknown: fn(Value) -> T,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    select(value, readers, unknown).map_err(nested)
}

fn select<T: Shaped>(
    value: Value,
    readers: &[Reader<T>],
    unknown: fn(Value) -> T,
) -> Result<T, DecodeError> {
    let Shape::Union(union) = T::SHAPE else {
        return Ok(unknown(value));
    };
    let ranked = match union.choose(&value) {
        shape::Choice::Tagged(variant) => return readers[variant](&value),
        shape::Choice::Ranked(ranked) => ranked,
    };
    let read = ranked
        .into_iter()
        .find_map(|variant| readers[variant](&value).ok());
    Ok(read.unwrap_or_else(|| unknown(value)))
}

/// Writes a variant whose type may lack the tag.
///
/// # Errors
/// Fails if the value cannot be serialized.
pub fn write<T: Serialize, S: Serializer>(
    value: &T,
    tag: &'static str,
    constant: Constant,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = to_value(value).map_err(S::Error::custom)?;
    if let Value::Object(map) = &mut value {
        map.entry(tag).or_insert_with(|| constant.to_value());
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests;
