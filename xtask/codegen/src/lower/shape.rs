//! Removes keyword values of the wrong type, because the generator's reader rejects the whole
//! document for one of them.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::pointer::join;

const TEXT: [&str; 7] = [
    "$ref",
    "contentEncoding",
    "contentMediaType",
    "description",
    "format",
    "pattern",
    "title",
];
const FLAG: [&str; 5] = [
    "deprecated",
    "nullable",
    "readOnly",
    "uniqueItems",
    "writeOnly",
];
const LIST: [&str; 4] = ["allOf", "anyOf", "enum", "oneOf"];
const OBJECT: [&str; 5] = [
    "dependentRequired",
    "dependentSchemas",
    "discriminator",
    "patternProperties",
    "properties",
];
const NUMBER: [&str; 3] = ["maximum", "minimum", "multipleOf"];
const COUNT: [&str; 6] = [
    "maxItems",
    "maxLength",
    "maxProperties",
    "minItems",
    "minLength",
    "minProperties",
];

/// Removes and reports values of the wrong type.
pub(super) fn check(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    for (keyword, value) in map.iter_mut() {
        if COUNT.contains(&keyword.as_str())
            && !value.is_u64()
            && let Some(count) = value.as_f64()
            && count.fract() == 0.0
            && count >= 0.0
        {
            // The largest for all that are larger: no value is longer.
            *value = json!(count as u64);
        }
    }
    // A minimum of zero has no effect.
    map.retain(|keyword, value| {
        !(keyword.starts_with("min") && COUNT.contains(&keyword.as_str()) && *value == json!(0))
    });
    required(map, at, report);
    let wrong: Vec<String> = map
        .iter()
        .filter(|(keyword, value)| !fits(keyword, value))
        .map(|(keyword, _)| keyword.clone())
        .collect();
    for keyword in wrong {
        let value = map.shift_remove(&keyword);
        if value == Some(Value::Null) || value == Some(json!([])) || value == Some(json!("")) {
            report.note(
                "empty-keyword",
                &join(at, &keyword),
                "removed: an empty list has no effect",
            );
            continue;
        }
        report.unsupported(
            "keyword-value",
            &join(at, &keyword),
            format!("invalid value for `{keyword}`"),
            "Correct it in an overlay.",
        );
    }
}

fn fits(keyword: &str, value: &Value) -> bool {
    if TEXT.contains(&keyword) {
        value.is_string() && !(keyword == "format" && value == "")
    } else if FLAG.contains(&keyword) {
        value.is_boolean()
    } else if LIST.contains(&keyword) {
        value.as_array().is_some_and(|list| !list.is_empty())
    } else if OBJECT.contains(&keyword) {
        value.is_object()
    } else if NUMBER.contains(&keyword) {
        value.is_number()
    } else if COUNT.contains(&keyword) {
        value.is_u64()
    } else {
        match keyword {
            "type" => {
                value.is_string()
                    || value
                        .as_array()
                        .is_some_and(|list| list.iter().all(Value::is_string))
            }
            "exclusiveMaximum" | "exclusiveMinimum" => value.is_number() || value.is_boolean(),
            "additionalProperties" => value.is_boolean() || value.is_object(),
            _ => true,
        }
    }
}

/// Makes `required` a list of unique names; drafts before 4 had a flag instead.
fn required(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(value) = map.get_mut("required") else {
        return;
    };
    let at = join(at, "required");
    let Some(list) = value.as_array_mut() else {
        match value {
            Value::Null | Value::Bool(false) => report.note("required", &at, "removed: no list"),
            _ => report.unsupported(
                "required",
                &at,
                format!("{value} is not a list of names: ignored"),
                "List the required properties in `required` of the object with them.",
            ),
        }
        map.shift_remove("required");
        return;
    };
    let before = list.len();
    let mut seen = std::collections::HashSet::new();
    list.retain_mut(|entry| {
        // A name in YAML without quotes.
        if entry.is_number() || entry.is_boolean() {
            *entry = json!(entry.to_string());
        }
        let is_new = entry
            .as_str()
            .is_some_and(|name| seen.insert(name.to_owned()));
        if !is_new && !entry.is_string() {
            report.unsupported(
                "required",
                &at,
                format!("{entry} is not a name: ignored"),
                "List names of properties.",
            );
        }
        is_new
    });
    if list.len() != before {
        report.note("required", &at, "duplicate names removed");
    }
    if list.is_empty() {
        map.shift_remove("required");
    }
}
