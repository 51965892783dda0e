//! Lowers enum values.

use serde_json::{Map, Number, Value, json};

use super::keywords::type_name;
use crate::diagnostic::Report;
use crate::pointer::join;

/// Makes `enum` a list of unique scalars of the schema's `type`.
pub(super) fn list(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(values) = map.get("enum").and_then(Value::as_array) else {
        return;
    };
    if *values == [Value::Null] {
        return;
    }
    let at = join(at, "enum");
    let kind = map.get("type").and_then(Value::as_str).map(str::to_owned);
    let mut out: Vec<Value> = Vec::new();
    for value in values {
        let value = match (kind.as_deref(), value) {
            (Some("string"), Value::Bool(_) | Value::Number(_)) => json!(value.to_string()),
            (Some("integer" | "number"), Value::String(text)) => match text.parse::<Number>() {
                Ok(number) => Value::Number(number),
                Err(_) => value.clone(),
            },
            (Some("integer" | "number"), Value::Number(n)) => {
                whole(n).map_or(value.clone(), |n| json!(n))
            }
            _ => value.clone(),
        };
        if !value.is_null() && !out.contains(&value) {
            out.push(value);
        }
    }
    let nullable = values.iter().any(Value::is_null);
    if out.iter().any(|v| v.is_array() || v.is_object()) {
        map.shift_remove("enum");
        report.unsupported(
            "enum",
            &at,
            "lists and objects cannot be enum values: any value is accepted",
            "Remove it in an overlay.",
        );
        return;
    }
    let is_wide =
        |value: &Value| value.as_f64().is_some_and(|n| n.fract() == 0.0) && value.is_f64();
    if kind.as_deref() == Some("integer") && out.iter().any(is_wide) {
        report.unsupported(
            "wide-integer",
            &at,
            "integers have 64 bits: larger values are read and written with the digits of a float",
            "Remove these values in an overlay, or describe the values as strings.",
        );
    }
    if out != *values {
        report.note(
            "enum",
            &at,
            "values converted to the type, duplicates removed",
        );
    }
    if nullable {
        map.insert("nullable".to_owned(), json!(true));
        report.note("enum-null", &at, "null rewritten as `nullable`");
    }
    let mut kinds: Vec<&str> = out.iter().filter_map(type_name).collect();
    kinds.sort_unstable();
    kinds.dedup();
    match (kind.as_deref(), kinds.as_slice()) {
        (Some("array"), ["string"]) => {
            // The values are those of the items.
            map.shift_remove("enum");
            if let Some(items) = map.get_mut("items").and_then(Value::as_object_mut) {
                items.entry("enum").or_insert(json!(out));
            }
            report.note("enum", &at, "moved to `items`");
            return;
        }
        (_, ["boolean"]) if out.len() > 1 => {
            map.shift_remove("enum");
            map.insert("type".to_owned(), json!("boolean"));
            report.note("enum", &at, "removed: it lists both booleans");
            return;
        }
        (Some("number"), ["integer" | "number"] | ["integer", "number"]) => {}
        (_, [one]) => {
            map.insert("type".to_owned(), json!(one));
        }
        (_, ["integer", "number"]) => {
            map.insert("type".to_owned(), json!("number"));
        }
        // Values of several types: each value shows its type.
        _ => {
            map.shift_remove("type");
        }
    }
    map.insert("enum".to_owned(), json!(out));
    // Redundant beside the values.
    for rule in [
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "format",
    ] {
        map.shift_remove(rule);
    }
}

fn whole(number: &Number) -> Option<i64> {
    let value = number.as_f64()?;
    (number.is_f64() && value.fract() == 0.0 && value.abs() < 9.0e15).then_some(value as i64)
}
