//! Resources as JSON objects.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// A resource as JSON, which keeps fields that the document does not know.
pub(in crate::gcore) type Item = Map<String, Value>;

/// Returns the object of a value, or `{}` for any other value.
pub(in crate::gcore) fn item(value: Value) -> Item {
    match value {
        Value::Object(item) => item,
        _ => Item::new(),
    }
}

/// Returns the defaults overwritten by `fields`.
pub(in crate::gcore) fn merge(defaults: Value, fields: Item) -> Item {
    let mut item = item(defaults);
    item.extend(fields);
    item
}

/// Returns a field that is neither absent nor null.
pub(in crate::gcore) fn field<'a>(item: &'a Item, name: &str) -> Option<&'a Value> {
    item.get(name).filter(|value| !value.is_null())
}

/// Returns all items as values.
pub(in crate::gcore) fn values<K>(items: &BTreeMap<K, Item>) -> Vec<Value> {
    items.values().cloned().map(Value::Object).collect()
}

/// Returns an integer as JSON Schema defines it: `1.0` is one too.
pub(in crate::gcore) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "checked by the comparison")]
        let integer = float as i64;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a loss makes the comparison fail"
        )]
        let same = (integer as f64) == float && float.abs() < 9e15;
        same.then_some(integer)
    })
}

/// Parses an RFC 3339 time.
pub(in crate::gcore) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.to_utc())
}

/// Sets fields of an item. Does nothing if there is no item or `fields` is not an object.
pub(in crate::gcore) fn set_fields(item: Option<&mut Item>, fields: Value) {
    if let (Some(item), Value::Object(fields)) = (item, fields) {
        item.extend(fields);
    }
}
