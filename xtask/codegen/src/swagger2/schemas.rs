//! Converts schemas.

use serde_json::{Map, Value, json};

use super::context::ConversionContext;
use super::fields::{self, LATER_KEYWORDS};
use crate::pointer::join;
use crate::walk;

/// Converts each schema of an object of schemas.
pub(super) fn convert_each(schemas: &mut Value, at: &str, context: &mut ConversionContext<'_>) {
    for (name, schema) in schemas.as_object_mut().into_iter().flatten() {
        convert(schema, &join(at, name), context);
    }
}

/// Converts a schema and those in it. `at` is its pointer before the conversion.
pub(super) fn convert(schema: &mut Value, at: &str, context: &mut ConversionContext<'_>) {
    let root = at;
    walk::deep_mut(schema, at, &mut |schema, at| {
        let Some(map) = schema.as_object_mut() else {
            return;
        };
        for keyword in LATER_KEYWORDS {
            if map.contains_key(keyword) {
                fields::later(keyword, at, context.report);
            }
        }
        if map.get("discriminator").is_some_and(Value::is_object) {
            fields::later("discriminator", at, context.report);
        }
        nullable(map);
        if map.get("type") == Some(&json!("file")) {
            if at != root {
                context.report.unsupported(
                    "file",
                    &join(at, "type"),
                    "a file is a whole body or a field of a form: the value is a text",
                    "Describe a string in an overlay.",
                );
            }
            file(map);
        }
    });
}

/// Replaces `x-nullable`.
pub(super) fn nullable(map: &mut Map<String, Value>) {
    if map.shift_remove("x-nullable") == Some(json!(true)) {
        map.insert("nullable".to_owned(), json!(true));
    }
}

/// Replaces the type `file`.
pub(super) fn file(map: &mut Map<String, Value>) {
    map.insert("type".to_owned(), json!("string"));
    map.insert("format".to_owned(), json!("binary"));
}
