//! Reads the bodies of error responses, including undocumented ones: HTML of a proxy, truncated
//! JSON, or JSON with an invalid detail.

use std::iter::Peekable;
use std::str::Chars;

use serde_json::Value;

use crate::error_details::ErrorDetails;

/// The Unicode mark that some services send at the beginning of a body.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns a body without a byte order mark.
pub(crate) fn strip_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// Reads the details in an error response. `read` reads the documented format of the service.
pub(crate) fn read_error_body(body: &[u8], read: fn(&Value) -> ErrorDetails) -> ErrorDetails {
    let text = String::from_utf8_lossy(strip_byte_order_mark(body));
    let text = text.trim();
    if let Some(value) = parse(text) {
        let documented = read(&value);
        let usual = ErrorDetails::from_json(&value);
        return ErrorDetails {
            code: documented.code.or(usual.code),
            message: documented.message.or(usual.message),
            request_id: documented.request_id.or(usual.request_id),
        };
    }
    let message = if text.starts_with('<') {
        ["title", "h1"].iter().find_map(|name| element(text, name))
    } else {
        Some(text.to_owned())
    };
    ErrorDetails {
        message: message.filter(|message| !message.is_empty()),
        ..ErrorDetails::default()
    }
}

/// Parses JSON, if necessary after repairs.
fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| {
        text.starts_with(['{', '[', '"'])
            .then(|| serde_json::from_str(&repair(text)).ok())
            .flatten()
    })
}

/// Returns the text of the first element of a name in HTML.
fn element(html: &str, name: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let start = lower.find(&format!("<{name}"))?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    let words: Vec<_> = html[start..end].split_whitespace().collect();
    Some(words.join(" "))
}

/// An unclosed object or array.
struct Open {
    close: char,
    /// Whether the next string is a key.
    expects_key: bool,
}

/// Repairs truncated or invalid JSON: closes open objects, arrays and strings, replaces lone
/// surrogates and invalid escapes, and replaces unknown literals with null.
fn repair(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 16);
    let mut open: Vec<Open> = Vec::new();
    let mut chars = text.chars().peekable();
    // Whether the last token is a key without its colon.
    let mut is_key = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                is_key = open.last().is_some_and(|open| open.expects_key);
                repair_string(&mut chars, &mut json);
                continue;
            }
            '{' | '[' => {
                json.push(c);
                open.push(Open {
                    close: if c == '{' { '}' } else { ']' },
                    expects_key: c == '{',
                });
            }
            '}' | ']' => {
                if open.last().is_some_and(|open| open.close == c) {
                    open.pop();
                    json.push(c);
                }
            }
            ',' | ':' => {
                json.push(c);
                if let Some(open) = open.last_mut() {
                    open.expects_key = c == ',' && open.close == '}';
                }
            }
            c if c.is_whitespace() => continue,
            c => {
                let mut word = String::from(c);
                while let Some(c) =
                    chars.next_if(|c| !c.is_whitespace() && !",:{}[]\"".contains(*c))
                {
                    word.push(c);
                }
                let is_valid = serde_json::from_str::<Value>(&word).is_ok();
                json.push_str(if is_valid { &word } else { "null" });
            }
        }
        is_key = false;
    }
    if json.ends_with(',') {
        json.pop();
    } else if json.ends_with(':') {
        json.push_str("null");
    } else if is_key {
        json.push_str(":null");
    }
    json.extend(open.iter().rev().map(|open| open.close));
    json
}

/// Copies a string after its opening quote.
fn repair_string(chars: &mut Peekable<Chars<'_>>, json: &mut String) {
    json.push('"');
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => match chars.next() {
                Some('u') => match unicode_escape(chars) {
                    Some(c) => push_escaped(json, c),
                    None => json.push(char::REPLACEMENT_CHARACTER),
                },
                Some(c) if "\"\\/bfnrt".contains(c) => json.extend(['\\', c]),
                Some(c) => push_escaped(json, c),
                None => {}
            },
            c => push_escaped(json, c),
        }
    }
    json.push('"');
}

