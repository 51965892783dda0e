//! Updates a value.

use serde_json::Value;

use super::version::Version;
use crate::pointer::join;

/// The kinds of values between which updates differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UpdateKind {
    Object,
    Array,
    Primitive,
}

/// Returns the kind of a value.
pub(super) fn kind(value: &Value) -> UpdateKind {
    match value {
        Value::Object(_) => UpdateKind::Object,
        Value::Array(_) => UpdateKind::Array,
        _ => UpdateKind::Primitive,
    }
}

/// Updates a target.
///
/// # Errors
/// Fails with a pointer into the update if a part of it does not fit the target.
pub(super) fn update(target: &mut Value, update: &Value, version: Version) -> Result<(), String> {
    match (target, update) {
        (Value::Array(list), Value::Array(update)) if version >= Version::V1_1 => {
            list.extend(update.iter().cloned());
            Ok(())
        }
        (Value::Array(list), update) => {
            list.push(update.clone());
            Ok(())
        }
        (target @ Value::Object(_), Value::Object(_)) => merge(target, update, "", version),
        (target, update)
            if version >= Version::V1_1
                && (kind(target), kind(update))
                    == (UpdateKind::Primitive, UpdateKind::Primitive) =>
        {
            *target = update.clone();
            Ok(())
        }
        _ => Err(String::new()),
    }
}

/// Merges a value of an update with the value that has the same place.
fn merge(target: &mut Value, update: &Value, at: &str, version: Version) -> Result<(), String> {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                match target.get_mut(key) {
                    Some(old) => merge(old, value, &join(at, key), version)?,
                    None => {
                        target.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => target.extend(update.iter().cloned()),
        // Version 1.0 does not say what happens; a new type of a value is the usual purpose.
        (target, update) if version == Version::V1_0 || kind(target) == kind(update) => {
            *target = update.clone();
        }
        _ => return Err(at.to_owned()),
    }
    Ok(())
}
