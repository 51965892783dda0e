//! Removes defaults from request bodies: the service applies them to absent fields.

use serde_json::{Map, Value};

use super::reachability::Reachability;
use crate::components;
use crate::diagnostic::Report;
use crate::pointer::{join, schema_name};
use crate::walk::{self, RootKind};

pub(super) fn drop(doc: &mut Value, reach: &Reachability, report: &mut Report) {
    walk::roots_mut(doc, &mut |kind, schema, at| {
        let sent = match kind {
            RootKind::Component => {
                schema_name(&format!("#{at}")).is_some_and(|name| reach.body.contains(&name))
            }
            RootKind::Parameter | RootKind::Request => true,
            RootKind::Response => false,
        };
        if !sent {
            return;
        }
        walk::deep_mut(schema, at, &mut |schema, at| {
            let Some(map) = schema.as_object_mut() else {
                return;
            };
            if map.shift_remove("default").is_some() {
                report.note(
                    "default",
                    &join(at, "default"),
                    "removed: the service applies it if the field is absent",
                );
            }
        });
    });
}

/// Removes defaults that are invalid for their schema, on which the generator fails, and those that
/// are not scalars, for which it generates redundant code.
pub(super) fn fit(doc: &mut Value, report: &mut Report) {
    let schemas = components::schemas(doc).clone();
    walk::roots_mut(doc, &mut |kind, schema, at| {
        // A default of a named type belongs to the field that has the type.
        let whole = at.to_owned();
        walk::deep_mut(schema, at, &mut |schema, at| {
            let Some(map) = schema.as_object_mut() else {
                return;
            };
            let Some(default) = map.get("default") else {
                return;
            };
            let named = kind == RootKind::Component && at == whole;
            if named || !fits(default, map, &schemas, 0) {
                map.shift_remove("default");
                report.note(
                    "default",
                    &join(at, "default"),
                    "removed: not a plain value of the type",
                );
            }
        });
    });
}

fn fits(
    value: &Value,
    schema: &Map<String, Value>,
    schemas: &Map<String, Value>,
    depth: usize,
) -> bool {
    let part = match schema
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([part]) => part.as_object(),
        _ => Some(schema),
    };
    let Some(part) = part.filter(|_| depth < 16) else {
        return false;
    };
    if let Some(name) = part
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(schema_name)
    {
        let target = schemas.get(&name).and_then(Value::as_object);
        // For a named type only a listed value is certainly valid.
        return target.is_some_and(|t| {
            (t.contains_key("enum") || t.contains_key("$ref")) && fits(value, t, schemas, depth + 1)
        });
    }
    if let Some(values) = part.get("enum").and_then(Value::as_array) {
        return value.is_string() && values.contains(value);
    }
    let ruled = ["format", "pattern", "minLength", "maxLength", "oneOf"]
        .iter()
        .any(|rule| part.contains_key(*rule));
    let bounded = ["minimum", "maximum"]
        .iter()
        .any(|rule| part.contains_key(*rule));
    match part.get("type").and_then(Value::as_str) {
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string() && !ruled,
        Some("integer") => {
            let small = value.as_i64().is_some_and(|n| (0..=127).contains(&n));
            let fits = match part.get("format").and_then(Value::as_str) {
                None => value.is_i64(),
                Some("uint64") => value.is_u64(),
                Some(_) => small,
            };
            fits && !bounded
        }
        Some("number") => {
            let is_single = part.get("format").and_then(Value::as_str) == Some("float");
            let is_finite = |n: f64| !is_single || (n as f32).is_finite();
            value.as_f64().is_some_and(is_finite) && !bounded
        }
        Some("array") => value.as_array().is_some_and(Vec::is_empty),
        Some("object") => {
            let plain = !part.contains_key("properties");
            plain && value.as_object().is_some_and(Map::is_empty)
        }
        _ => false,
    }
}
