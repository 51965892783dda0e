//! Selects the variant of a union that reads most of a value.

use serde::de::{self, DeserializeOwned};
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::json_value::{from_value, nested, to_value, try_from_value};

/// Reads `value` as one variant, and counts the scalars and containers that survive a round trip.
/// Returns `None` if the variant does not fit, or is a float that differs from the integer.
pub fn read<T: DeserializeOwned + Serialize>(value: &Value) -> Option<(T, usize)> {
    let read = try_from_value(value)?;
    let written = serde_json::to_value(&read).ok()?;
    if let (Value::Number(number), Value::Number(written)) = (value, &written)
        && !number.is_f64()
        && !is_equal(number, written)
    {
        return None;
    }
    let preserved = count_preserved(value, &written);
    Some((read, preserved))
}

/// Reads `value` as the variant that its tag selects.
///
/// # Errors
/// Fails if the variant does not fit; the error has the path of the value that does not.
pub fn read_tagged<T: DeserializeOwned, E: de::Error>(value: &Value) -> Result<T, E> {
    from_value(value).map_err(nested)
}

/// Counts the scalars and containers in `value`.
pub fn size(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Counts the scalars and containers of `value` that are in `written` too.
fn count_preserved(value: &Value, written: &Value) -> usize {
    match (value, written) {
        (Value::Array(list), Value::Array(written)) => {
            let pairs = list.iter().zip(written);
            1 + pairs.map(|(a, b)| count_preserved(a, b)).sum::<usize>()
        }
        (Value::Object(map), Value::Object(written)) => {
            let pairs = map
                .iter()
                .filter_map(|(name, a)| Some((a, written.get(name)?)));
            1 + pairs.map(|(a, b)| count_preserved(a, b)).sum::<usize>()
        }
        // A date-time can be written in several ways.
        (Value::String(_), Value::String(_)) => 1,
        (Value::Null, _) => 0,
        // An integer is `1.0` too, but a float makes another text of 1.
        (Value::Number(number), Value::Number(written)) => {
            let is_same_kind = !written.is_f64() || number.is_f64();
            usize::from(is_same_kind && is_equal(number, written))
        }
        (value, written) => usize::from(value == written),
    }
}

/// Returns whether a number was written as an equal one, as an integer, an `f64` or an `f32`.
fn is_equal(number: &Number, written: &Number) -> bool {
    if number == written {
        return true;
    }
    let (Some(float), Some(written_float)) = (number.as_f64(), written.as_f64()) else {
        return false;
    };
    if number.is_f64() && written.is_f64() {
        return f64::from(float as f32) == written_float;
    }
    // A large integer is not its nearest float.
    let exact = |number: &Number, float: f64| number.as_i128().unwrap_or(float as i128);
    float == written_float && exact(number, float) == exact(written, written_float)
}

/// Writes a variant whose type may lack the tag.
///
/// # Errors
/// Fails if the value cannot be serialised.
pub fn write<T: Serialize, S: Serializer>(
    value: &T,
    tag: &'static str,
    name: &'static str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = to_value(value).map_err(S::Error::custom)?;
    if let Value::Object(map) = &mut value {
        map.entry(tag).or_insert_with(|| Value::from(name));
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::{read, size, write};

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Named {
        name: String,
    }

    #[test]
    fn counts_what_a_variant_preserves() {
        let value = json!({"name": "a", "list": [1, null, {"x": true}]});
        assert_eq!(size(&value), 6);
        let (named, preserved) = read::<Named>(&value).unwrap();
        assert_eq!((named.name.as_str(), preserved), ("a", 2));
        let (whole, preserved) = read::<serde_json::Value>(&value).unwrap();
        assert_eq!((whole, preserved), (value.clone(), size(&value)));
        assert_eq!(read::<Named>(&json!({"name": 1})), None);
        for (value, integer, float) in [
            (json!(5), Some(1), Some(0)),
            (json!(5.0), Some(1), Some(1)),
            (json!(0.5), None, Some(1)),
            (json!(1e300), None, Some(1)),
            (json!(u64::MAX), None, None),
            (json!(9_007_199_254_740_993_i64), Some(1), None),
        ] {
            assert_eq!(read::<i64>(&value).map(|read| read.1), integer, "{value}");
            assert_eq!(read::<f64>(&value).map(|read| read.1), float, "{value}");
        }
        assert_eq!(read::<f32>(&json!(5.55)), Some((5.55, 1)));
        assert_eq!(read::<f32>(&json!(0.123_456_789_012)).unwrap().1, 1);
    }

    #[test]
    fn writes_a_missing_tag_and_keeps_a_present_one() {
        let write =
            |value: &serde_json::Value| write(value, "kind", "a", serde_json::value::Serializer);
        assert_eq!(
            write(&json!({"x": 1})).unwrap(),
            json!({"x": 1, "kind": "a"})
        );
        assert_eq!(write(&json!({"kind": "b"})).unwrap(), json!({"kind": "b"}));
        assert_eq!(write(&json!(1)).unwrap(), json!(1));
    }
}
