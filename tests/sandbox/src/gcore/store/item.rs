//! Resources as JSON objects, and reading their fields.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// A resource as JSON, so that fields which the document does not know survive.
pub(in crate::gcore) type Item = Map<String, Value>;

/// The object that a value is; anything else counts as `{}`.
pub(in crate::gcore) fn item(value: Value) -> Item {
    match value {
        Value::Object(item) => item,
        _ => Item::new(),
    }
}

/// An item with the fields of `given` over its own.
pub(in crate::gcore) fn merge(defaults: Value, given: Item) -> Item {
    let mut item = item(defaults);
    item.extend(given);
    item
}

/// A field, if it is there and not null.
pub(in crate::gcore) fn field<'a>(item: &'a Item, name: &str) -> Option<&'a Value> {
    item.get(name).filter(|value| !value.is_null())
}

/// All items as they are.
pub(in crate::gcore) fn values<K>(items: &BTreeMap<K, Item>) -> Vec<Value> {
    items.values().cloned().map(Value::Object).collect()
}

/// An integer as JSON Schema has it: `1.0` is one too.
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

/// The point in time that a text of RFC 3339 tells.
pub(in crate::gcore) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.to_utc())
}
