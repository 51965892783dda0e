//! The groups of operations.

use serde_json::Value;

use crate::ir::Tag;
use crate::openapi::{self, Operation};
use crate::rustdoc_text::sanitize;

/// Returns the tags of the document, in document order.
pub(super) fn find(doc: &Value) -> Vec<Tag> {
    let mut out: Vec<Tag> = Vec::new();
    for tag in openapi::tags(doc) {
        add(tag.name, tag.description, &mut out);
    }
    out
}

/// Returns the first tag of an operation, and adds it to `tags` if the document does not list it.
pub(super) fn first_tag(operation: Operation<'_>, tags: &mut Vec<Tag>) -> Option<String> {
    let name = operation.tags().next()?;
    add(name, "", tags);
    Some(name.to_owned())
}

fn add(name: &str, description: &str, tags: &mut Vec<Tag>) {
    if tags.iter().all(|known| known.name != name) {
        tags.push(Tag {
            name: name.to_owned(),
            title: title(name),
            description: sanitize(description),
        });
    }
}

/// Returns a name as a heading of one line.
fn title(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    sanitize(&words.join(" "))
}
