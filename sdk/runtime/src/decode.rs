//! Decodes JSON responses, and locates errors in them.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

pub use crate::decode_error::DecodeError;
use crate::error_body::strip_byte_order_mark;
use crate::json_value;

impl DecodeError {
    /// Returns the reason why a JSON value is not a `T`, or `None` if it is one.
    pub fn locate<T: DeserializeOwned>(value: &Value) -> Option<Self> {
        json_value::read_whole_floats::<T>(value).err()
    }
}

/// Decodes JSON. A body without content is null, if that is a `T`.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    let body = strip_byte_order_mark(body);
    serde_json::from_slice(body).or_else(|error| decode_again(body, &error))
}

/// Decodes what serde_json rejects: a body without content, or integers that are written as `1.0` or
/// `1e3`. Finds the path of an error. Only such bodies have this cost.
#[cold]
fn decode_again<T: DeserializeOwned>(
    body: &[u8],
    error: &serde_json::Error,
) -> Result<T, DecodeError> {
    if body.trim_ascii().is_empty() {
        return serde_json::from_slice(b"null")
            .map_err(|_| DecodeError::new("expected a response body, got none"));
    }
    let message = match error.classify() {
        Category::Eof => "the JSON is incomplete",
        Category::Syntax => "the body is not JSON",
        Category::Data | Category::Io => "unexpected value",
    };
    let mut located = match serde_json::from_slice::<Value>(body) {
        Ok(value) => match json_value::read_whole_floats(&value) {
            Ok((decoded, true)) => return Ok(decoded),
            // Another reason than how an integer is written, such as a duplicate field.
            Ok((_, false)) => DecodeError::new(message),
            Err(located) => located,
        },
        Err(_) => DecodeError::new(message),
    };
    let (line, column) = (error.line(), error.column());
    located.message += &format!(" (line {line}, column {column})");
    Err(located)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;

    use super::decode;

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
        state: Option<State>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only decoded")]
    enum State {
        On,
        For(u8),
    }

    #[test]
    fn errors_have_the_path_and_never_the_value() {
        for (body, message, path) in [
            ("", "expected a response body", None),
            ("<html>canary", "not JSON", None),
            ("{}", "missing field \"results\"", None),
            (
                r#"{"results":{"canary":1}}"#,
                "unexpected object",
                Some("results"),
            ),
            (r#"{"results":7}"#, "unexpected integer", Some("results")),
            (
                r#"{"results":["canary"]}"#,
                "unexpected string",
                Some("results[0]"),
            ),
            (
                r#"{"results":[{"id":1},{"id":"canary"}]}"#,
                "unexpected string",
                Some("results[1].id"),
            ),
            (
                r#"{"results":[{"id":1},{}]}"#,
                "missing field \"id\"",
                Some("results[1]"),
            ),
            (
                r#"{"results":[{"id":null}]}"#,
                "unexpected null",
                Some("results[0].id"),
            ),
            (r#"{"results":[{"id":1}"#, "incomplete", None),
            (r#"{"results":[]} canary"#, "not JSON", None),
            (
                r#"{"results":[{"id":99999999999999999999}]}"#,
                "number out of range",
                Some("results[0].id"),
            ),
            (
                r#"{"results":[{"id":1.5}]}"#,
                "unexpected floating point number",
                Some("results[0].id"),
            ),
            (
                r#"{"results":[{"id":1,"tags":["a",3]}]}"#,
                "unexpected integer",
                Some("results[0].tags[1]"),
            ),
            (
                r#"{"results":[{"id":1,"state":"canary"}]}"#,
                "unexpected value",
                Some("results[0].state"),
            ),
            (
                r#"{"results":[{"id":1,"state":{"For":"canary"}}]}"#,
                "unexpected string",
                Some("results[0].state.For"),
            ),
            (
                r#"{"results":[],"by_name":{"a":{"id":1},"b":{"id":""}}}"#,
                "unexpected string",
                Some("by_name.b.id"),
            ),
        ] {
            let error = decode::<Page>(body.as_bytes()).unwrap_err();
            assert!(error.message.contains(message), "{body}: {error}");
            assert!(!error.to_string().contains("canary"), "{error}");
            assert_eq!(error.path.as_deref(), path, "{body}: {error}");
        }
    }

    #[test]
    fn integers_may_be_written_as_floats() {
        let page: Page = decode(br#"{"results":[{"id":1.0},{"id":1e3}]}"#).unwrap();
        assert_eq!(page.results[1].id, 1000);
        let twice = decode::<Page>(br#"{"results":[],"results":[]}"#).unwrap_err();
        assert!(twice.message.starts_with("unexpected value"), "{twice}");
    }

    #[test]
    fn a_body_without_content_is_null_where_null_may_be() {
        for body in ["", " \r\n", "\u{FEFF}", "\u{FEFF} ", "null", "\u{FEFF}null"] {
            assert!(
                decode::<Option<Page>>(body.as_bytes()).unwrap().is_none(),
                "{body:?}"
            );
        }
        decode::<()>(b"").unwrap();
        let error = decode::<Vec<i64>>(b" ").unwrap_err();
        assert_eq!(error.message, "expected a response body, got none");
    }

    proptest! {
        #[test]
        fn any_text_is_decoded_or_an_error(text in "\\PC*|[\\[\\]{}\",:0-9a\\\\ \n]{0,40}") {
            let _ = decode::<Page>(text.as_bytes());
        }
    }
}
