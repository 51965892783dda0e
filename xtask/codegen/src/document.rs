//! Stage `document`: reads a document from YAML or JSON.
//!
//! YAML is read with the YAML 1.2 core schema, so that `no` is a string, and within limits on time
//! and memory. A duplicate key is an error in both formats, because it is not known which value was
//! meant.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Diagnostic, Severity};
use crate::stack;

/// Maximum size of a file in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// Maximum nesting of objects and arrays.
pub const MAX_DEPTH: usize = 96;
/// Maximum number of values in a document, nested ones included.
pub const MAX_VALUES: usize = 2_000_000;
/// Maximum length of a string in bytes.
pub const MAX_TEXT: usize = 1 << 20;

/// Maximum number of colons that are read with a space behind them.
const MAX_COLONS: usize = 64;

/// Parses `text`. Diagnostics name it `file`.
///
/// # Errors
/// Fails if the text is not one YAML or JSON document, or exceeds a limit.
pub fn parse(file: &str, text: &str) -> Result<Value, Diagnostic> {
    let error = |rule, message: String, advice: &str| Diagnostic {
        severity: Severity::Error,
        rule,
        file: file.to_owned(),
        pointer: String::new(),
        message,
        advice: advice.to_owned(),
    };
    if text.len() > MAX_BYTES {
        return Err(too_large(file, text.len() as u64));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value = match text.trim_start().starts_with('{') {
        true => json(text).or_else(|error| match error.is_syntax() {
            // YAML has braces as well.
            true => yaml(text).map_err(|_| error.to_string()),
            false => Err(error.to_string()),
        }),
        false => yaml(text),
    };
    value.map_err(|message| {
        // In the words of the two readers.
        let advice = [
            (
                "number out of range",
                "Write a number that a 64-bit float can hold, or a string.",
            ),
            (
                "non-finite float",
                "Write a number that a 64-bit float can hold, or a string.",
            ),
            ("nested deeper", "Move inner parts to components."),
            ("the limit is", "Shorten or remove this part."),
            ("tabs disallowed", "Indent with spaces."),
        ];
        let advice = advice.iter().find(|(part, _)| message.contains(part));
        let usual = "Write one YAML 1.2 or JSON document without duplicate keys.";
        error(
            "unreadable",
            message.clone(),
            advice.map_or(usual, |it| it.1),
        )
    })
}

fn too_large(file: &str, bytes: u64) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        rule: "too-large",
        file: file.to_owned(),
        pointer: String::new(),
        message: format!("{bytes} bytes, the limit is {MAX_BYTES}"),
        advice: "Select a subset of the operations first.".to_owned(),
    }
}

/// Reads the file at `path`. Diagnostics name it `file`.
///
/// # Errors
/// Fails if the file cannot be read, or as [`parse`].
pub fn read(path: &std::path::Path, file: &str) -> Result<Value, Diagnostic> {
    let error = |message: String| Diagnostic {
        severity: Severity::Error,
        rule: "unreadable",
        file: file.to_owned(),
        pointer: String::new(),
        message,
        advice: "Check the path, and that the file is UTF-8 text.".to_owned(),
    };
    let size = std::fs::metadata(path).map_err(|e| error(e.to_string()))?;
    if size.len() > MAX_BYTES as u64 {
        return Err(too_large(file, size.len()));
    }
    let text = std::fs::read_to_string(path).map_err(|e| error(e.to_string()))?;
    parse(file, &text)
}

fn yaml(text: &str) -> Result<Value, String> {
    stack::with_large_stack(|| yaml_here(text))
}

fn yaml_here(text: &str) -> Result<Value, String> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_documents: 1,
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_events: 4 * MAX_VALUES,
            // Keys count as nodes.
            max_nodes: 2 * MAX_VALUES,
            max_anchors: 100_000,
            max_aliases: MAX_VALUES,
            // What aliases repeat counts.
            max_total_scalar_bytes: MAX_BYTES,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 4 * MAX_VALUES,
            max_replay_stack_depth: MAX_DEPTH,
        },
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
        strict_booleans: true,
        legacy_octal_numbers: false,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    };
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_COLONS {
        let error = match serde_saphyr::from_str_with_options(&text, options.clone()) {
            Ok(Strict(value)) => return Ok(value),
            Err(error) => error,
        };
        match separated(&text, &error) {
            Some(changed) => text = Cow::Owned(changed),
            None => return Err(error.to_string()),
        }
    }
    Err(format!(
        "more than {MAX_COLONS} colons directly before `[` or `{{`"
    ))
}

/// Returns `text` with a space behind the colon at which it could not be read. YAML 1.2 has none between
/// a key and a list or object in braces, as in `{a:[]}`, but the reader needs it.
fn separated(text: &str, error: &serde_saphyr::Error) -> Option<String> {
    if !error.to_string().contains("':' may not precede") {
        return None;
    }
    let location = error.location()?;
    let line = usize::try_from(location.line()).ok()?.checked_sub(1)?;
    let column = usize::try_from(location.column()).ok()?.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let (at, _) = text.get(start..)?.char_indices().nth(column)?;
    let after = text.get(start + at..)?.strip_prefix(':')?;
    let before = text.strip_suffix(after)?;
    Some(format!("{before} {after}"))
}

fn json(text: &str) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let remaining = Cell::new(MAX_VALUES);
    let value = Depth::new(&remaining).deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// A value without duplicate keys.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let remaining = Cell::new(MAX_VALUES);
        Depth::new(&remaining).deserialize(deserializer).map(Strict)
    }
}

