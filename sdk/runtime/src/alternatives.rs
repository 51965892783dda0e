//! Selects the variant of a union that reads most of a value.

use serde::de::DeserializeOwned;
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Reads `value` as one variant, and counts the scalars and containers that survive a round trip.
/// Returns `None` if the variant does not fit.
pub fn read<T: DeserializeOwned + Serialize>(value: &Value) -> Option<(T, usize)> {
    let read = T::deserialize(value).ok()?;
    let written = serde_json::to_value(&read).ok()?;
    let preserved = count_preserved(value, &written);
    Some((read, preserved))
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
        (value, written) => usize::from(value == written),
    }
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
    let mut value = serde_json::to_value(value).map_err(S::Error::custom)?;
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
