//! Notes references to examples, links, callbacks and headers that lead nowhere. The client reads none of these, so
//! that no later stage misses the target.

use serde_json::Value;

use crate::diagnostic::Report;
use crate::pointer::percent_decoded;
use crate::walk;

/// The fields of objects that may have `content`.
const FIELDS: [&str; 3] = ["examples", "headers", "links"];

pub(super) fn note(doc: &mut Value, report: &mut Report) {
    let mut found = Vec::new();
    let mut add = |value: &mut Value, at: &str| {
        if let Some(Value::String(reference)) = value.get("$ref") {
            found.push((at.to_owned(), reference.clone()));
        }
    };
    if let Some(components) = doc.get_mut("components") {
        for kind in ["examples", "headers", "links", "callbacks"] {
            walk::each_mut(components, kind, "/components", &mut add);
        }
    }
    walk::holders_mut(doc, &mut |_, holder, at| {
        for field in FIELDS {
            walk::each_mut(holder, field, at, &mut add);
        }
        walk::each_mut(holder, "content", at, &mut |media, at| {
            walk::each_mut(media, "examples", at, &mut add);
        });
    });
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        walk::each_mut(operation, "callbacks", at, &mut add);
    });
    for (at, reference) in found {
        let pointer = reference.strip_prefix('#').map(percent_decoded);
        if pointer.is_some_and(|pointer| doc.pointer(&pointer).is_none()) {
            let message =
                format!("`{reference}` is not in this document; the client does not read it");
            report.note("dangling-ref", &at, message);
        }
    }
}