fn push_escaped(json: &mut String, c: char) {
    match c {
        '"' | '\\' => json.extend(['\\', c]),
        '\0'..='\u{1f}' => *json += &format!("\\u{:04x}", u32::from(c)),
        c => json.push(c),
    }
}

/// Reads the digits after `\u`, and those of a second surrogate if there must be one.
fn unicode_escape(chars: &mut Peekable<Chars<'_>>) -> Option<char> {
    let first = hex_digits(chars)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    let mut ahead = chars.clone();
    if (ahead.next(), ahead.next()) != (Some('\\'), Some('u')) {
        return None;
    }
    let second = hex_digits(&mut ahead)?;
    let second = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    *chars = ahead;
    char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second)
}

fn hex_digits(chars: &mut Peekable<Chars<'_>>) -> Option<u32> {
    let mut code = 0;
    for _ in 0..4 {
        code = code * 16 + chars.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{read_error_body, repair};
    use crate::error_details::ErrorDetails;

    fn message(body: &[u8]) -> Option<String> {
        read_error_body(body, ErrorDetails::from_json).message
    }

    #[test]
    fn a_reason_is_found_in_any_form() {
        for (body, expected) in [
            (&b"{\"message\":\"no\"}"[..], "no"),
            (b"\xef\xbb\xbf{\"message\":\"no\"}", "no"),
            (b"{\"message\":\"n\\ud800o\",\"id\":1}", "n\u{fffd}o"),
            (
                b"{\"message\":\"\\ud83d\\ude00\",\"id\":1e999}",
                "\u{1f600}",
            ),
            (b"{\"id\":007,\"message\":\"no\"}", "no"),
            (b"{\"id\":NaN,\"message\":\"no\"}", "no"),
            (b"{\"id\":1e999,\"message\":\"no\"}", "no"),
            (b"{\"message\":\"a\\x \\\"b\\\"\nc\"}", "ax \"b\"\nc"),
            (b"{\"message\":\"forbidd", "forbidd"),
            (b"{\"message\":\"no\",\"det", "no"),
            (b"{\"message\":\"no\",\"detail\":", "no"),
            (b"{\"message\":\"no\",", "no"),
            (b"{\"message\":\"no\",\"fields\":[{\"a\":tr", "no"),
            (b"{\"message\":\"\\u00", "\u{fffd}"),
            (b"{\"message\":\"n\xffo\"}", "n\u{fffd}o"),
            (b"\"no\"", "no"),
            (b" upstream connect error \n", "upstream connect error"),
            (
                b"<!DOCTYPE html>\n<HTML><head><Title>\n 502 Bad\n Gateway</Title>",
                "502 Bad Gateway",
            ),
            (b"<html><h1 class=\"a\">Denied</h1>", "Denied"),
        ] {
            let text = String::from_utf8_lossy(body);
            assert_eq!(message(body).as_deref(), Some(expected), "{text}");
        }
        for body in [&b""[..], b"{}", b"[]", b"null", b"<html>", b"{", b"\n"] {
            assert_eq!(message(body), None);
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,5}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("\\PC{0,4}", inner, 0..4)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_beginning_of_an_object_is_repaired(value in json(), length in any::<prop::sample::Index>()) {
            let text = Value::from_iter([("a", value.clone())]).to_string();
            let ends: Vec<_> = text.char_indices().map(|(start, _)| start).collect();
            let end = ends[length.index(ends.len())].max(1);
            let repaired = repair(&text[..end]);
            prop_assert!(serde_json::from_str::<Value>(&repaired).is_ok(), "{repaired}");
            let whole: Value = serde_json::from_str(&repair(&text)).unwrap();
            prop_assert_eq!(&whole["a"], &value);
        }

        #[test]
        fn any_body_is_read(body in any::<Vec<u8>>()) {
            let _ = message(&body);
        }
    }
}
