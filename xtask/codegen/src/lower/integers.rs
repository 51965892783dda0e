//! Selects the range of integers: that of `u64` if bounds or format say so, else that of `i64` or of a
//! smaller format.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::pointer::join;

const SIGNED: (i128, i128) = (i64::MIN as i128, i64::MAX as i128);
const UNSIGNED: (i128, i128) = (0, u64::MAX as i128);

/// Formats of integers, of which a number with such a format is one.
const FORMATS: [&str; 13] = [
    "int8", "int16", "int32", "int64", "int128", "int", "uint8", "uint16", "uint32", "uint64",
    "uint128", "uint", "bigint",
];

/// Rewrites a number with the format of an integer as an integer, and reports formats with more digits than
/// the client keeps.
pub(super) fn of_format(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(format) = map.get("format").and_then(Value::as_str) else {
        return;
    };
    let is_integer = FORMATS.contains(&format);
    let is_wide = ["decimal", "decimal128"].contains(&format);
    let mut types = match map.get_mut("type") {
        Some(Value::Array(types)) => types.iter_mut().collect(),
        Some(one) => vec![one],
        None => return,
    };
    let Some(number) = types.iter_mut().find(|name| **name == "number") else {
        return;
    };
    if is_integer {
        **number = json!("integer");
        report.note(
            "integer-format",
            &join(at, "type"),
            "`number` rewritten as `integer`, as the format says",
        );
    } else if is_wide {
        report.unsupported(
            "wide-number",
            &join(at, "format"),
            "numbers have 64 bits: digits after the first 15 may be lost",
            "Remove the format in an overlay if they are enough, or describe the values as strings.",
        );
    }
}

/// Makes the bounds of an integer whole, and selects a format that has their range.
pub(super) fn lower(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    if map.get("type").and_then(Value::as_str) != Some("integer") {
        return;
    }
    let low = bound(map, at, "minimum", report);
    let high = bound(map, at, "maximum", report);
    let format = map.get("format").and_then(Value::as_str).unwrap_or("");
    let is_unsigned = match format {
        // They have types of their own.
        "unix-time" | "int8" | "int16" | "int32" | "int" | "uint8" | "uint16" | "uint32"
        | "uint" => {
            return;
        }
        "uint64" | "uint128" => true,
        // `minimum: 0` alone does not: services return -1 all the same, and responses are not validated.
        _ => [low, high].iter().flatten().any(|limit| *limit > SIGNED.1),
    };
    let range = if is_unsigned { UNSIGNED } else { SIGNED };
    let wide = match (low, high) {
        _ if ["int128", "uint128", "bigint"].contains(&format) => Some("format"),
        (Some(low), _) if low < range.0 || low > range.1 => Some("minimum"),
        (_, Some(high)) if high < range.0 || high > range.1 => Some("maximum"),
        (None, Some(_)) if is_unsigned => Some("maximum"),
        _ => None,
    };
    if let Some(keyword) = wide {
        report.unsupported(
            "wide-integer",
            &join(at, keyword),
            format!(
                "integers have 64 bits: values outside of {} to {} are errors",
                range.0, range.1
            ),
            "Write the bounds in an overlay, or describe the values as strings.",
        );
    }
    if is_unsigned && format != "uint64" {
        map.insert("format".to_owned(), json!("uint64"));
        report.note(
            "integer-range",
            at,
            "the format is `uint64`, as the bounds say",
        );
    }
    let (first, last) = (range.0.max(SIGNED.0), range.1.min(SIGNED.1));
    for (bound, flag, limit) in [
        ("minimum", "exclusiveMinimum", low),
        ("maximum", "exclusiveMaximum", high),
    ] {
        // The generator reads no others.
        if limit.is_some_and(|limit| !(first..=last).contains(&limit)) {
            map.shift_remove(bound);
            map.shift_remove(flag);
        }
    }
}

/// Makes a bound whole, and returns the last integer within it.
fn bound(map: &mut Map<String, Value>, at: &str, key: &str, report: &mut Report) -> Option<i128> {
    let (flag, inward) = match key {
        "minimum" => ("exclusiveMinimum", 1),
        _ => ("exclusiveMaximum", -1),
    };
    let limit = map.get(key)?.as_number()?;
    let float = limit.as_f64()?;
    let mut whole = match (limit.as_i64(), limit.as_u64()) {
        (Some(limit), _) => i128::from(limit),
        (_, Some(limit)) => i128::from(limit),
        _ if inward > 0 => float.ceil() as i128,
        _ => float.floor() as i128,
    };
    // Documents write the limits of types as the nearest float.
    let limits: &[i128] = match inward {
        1 => &[SIGNED.0],
        _ => &[SIGNED.1, UNSIGNED.1],
    };
    for limit in limits {
        if float == *limit as f64 {
            whole = *limit;
        }
    }
    if limit.is_f64() {
        if float.fract() != 0.0 {
            map.shift_remove(flag);
        }
        if let Ok(limit) = i64::try_from(whole) {
            map.insert(key.to_owned(), json!(limit));
        }
        report.note("whole-bound", &join(at, key), "rounded to a whole number");
    }
    let is_exclusive = map.get(flag) == Some(&json!(true));
    Some(whole.saturating_add(if is_exclusive { inward } else { 0 }))
}
