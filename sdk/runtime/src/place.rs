//! Where in a JSON text an error is.
//!
//! serde_json tells a line and a column. Which value that is comes from reading the text again up to
//! there, so that a text without an error costs nothing.

use serde_json::error::{Category, Error};

/// The value that `error` is about, as `results[1].id`; nothing for the whole text.
pub fn place(text: &[u8], error: &Error) -> Option<String> {
    let mut walk = Walk::default();
    walk.read(&text[..consumed(text, error)]);
    let category = error.classify();
    let after = match walk.last {
        Last::Closed => category != Category::Data,
        Last::Scalar => category == Category::Eof,
        // The list itself is wrong, or its first value.
        Last::Opened => error.to_string().starts_with("invalid type: sequence"),
        Last::Other => false,
    };
    if after && matches!(walk.open.last(), Some(Open::List(_))) {
        walk.open.pop();
    } else if after && let Some(Open::Object(key)) = walk.open.last_mut() {
        *key = None;
    }
    let mut path = String::new();
    for open in walk.open {
        match open {
            Open::List(index) => path.push_str(&format!("[{index}]")),
            Open::Object(Some(key)) if path.is_empty() => path = key,
            Open::Object(Some(key)) => path.push_str(&format!(".{key}")),
            Open::Object(None) => {}
        }
    }
    (!path.is_empty()).then_some(path)
}

/// How much of the text was read: columns are bytes, counted from 1, and so are lines.
fn consumed(text: &[u8], error: &Error) -> usize {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    text.len().min(before + error.column())
}

/// An object or a list that has begun, and where in it the reading is.
enum Open {
    Object(Option<String>),
    List(usize),
}

/// What was read last.
#[derive(Clone, Copy, Default)]
enum Last {
    /// The beginning of a list.
    Opened,
    /// The end of an object or a list.
    Closed,
    /// A text, a number or a word, or the beginning of one.
    Scalar,
    #[default]
    Other,
}

#[derive(Default)]
struct Walk {
    open: Vec<Open>,
    last: Last,
}

impl Walk {
    fn read(&mut self, text: &[u8]) {
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            let mut next = at + 1;
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'{' => {
                    self.open.push(Open::Object(None));
                    self.last = Last::Other;
                }
                b'[' => {
                    self.open.push(Open::List(0));
                    self.last = Last::Opened;
                }
                b'}' | b']' => {
                    self.open.pop();
                    self.last = Last::Closed;
                }
                b',' => {
                    match self.open.last_mut() {
                        Some(Open::List(index)) => *index += 1,
                        Some(Open::Object(key)) => *key = None,
                        None => {}
                    }
                    self.last = Last::Other;
                }
                b':' => self.last = Last::Other,
                b'"' => {
                    next = end_of_text(text, at);
                    self.last = Last::Scalar;
                    if let Some(Open::Object(key @ None)) = self.open.last_mut() {
                        let written = &text[at..next];
                        *key = serde_json::from_slice(written).ok();
                        self.last = Last::Other;
                    }
                }
                _ => self.last = Last::Scalar,
            }
            at = next;
        }
    }
}

/// Behind the quote that ends the text which begins at `at`.
fn end_of_text(text: &[u8], at: usize) -> usize {
    let mut escaped = false;
    for (i, byte) in text.iter().enumerate().skip(at + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return i + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::Value;

    use super::place;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Page {
        results: Vec<Item>,
        by_name: Option<BTreeMap<String, Item>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    struct Item {
        id: i64,
        tags: Option<Vec<String>>,
        word: Option<bool>,
    }

    fn of(text: &str) -> Option<String> {
        let error = serde_json::from_str::<Page>(text).unwrap_err();
        place(text.as_bytes(), &error)
    }

    #[test]
    fn the_value_is_named_that_is_wrong() {
        for (text, path) in [
            ("[]", None),
            ("{}", None),
            (r#"{"results":{}}"#, Some("results")),
            (r#"{"results":7}"#, Some("results")),
            (r#"{"results":"[{"}"#, Some("results")),
            (r#"{"results":[7]}"#, Some("results[0]")),
            (r#"{"results":[[]]}"#, Some("results[0]")),
            (r#"{"results":[{"id":1},{}]}"#, Some("results[1]")),
            (
                r#"{"results":[{"id":1}, {"id" : [1]}]}"#,
                Some("results[1].id"),
            ),
            (
                r#"{"results":[{"id":1},{"id":{"id":1}}]}"#,
                Some("results[1].id"),
            ),
            (r#"{"results":[{"id":"a\"]}"}]}"#, Some("results[0].id")),
            (r#"{"results":[{"id":null}]}"#, Some("results[0].id")),
            (r#"{"results":[{"id":1.5}]}"#, Some("results[0].id")),
            (r#"{"results":[{"id":1,"id":2}]}"#, Some("results[0].id")),
            (
                r#"{"results":[{"id":1,"word":1}]}"#,
                Some("results[0].word"),
            ),
            (
                "{\n \"results\": [\n  {\"id\": 1, \"tags\": [\"a\", \"é\",\n 3]}]}",
                Some("results[0].tags[2]"),
            ),
            (
                r#"{"results":[],"by_name":{"a":{"id":1},"b\u0041.c":{"id":""}}}"#,
                Some("by_name.bA.c.id"),
            ),
            (r#"{"results":[{"id":1}"#, Some("results")),
            (r#"{"results":[{"id":1"#, Some("results[0]")),
            (r#"{"results":[{"id":"#, Some("results[0].id")),
            (r#"{"results":[]} x"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(of(text).as_deref(), path, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_place_or_none(text in "\\PC*|[\\[\\]{}\",:0-9a\\\\ \n]{0,40}") {
            if let Err(error) = serde_json::from_str::<Page>(&text) {
                place(text.as_bytes(), &error);
            }
            if let Err(error) = serde_json::from_str::<Value>(&text) {
                place(text.as_bytes(), &error);
            }
        }

        /// One value of a document is put in place of another; the path leads to it.
        #[test]
        fn the_path_leads_to_what_was_put_there(before in 0..4usize, after in 0..4usize) {
            let item = r#"{"tags":["x"],"id":5,"word":true}"#;
            let wrong = r#"{"tags":["x"],"id":"no","word":true}"#;
            let all: Vec<&str> = std::iter::repeat_n(item, before)
                .chain([wrong])
                .chain(std::iter::repeat_n(item, after))
                .collect();
            let text = format!("{{\"results\":[{}]}}", all.join(", "));
            prop_assert_eq!(of(&text), Some(format!("results[{before}].id")));
        }
    }
}
