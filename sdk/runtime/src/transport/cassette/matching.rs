//! Compares a request with the recorded ones.

use serde_json::Value;

use super::file::{Body, CassetteRequest};
use super::redaction::REDACTED;
use super::search::find;

/// Returns whether a request is the recorded one. A secret that was redacted matches any text.
pub(super) fn is_same(recorded: &CassetteRequest, request: &CassetteRequest) -> bool {
    differences(recorded, request).is_empty()
}

/// Returns how little a request differs from the recorded one: the less, the nearer.
pub(super) fn distance(recorded: &CassetteRequest, request: &CassetteRequest) -> (usize, usize) {
    let (mut one, mut other) = (recorded.path.split('/'), request.path.split('/'));
    let mut segments = 0;
    loop {
        match (one.next(), other.next()) {
            (None, None) => break,
            (Some(one), Some(other)) if matches(one, other) => {}
            _ => segments += 1,
        }
    }
    (segments, differences(recorded, request).len())
}

/// Returns what differs between a request and the recorded one.
pub(super) fn differences(recorded: &CassetteRequest, request: &CassetteRequest) -> Vec<String> {
    let mut differences = Vec::new();
    if recorded.method != request.method {
        differences.push("the method".to_owned());
    }
    if !matches(&recorded.path, &request.path) {
        differences.push("the path".to_owned());
    }
    let query = |request: &CassetteRequest| request.query.clone().unwrap_or_default();
    if !matches(&query(recorded), &query(request)) {
        differences.push("the query".to_owned());
    }
    let body = request.body.bytes();
    match (&recorded.body, serde_json::from_slice(&body)) {
        (Body::Json(recorded), Ok(body)) => {
            if let Some(pointer) = find_difference(recorded, &body) {
                differences.push(match pointer.as_str() {
                    "" => "the body".to_owned(),
                    pointer => format!("the body at {pointer}"),
                });
            }
        }
        (recorded, _) => {
            if !matches_bytes(&recorded.bytes(), &body) {
                differences.push("the body".to_owned());
            }
        }
    }
    differences
}

/// Returns the JSON pointer of the first difference.
fn find_difference(recorded: &Value, value: &Value) -> Option<String> {
    match (recorded, value) {
        (Value::Object(recorded), Value::Object(members)) => {
            let find = |name: &str| members.iter().find(|(other, _)| matches(name, other));
            for (name, recorded) in recorded {
                match find(name) {
                    None => return Some(format!("/{name}")),
                    Some((_, value)) => {
                        if let Some(rest) = find_difference(recorded, value) {
                            return Some(format!("/{name}{rest}"));
                        }
                    }
                }
            }
            let is_recorded = |name: &str| recorded.keys().any(|other| matches(other, name));
            let added = members.keys().find(|name| !is_recorded(name));
            added.map(|name| format!("/{name}"))
        }
        (Value::Array(recorded), Value::Array(items)) => {
            let mut pairs = recorded.iter().zip(items).enumerate();
            let found = pairs.find_map(|(index, (recorded, item))| {
                find_difference(recorded, item).map(|rest| format!("/{index}{rest}"))
            });
            let length = recorded.len().min(items.len());
            found.or_else(|| (recorded.len() != items.len()).then(|| format!("/{length}")))
        }
        // A number that was redacted is a text in the recording.
        (Value::String(recorded), Value::Number(_)) if recorded == REDACTED => None,
        (Value::String(recorded), Value::String(text)) => {
            (!matches(recorded, text)).then(String::new)
        }
        _ => (recorded != value).then(String::new),
    }
}

fn matches(recorded: &str, text: &str) -> bool {
    matches_bytes(recorded.as_bytes(), text.as_bytes())
}

/// Returns whether a text is the recorded one, in which [`REDACTED`] stands for any text.
fn matches_bytes(recorded: &[u8], text: &[u8]) -> bool {
    let Some(start) = find(recorded, REDACTED.as_bytes()) else {
        return recorded == text;
    };
    let (before, rest) = (&recorded[..start], &recorded[start + REDACTED.len()..]);
    let Some(mut text) = text.strip_prefix(before) else {
        return false;
    };
    let mut parts = rest;
    // Each part between two secrets matches at its first occurrence, the last one at the end.
    while let Some(end) = find(parts, REDACTED.as_bytes()) {
        let Some(at) = find(text, &parts[..end]) else {
            return false;
        };
        text = &text[at + end..];
        parts = &parts[end + REDACTED.len()..];
    }
    text.ends_with(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{find_difference, matches};

    #[test]
    fn a_redacted_part_stands_for_any_text() {
        for (recorded, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("REDACTED", "", true),
            ("REDACTED", "x", true),
            ("/a/REDACTED/b", "/a/x/b", true),
            ("/a/REDACTED/b", "/a/x/c", false),
            ("/a/REDACTED/b", "/c/x/b", false),
            ("aREDACTEDbREDACTEDc", "a1b2c", true),
            ("aREDACTEDbREDACTEDc", "a1c", false),
            ("aREDACTEDa", "a", false),
            ("REDACTEDREDACTED", "x", true),
        ] {
            assert_eq!(matches(recorded, text), expected, "{recorded} {text}");
        }
    }

    #[test]
    fn differences_of_json_have_a_pointer() {
        let recorded = json!({"a": [1, {"b": "x REDACTED"}], "pin": "REDACTED"});
        for (value, expected) in [
            (json!({"a": [1, {"b": "x y"}], "pin": 1234}), None),
            (json!({"a": [1, {"b": "y"}], "pin": ""}), Some("/a/1/b")),
            (json!({"a": [1], "pin": ""}), Some("/a/1")),
            (json!({"a": [1, {"b": "x "}]}), Some("/pin")),
            (json!({"a": [1, {"b": "x "}], "pin": null}), Some("/pin")),
            (
                json!({"a": [1, {"b": "x "}], "pin": "", "c": 1}),
                Some("/c"),
            ),
            (json!([]), Some("")),
        ] {
            let found = find_difference(&recorded, &value);
            assert_eq!(found.as_deref(), expected, "{value}");
        }
    }
}
