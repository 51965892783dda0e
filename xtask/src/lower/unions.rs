//! Several types in one place: lists of types, alternatives, and null among them.

use serde_json::{Map, Value, json};

use super::keywords::{is_annotation, types_of, types_of_format};
use super::schema::type_name;
use crate::diagnostic::Report;
use crate::pointer::join;

/// `type: [A, null]` becomes a nullable A, `type: [A, B]` one alternative a type.
pub(super) fn types(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let listed: Vec<Value> = match map.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(Value::String(one)) if one == "null" => vec![json!("null")],
        _ => return,
    };
    let at_type = join(at, "type");
    map.shift_remove("type");
    let nullable = listed.iter().any(|t| t == "null");
    let mut types: Vec<&str> = Vec::new();
    for name in listed.iter().filter_map(Value::as_str) {
        if name != "null" && !types.contains(&name) {
            types.push(name);
        }
    }
    if types.contains(&"number") {
        types.retain(|t| *t != "integer");
    }
    match types.as_slice() {
        [] if nullable => {
            map.insert("enum".to_owned(), json!([null]));
            report.note("type-null", &at_type, "written as an enum of null alone");
            return;
        }
        [] => {}
        [one] => {
            map.insert("type".to_owned(), json!(one));
        }
        ["string", "number", "boolean", "array", "object"] | [_, _, _, _, _] => {
            report.note("type-list", &at_type, "every type: any value");
            return;
        }
        several => {
            let arms = several.iter().map(|t| arm(map, t)).collect();
            map.retain(|k, _| is_annotation(k));
            map.insert("oneOf".to_owned(), Value::Array(arms));
        }
    }
    if nullable {
        map.insert("nullable".to_owned(), json!(true));
    }
    report.note(
        "type-list",
        &at_type,
        match (types.len(), nullable) {
            (0 | 1, true) => "null written as `nullable`",
            (0 | 1, false) => "the one type taken by itself",
            _ => "split into one alternative a type",
        },
    );
}

/// The part of a schema of several types that is about one of them.
fn arm(map: &Map<String, Value>, name: &str) -> Value {
    let mut arm = Map::new();
    let title = name[..1].to_uppercase() + &name[1..];
    if !["array", "object"].contains(&name) {
        // The generator names the alternatives of an enum after their titles.
        arm.insert("title".to_owned(), json!(title));
    }
    arm.insert("type".to_owned(), json!(name));
    for (keyword, value) in map {
        let fits = match keyword.as_str() {
            "format" => types_of_format(value.as_str().unwrap_or("")).contains(&name),
            "enum" => true,
            keyword => types_of(keyword).contains(&name),
        };
        if !fits {
            continue;
        }
        if keyword == "enum" {
            let values: Vec<&Value> = value
                .as_array()
                .into_iter()
                .flatten()
                .filter(|v| type_name(v) == Some(name))
                .collect();
            arm.insert("enum".to_owned(), json!(values));
        } else {
            arm.insert(keyword.clone(), value.clone());
        }
    }
    Value::Object(arm)
}

/// Takes null out of the alternatives, and an alternative that is left alone out of its list.
pub(super) fn arms(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(arms) = map.get(keyword).and_then(Value::as_array) else {
            continue;
        };
        let at = join(at, keyword);
        let mut nullable = false;
        let mut rest: Vec<Value> = Vec::new();
        for arm in arms {
            if is_null(arm) {
                nullable = true;
            } else if !rest.contains(arm) {
                rest.push(arm.clone());
            }
        }
        if rest.is_empty() && nullable {
            map.shift_remove(keyword);
            map.insert("enum".to_owned(), json!([null]));
            report.note("union-null", &at, "written as an enum of null alone");
            continue;
        }
        if nullable {
            map.insert("nullable".to_owned(), json!(true));
            report.note("union-null", &at, "null written as `nullable`");
        }
        if let [only] = rest.as_slice() {
            let only = only.clone();
            map.shift_remove(keyword);
            inline(map, only);
            if !nullable {
                report.note("union-of-one", &at, "the one alternative taken by itself");
            }
            continue;
        }
        map.insert(keyword.to_owned(), Value::Array(rest));
        if keyword == "anyOf" && !map.contains_key("oneOf") {
            any_of(map, &at, report);
        }
    }
}

/// The generator makes a struct of `anyOf`, which no plain value decodes into.
fn any_of(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(Value::Array(arms)) = map.shift_remove("anyOf") else {
        return;
    };
    let plain = |arm: &Value| {
        arm.get("type")
            .and_then(Value::as_str)
            .is_some_and(|t| t != "object")
            || arm.get("enum").is_some()
    };
    if arms.iter().filter(|a| !plain(a)).count() > 1 {
        report.note(
            "any-of",
            at,
            "written as `oneOf`: the first alternative that fits is taken",
        );
    } else {
        report.note("any-of", at, "written as `oneOf`");
    }
    map.insert("oneOf".to_owned(), Value::Array(arms));
}

/// Puts the one alternative into its place, beside the annotations that stand there.
fn inline(map: &mut Map<String, Value>, only: Value) {
    let Value::Object(inner) = only else {
        return;
    };
    let clashes = inner
        .iter()
        .any(|(k, v)| !is_annotation(k) && map.get(k).is_some_and(|own| own != v));
    if clashes || inner.contains_key("$ref") {
        let arm = Value::Object(inner);
        match map.get_mut("allOf").and_then(Value::as_array_mut) {
            Some(arms) => arms.push(arm),
            None => {
                map.insert("allOf".to_owned(), json!([arm]));
            }
        }
        return;
    }
    for (keyword, value) in inner {
        map.entry(keyword).or_insert(value);
    }
}

/// Whether an alternative, lowered already, is null and nothing else.
fn is_null(arm: &Value) -> bool {
    arm.get("enum") == Some(&json!([null]))
}
