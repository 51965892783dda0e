//! The groups that a document puts its operations in.

use serde_json::Value;

use super::markdown;
use crate::plan::Tag;

/// The tags of the document, in its order.
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
                description: markdown::for_rustdoc(text("description").unwrap_or("")),
            });
        }
    }
    out
}

/// The group of an operation: its first tag. One that the document does not list is added.
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

/// A name as a heading: one line.
fn title(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    markdown::for_rustdoc(&words.join(" "))
}
