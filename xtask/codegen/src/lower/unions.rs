//! Lowers lists of types and alternatives, and null among them.

use serde_json::{Map, Value, json};

use super::keywords::{type_name, types_of_format};
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::openapi::{is_annotation, types_of};
use crate::pointer::join;

/// The JSON Schema types other than null.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Rewrites `type: [A, null]` to a nullable A, and `type: [A, B]` to one alternative per type.
pub(super) fn types(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let listed: Vec<Value> = match map.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(Value::String(one)) if one == "null" || !TYPES.contains(&one.as_str()) => {
            vec![json!(one)]
        }
        _ => return,
    };
    let at_type = join(at, "type");
    map.shift_remove("type");
    let composed = ["$ref", "allOf", "anyOf", "oneOf"]
        .iter()
        .any(|k| map.contains_key(*k));
    let nullable = listed.iter().any(|t| t == "null");
    let mut types: Vec<&str> = Vec::new();
    for name in listed.iter().filter_map(Value::as_str) {
        if name != "null" && !types.contains(&name) {
            types.push(name);
        }
    }
    let unknown: Vec<&str> = types.extract_if(.., |name| !TYPES.contains(name)).collect();
    if !unknown.is_empty() {
        report.unsupported(
            "type",
            &at_type,
            format!("unknown type `{}`: ignored", unknown.join("`, `")),
            "Write a type of JSON Schema in an overlay, or remove it to accept any value.",
        );
    }
    if types.contains(&"number") {
        // A value of both is an integer, unless values are listed.
        let is_both = types.contains(&"integer") && !map.contains_key("enum");
        types.retain(|t| *t != "integer");
        if is_both {
            types.insert(0, "integer");
        }
    }
    match types.as_slice() {
        [] if nullable && !composed => {
            map.insert("enum".to_owned(), json!([null]));
            report.note("type-null", &at_type, "rewritten as an `enum` of null only");
            return;
        }
        [] => {
            if !nullable {
                return;
            }
        }
        [one] => {
            map.insert("type".to_owned(), json!(one));
        }
        [..] if has_all(&types) => {
            report.note("type-list", &at_type, "removed: all types are listed");
            return;
        }
        _ if composed => {}
        several => {
            let alternatives = several.iter().map(|t| alternative(map, t)).collect();
            map.retain(|k, _| is_annotation(k));
            map.insert("oneOf".to_owned(), Value::Array(alternatives));
        }
    }
    if nullable {
        map.insert("nullable".to_owned(), json!(true));
    }
    report.note(
        "type-list",
        &at_type,
        match (types.len(), nullable) {
            (0 | 1, true) => "null rewritten as `nullable`",
            (0 | 1, false) => "rewritten as a single type",
            _ => "rewritten as `oneOf` with one alternative per type",
        },
    );
}

/// Returns whether these are all types but null.
fn has_all(types: &[&str]) -> bool {
    TYPES
        .iter()
        .all(|name| *name == "integer" || types.contains(name))
}

/// Returns the part of a schema with several types that applies to one of them.
fn alternative(map: &Map<String, Value>, name: &str) -> Value {
    let mut alternative = Map::new();
    let title = name[..1].to_uppercase() + &name[1..];
    if !["array", "object"].contains(&name) {
        alternative.insert(extension_keys::TITLE.to_owned(), json!(title));
    }
    alternative.insert("type".to_owned(), json!(name));
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
            alternative.insert("enum".to_owned(), json!(values));
        } else {
            alternative.insert(keyword.clone(), value.clone());
        }
    }
    Value::Object(alternative)
}

/// Removes null from the alternatives, and inlines an alternative that is the only one.
pub(super) fn alternatives(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = map.shift_remove(keyword) else {
            continue;
        };
        let at = join(at, keyword);
        let is_required = |alternative: &Value| alternative.get("required").is_some();
        if alternatives
            .iter()
            .all(|alternative| only_requires(alternative) && !is_null(alternative))
            && alternatives.iter().any(is_required)
        {
            report.unsupported(
                "required-either",
                &at,
                "which fields are required together is not checked by the client",
                "Remove it in an overlay; the service checks it.",
            );
            continue;
        }
        let mut nullable = false;
        let mut rest: Vec<Value> = Vec::new();
        for mut alternative in alternatives {
            if is_null(&alternative) {
                nullable = true;
                continue;
            }
            // The union as a whole becomes nullable.
            if let Some(alternative) = alternative.as_object_mut()
                && alternative.shift_remove("nullable") == Some(json!(true))
            {
                nullable = true;
            }
            if !rest.iter().any(|other| same(other, &alternative)) {
                rest.push(alternative);
            }
        }
        if rest.is_empty() && nullable {
            map.insert("enum".to_owned(), json!([null]));
            report.note("union-null", &at, "rewritten as an `enum` of null only");
            continue;
        }
        if nullable {
            map.insert("nullable".to_owned(), json!(true));
            report.note("union-null", &at, "null rewritten as `nullable`");
        }
        // A union with a tag may get more alternatives.
        let is_open = map.contains_key(extension_keys::TAG);
        if let [only] = rest.as_slice()
            && !is_open
        {
            inline(map, only.clone());
            if !nullable {
                report.note("union-of-one", &at, "replaced by its only alternative");
            }
            continue;
        }
        let several = keyword == "anyOf";
        if several {
            report.note("any-of", &at, "rewritten as `oneOf`");
        }
        if map.contains_key("oneOf") {
            // Both must hold.
            push(map, json!({"oneOf": rest, extension_keys::ANY_OF: several}));
        } else if let Some(list) = one_list(&rest) {
            report.note("union-of-values", &at, "rewritten as one `enum`");
            for (keyword, value) in list {
                map.insert(keyword, value);
            }
        } else {
            types_of_alternatives(map, &mut rest);
            map.insert("oneOf".to_owned(), Value::Array(rest));
            // The next round of this loop takes it for a `oneOf`.
            if several {
                map.insert(extension_keys::ANY_OF.to_owned(), json!(true));
            }
        }
    }
}