/// Reads a value at this depth.
struct Depth<'a> {
    depth: usize,
    /// How many more values are allowed.
    remaining: &'a Cell<usize>,
}

impl<'a> Depth<'a> {
    fn new(remaining: &'a Cell<usize>) -> Self {
        Self {
            depth: 0,
            remaining,
        }
    }

    fn below<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {MAX_DEPTH}")));
        }
        let Some(remaining) = self.remaining.get().checked_sub(1) else {
            return Err(E::custom(format_args!("more than {MAX_VALUES} values")));
        };
        self.remaining.set(remaining);
        Ok(Self {
            depth: self.depth + 1,
            remaining: self.remaining,
        })
    }
}

/// Checks the length of a string.
fn text<E: serde::de::Error>(value: &str) -> Result<&str, E> {
    if value.len() > MAX_TEXT {
        return Err(E::custom(format_args!(
            "a string of {} bytes, the limit is {MAX_TEXT}",
            value.len()
        )));
    }
    Ok(value)
}

impl<'de> DeserializeSeed<'de> for Depth<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number that JSON cannot express"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(text(value)?))
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        text::<E>(&value)?;
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element_seed(self.below()?)? {
            out.push(item);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        // The key of a YAML mapping can be null.
        while let Some(key) = entries.next_key::<Option<String>>()? {
            let key = key.unwrap_or_else(|| "null".to_owned());
            if out.contains_key(&key) {
                return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
            }
            let value = entries.next_value_seed(self.below()?)?;
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        parse("t", text).unwrap()
    }

    fn error(text: &str) -> String {
        parse("t", text).unwrap_err().message
    }

    #[test]
    fn scalars_follow_yaml_1_2() {
        assert_eq!(
            read("[no, y, on, Yes, off, n, 010, 1_000, 12:30, 2019-06-25, 3.18.00, =, 0o10]"),
            json!([
                "no",
                "y",
                "on",
                "Yes",
                "off",
                "n",
                "010",
                "1_000",
                "12:30",
                "2019-06-25",
                "3.18.00",
                "=",
                8
            ])
        );
        assert_eq!(
            read("[true, False, null, ~, 7, -1, 1.5, 1e3, '200', \"no\", 0x1F]"),
            json!([true, false, null, null, 7, -1, 1.5, 1000.0, "200", "no", 31])
        );
    }

    #[test]
    fn keys_are_strings() {
        assert_eq!(read("200: a\nno: b\n"), json!({"200": "a", "no": "b"}));
        assert_eq!(
            read("-1: a\n1.0: b\ntrue: c\nnull: d\n'3': e\n0x1F: f\n'~': g\n"),
            json!({"-1": "a", "1.0": "b", "true": "c", "null": "d", "3": "e", "0x1F": "f", "~": "g"})
        );
        assert_eq!(read("~: a\n"), json!({"null": "a"}));
        assert!(error("~: a\nnull: b\n").contains("duplicate"));
    }

    #[test]
    fn braces_are_json_or_yaml() {
        assert_eq!(read("{a: b, 'c': [d, ]}"), json!({"a": "b", "c": ["d"]}));
        assert_eq!(
            read("{\n  a:[x],\n  b:{c:[ ]}, 'd':{}, e: 'f:[g]'}"),
            json!({"a": ["x"], "b": {"c": []}, "d": {}, "e": "f:[g]"})
        );
        assert!(
            error("{\"a\": 1, \"b\"}x").contains("line 1 column"),
            "{}",
            error("{\"a\": 1, \"b\"}x")
        );
        let colons = |n: usize| format!("[{}]", "{a:[]},".repeat(n));
        read(&colons(MAX_COLONS - 1));
        assert!(error(&colons(MAX_COLONS + 1)).contains("colons"));
    }

    #[test]
    fn one_anchor_can_have_many_aliases() {
        let aliases = "*a, ".repeat(30_000);
        let value = read(&format!("a: &a {{b: c}}\nl: [{aliases}]\n"));
        assert_eq!(value["l"].as_array().map(Vec::len), Some(30_000));
        assert_eq!(value["l"][29_999], json!({"b": "c"}));
    }

    #[test]
    fn duplicate_keys_are_errors() {
        assert!(error("a: 1\nb: 2\na: 3\n").contains("duplicate"));
        assert!(error(r#"{"a": {"b": 1, "b": 1}}"#).contains("duplicate key `b`"));
    }

    #[test]
    fn keys_keep_their_order() {
        let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&read("z: 1\na: 2\nm: 3\n")), ["z", "a", "m"]);
        assert_eq!(keys(&read(r#"{"z": 1, "a": 2}"#)), ["z", "a"]);
    }

    #[test]
    fn advice_for_a_number_without_a_value_is_about_the_number() {
        for text in ["a: 1e400", "{\"a\": 1e400}", "a: .inf"] {
            let error = parse("d.yaml", text).unwrap_err();
            assert!(error.advice.starts_with("Write a number"), "{error}");
        }
    }

    #[test]
    fn invalid_yaml_and_json_are_errors() {
        for text in [
            "a: b: c",
            "{\"a\": 1} x",
            "{\"a\": 1",
            "a: [",
            "a: .inf",
            "--- a\n--- b\n",
        ] {
            error(text);
        }
    }
}
