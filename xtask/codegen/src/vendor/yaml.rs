//! Writes a document as YAML, in the order of its keys.

use serde_json::Value;

use crate::document;

/// Writes `doc` below the comment `head`.
///
/// # Errors
/// Fails if the text would not be read as the same document.
pub(super) fn write(doc: &Value, head: &str) -> Result<String, String> {
    let body = serde_saphyr::to_string(doc).map_err(|e| e.to_string())?;
    let text = format!("{head}{body}");
    let read = document::parse("the written YAML", &text).map_err(|e| e.to_string())?;
    if read != *doc {
        return Err("the written YAML is not read as the same document".to_owned());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn written_yaml_is_read_as_the_same_document() {
        let doc = json!({
            "z": ["no", "200", "010", "1_000", "2019-06-25", "~", "null", "", " a ", "a: b", "# c"],
            "200": {"/a/{b}": {}, "y": [], "k": [{"x": 1.5, "y": [1, -2]}, [1, [true, null]]]},
            "a": "several\nlines\n  and an indent\n",
            "b": "word ".repeat(60),
        });
        let text = write(&doc, "# A head.\n").unwrap();
        assert!(text.starts_with("# A head.\nz:\n"), "{text}");
    }
}
