//! Rewrites keywords of JSON Schema 2020-12 that 3.0 lacks. Keywords that describe the data are
//! rewritten; keywords that only validate it are reported.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::join;

/// Keywords for validators and authors, which do not affect the data.
const SILENT: [&str; 10] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
    "definitions",
    "id",
];

/// Keywords that restrict values beyond what a type can express.
const UNCHECKED: [&str; 4] = [
    "contentSchema",
    "multipleOf",
    "unevaluatedItems",
    "uniqueItems",
];

/// Rewrites the keywords of one schema. Runs before the schemas inside are lowered.
pub(super) fn rewrite(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    for word in SILENT {
        if word != "id" || map.get(word).is_some_and(Value::is_string) {
            map.shift_remove(word);
        }
    }
    for word in UNCHECKED {
        if let Some(value) = map.shift_remove(word)
            && value != json!(false)
        {
            report.note("unchecked", &join(at, word), "not checked by the client");
        }
    }
    positions(map, at, report);
    content(map, at, report);
    keys(map, at, report);
    for word in ["contains", "minContains", "maxContains", "not"] {
        if map.shift_remove(word).is_some() {
            let rule = if word == "not" { "not" } else { "unchecked" };
            report.unsupported(
                rule,
                &join(at, word),
                match word {
                    "not" => {
                        "a Rust type cannot exclude values: all values are accepted".to_owned()
                    }
                    _ => format!("`{word}` is not checked by the client"),
                },
                "Remove it in an overlay; the service checks it.",
            );
        }
    }
}

/// Rewrites a list with a schema per position to a list of alternatives.
fn positions(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    if map.get("items").is_some_and(Value::is_array) {
        // The syntax of drafts before 2020-12.
        if let Some(items) = map.shift_remove("items") {
            map.insert("prefixItems".to_owned(), items);
        }
        if let Some(rest) = map.shift_remove("additionalItems") {
            map.insert("items".to_owned(), rest);
        }
    }
    map.shift_remove("additionalItems");
    let Some(prefix_items) = map.shift_remove("prefixItems") else {
        return;
    };
    let at = join(at, "prefixItems");
    let prefix_items: Vec<Value> = prefix_items.as_array().cloned().unwrap_or_default();
    let count = prefix_items.len();
    let rest = map.shift_remove("items");
    let closed = rest == Some(json!(false));
    let mut kinds: Vec<Value> = Vec::new();
    // Further items can be anything, unless the schema says otherwise.
    let full = closed || map.get("maxItems").and_then(Value::as_u64) == Some(count as u64);
    let rest = if full {
        None
    } else {
        Some(rest.unwrap_or(json!({})))
    };
    for kind in prefix_items.into_iter().chain(rest) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    map.entry("type").or_insert(json!("array"));
    let items = match kinds.as_slice() {
        [] => json!({}),
        [one] => one.clone(),
        _ if kinds.iter().any(is_any) => json!({}),
        _ => json!({"oneOf": kinds}),
    };
    if closed && count > 0 {
        map.entry("maxItems").or_insert(json!(count));
    }
    map.insert("items".to_owned(), items);
    if kinds.len() > 1 {
        report.unsupported(
            "prefix-items",
            &at,
            "a list type cannot have a type per position: each type is accepted in every position",
            "Describe the list by `items` only in an overlay.",
        );
    } else {
        report.note("prefix-items", &at, "rewritten as a list of one type");
    }
}

fn is_any(schema: &Value) -> bool {
    *schema == json!(true) || schema.as_object().is_some_and(Map::is_empty)
}

/// Returns whether a string of a media type is a file instead of a text.
pub(super) fn is_file(media: &str) -> bool {
    !media.starts_with("text/") && !media.contains("json") && !media.contains("xml")
}

/// Rewrites encoded content to a string with a format.
fn content(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let encoding = map.shift_remove("contentEncoding");
    let media = map.shift_remove("contentMediaType");
    let at = match (&encoding, &media) {
        (Some(_), _) => join(at, "contentEncoding"),
        (None, Some(_)) => join(at, "contentMediaType"),
        (None, None) => return,
    };
    map.entry("type").or_insert(json!("string"));
    if map.contains_key("format") {
        report.note(
            "content-encoding",
            &at,
            "not decoded: the field is a string",
        );
        return;
    }
    match (
        encoding.as_ref().and_then(Value::as_str),
        media.as_ref().and_then(Value::as_str),
    ) {
        (Some("base64"), _) => {
            map.insert("format".to_owned(), json!("byte"));
            report.note("content-encoding", &at, "rewritten as `format: byte`");
        }
        (None | Some("binary"), Some(media)) if is_file(media) => {
            map.insert("format".to_owned(), json!("binary"));
            report.note("content-encoding", &at, "rewritten as `format: binary`");
        }
        _ => report.note(
            "content-encoding",
            &at,
            "not decoded: the field is a string",
        ),
    }
}

/// Rewrites the schema of the fields that no other keyword describes. Returns whether there are none.
fn unevaluated(map: &mut Map<String, Value>, at: &str, report: &mut Report) -> bool {
    let Some(rest) = map.shift_remove("unevaluatedProperties") else {
        return map.get("additionalProperties") == Some(&json!(false));
    };
    let at = join(at, "unevaluatedProperties");
    if let Some(other) = map.get("additionalProperties") {
        report.note(
            "unevaluated",
            &at,
            "removed: `additionalProperties` describes all fields",
        );
        return *other == false;
    }
    let composed = ["$ref", "allOf", "anyOf", "oneOf"];
    let is_composed = composed.iter().any(|k| map.contains_key(*k));
    let is_closed = rest == false;
    if is_composed && is_closed {
        report.note(
            "unevaluated",
            &at,
            "removed: a type has the fields of its parts only",
        );
        return true;
    }
    if is_composed {
        map.insert(extension_keys::UNEVALUATED.to_owned(), json!(true));
    }
    // `{}` stays where the schema is merged with others.
    let rest = if rest == true { json!({}) } else { rest };
    map.insert("additionalProperties".to_owned(), rest);
    report.note("unevaluated", &at, "rewritten as `additionalProperties`");
    is_closed
}

/// Patterns that match every name.
const EVERY_NAME: [&str; 7] = ["", "^", ".*", "^.*", "^.*$", ".+", "^.+$"];

/// Rewrites fields with name patterns to fields of any name.
fn keys(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let is_closed = unevaluated(map, at, report);
    let Some(Value::Object(patterns)) = map.shift_remove("patternProperties") else {
        return;
    };
    let at = join(at, "patternProperties");
    map.entry("type").or_insert(json!("object"));
    let is_every = patterns
        .keys()
        .all(|name| EVERY_NAME.contains(&name.as_str()));
    let kind = match &patterns.values().collect::<Vec<_>>()[..] {
        [one, others @ ..] if others.iter().all(|other| other == one) => Some((*one).clone()),
        _ => None,
    };
    let values = match kind {
        Some(kind) if is_every => {
            map.insert("additionalProperties".to_owned(), kind);
            report.note(
                "pattern-properties",
                &at,
                "rewritten as `additionalProperties`",
            );
            return;
        }
        // Other names are an error of a request, but not of a response.
        Some(kind) if is_closed => {
            map.insert(extension_keys::NAME_PATTERNS.to_owned(), json!(true));
            kind
        }
        _ => json!({}),
    };
    map.insert("additionalProperties".to_owned(), values);
    report.unsupported(
        "pattern-properties",
        &at,
        "a type cannot depend on the name of a field: names are not checked, and neither are the values in responses",
        "Describe the values by `additionalProperties` only in an overlay.",
    );
}
