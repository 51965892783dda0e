//! The groups of operations.

use serde_json::Value;

use crate::ir::Tag;
use crate::rustdoc_text::sanitize;

/// Returns the tags of the document, in document order.
pub(super) fn find(doc: &Value) -> Vec<Tag> {
    let list = doc.get("tags").and_then(Value::as_array);
    let mut out: Vec<Tag> = Vec::new();
    for tag in list.into_iter().flatten() {
        let text = |key: &str| tag.get(key).and_then(Value::as_str).map(str::trim);
        let Some(name) = text("name").filter(|name| !name.is_empty()) else {
            continue;
        };
        if out.iter().all(|known| known.name != name) {
            out.push(Tag {
                name: name.to_owned(),
                title: title(name),
                description: sanitize(text("description").unwrap_or("")),
            });
        }
    }
    out
}

/// Returns the first tag of an operation, and adds it to `tags` if the document does not list it.
pub(super) fn of(operation: &Value, tags: &mut Vec<Tag>) -> Option<String> {
    let list = operation.get("tags")?.as_array()?;
    let mut names = list.iter().filter_map(Value::as_str).map(str::trim);
    let name = names.find(|name| !name.is_empty())?;
    if tags.iter().all(|known| known.name != name) {
        tags.push(Tag {
            name: name.to_owned(),
            title: title(name),
            description: String::new(),
        });
    }
    Some(name.to_owned())
}

/// Returns a name as a heading of one line.
fn title(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    sanitize(&words.join(" "))
}