/// Merges alternatives that are enums of one type, or unrestricted strings beside them.
///
/// Enums are open, so that they accept any string.
fn one_list(alternatives: &[Value]) -> Option<Map<String, Value>> {
    let mut values: Vec<Value> = Vec::new();
    let mut names: Vec<Value> = Vec::new();
    let mut kind: Option<&Value> = None;
    for alternative in alternatives {
        let alternative = alternative.as_object()?;
        if alternative
            .keys()
            .any(|k| !is_annotation(k) && !["type", "enum"].contains(&k.as_str()))
        {
            return None;
        }
        let own = alternative.get("type")?;
        if *kind.get_or_insert(own) != own {
            return None;
        }
        match alternative.get("enum").and_then(Value::as_array) {
            Some(list) => {
                let title = alternative
                    .get(extension_keys::TITLE)
                    .cloned()
                    .filter(|_| list.len() == 1);
                names.extend(list.iter().map(|_| title.clone().unwrap_or_default()));
                values.extend(list.iter().cloned());
            }
            None if own == "string" => {}
            None => return None,
        }
    }
    if values.is_empty() {
        return None;
    }
    let mut out = Map::new();
    out.insert("type".to_owned(), kind?.clone());
    if names.iter().all(Value::is_string) {
        out.insert(extension_keys::NAMES.to_owned(), json!(names));
    }
    // Each value once, with its first name.
    let mut seen: Vec<Value> = Vec::new();
    for value in values {
        if seen.contains(&value) {
            out.shift_remove(extension_keys::NAMES);
        } else {
            seen.push(value);
        }
    }
    out.insert("enum".to_owned(), json!(seen));
    Some(out)
}

/// Removes alternatives that accept no value, and moves a type beside alternatives into each alternative
/// without a type. Must run before the alternatives are lowered.
pub(super) fn prepare(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let kind = map.get("type").filter(|kind| kind.is_string()).cloned();
    let kind = kind.filter(|kind| kind != "object" && kind != "null");
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = map.get_mut(keyword) else {
            continue;
        };
        if alternatives.iter().any(|alternative| *alternative != false) {
            let count = alternatives.len();
            alternatives.retain(|alternative| *alternative != false);
            if alternatives.len() < count {
                let at = join(at, keyword);
                report.note(
                    "boolean-schema",
                    &at,
                    "`false` removed: it accepts no value",
                );
            }
        }
        let Some(kind) = &kind else {
            continue;
        };
        let typing = ["type", "$ref", "allOf", "anyOf", "oneOf", "enum", "const"];
        for alternative in alternatives.iter_mut().filter_map(Value::as_object_mut) {
            if !typing.iter().any(|k| alternative.contains_key(*k)) {
                alternative.insert("type".to_owned(), kind.clone());
            }
        }
    }
}

/// Moves a type beside alternatives into each alternative without a type.
fn types_of_alternatives(map: &mut Map<String, Value>, alternatives: &mut [Value]) {
    let Some(kind) = map.get("type").filter(|t| *t != "object").cloned() else {
        return;
    };
    map.shift_remove("type");
    for alternative in alternatives.iter_mut().filter_map(Value::as_object_mut) {
        let typing = ["type", "$ref", "allOf", "oneOf"];
        if !typing.iter().any(|k| alternative.contains_key(*k)) {
            alternative.insert("type".to_owned(), kind.clone());
        }
    }
}

/// Returns whether an alternative only says which fields are required.
fn only_requires(alternative: &Value) -> bool {
    alternative.as_object().is_some_and(|alternative| {
        alternative
            .keys()
            .all(|k| is_annotation(k) || ["required", "type"].contains(&k.as_str()))
            && alternative.contains_key("required")
            || alternative.is_empty()
    })
}

/// Returns whether two alternatives accept the same values.
fn same(a: &Value, b: &Value) -> bool {
    let plain = |v: &Value| -> Map<String, Value> {
        let map = v.as_object().cloned().unwrap_or_default();
        let keep = |k: &String| !is_annotation(k) || k == extension_keys::TAGS;
        map.into_iter().filter(|(k, _)| keep(k)).collect()
    };
    plain(a) == plain(b)
}

fn push(map: &mut Map<String, Value>, part: Value) {
    match map.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(parts) => parts.push(part),
        None => {
            map.insert("allOf".to_owned(), json!([part]));
        }
    }
}

/// Replaces the union by its only alternative and keeps the annotations beside it.
fn inline(map: &mut Map<String, Value>, only: Value) {
    let Value::Object(inner) = only else {
        return;
    };
    let clashes = inner
        .iter()
        .any(|(k, v)| !is_annotation(k) && map.get(k).is_some_and(|own| own != v));
    if clashes || inner.contains_key("$ref") {
        push(map, Value::Object(inner));
        return;
    }
    for (keyword, value) in inner {
        map.entry(keyword).or_insert(value);
    }
}

/// Returns whether a lowered alternative accepts null only.
fn is_null(alternative: &Value) -> bool {
    if alternative.get("enum") == Some(&json!([null])) {
        return true;
    }
    // 3.0 has no null type; some documents write a nullable object without fields.
    alternative.get("nullable") == Some(&json!(true))
        && alternative.get("type").is_none_or(|t| t == "object")
        && alternative.get("additionalProperties") == Some(&json!(false))
        && !alternative
            .get("properties")
            .is_some_and(|p| p != &json!({}))
}
