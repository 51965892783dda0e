//! The component schemas of a document.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::names::pascal;
use crate::pointer::schema_name;

/// Returns the component schemas; empty if there are none.
pub(crate) fn schemas(doc: &Value) -> &Map<String, Value> {
    static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    let schemas = doc.pointer("/components/schemas");
    schemas.and_then(Value::as_object).unwrap_or(&NONE)
}

/// Returns the component schemas, if there are any.
pub(crate) fn schemas_mut(doc: &mut Value) -> Option<&mut Map<String, Value>> {
    doc.pointer_mut("/components/schemas")?.as_object_mut()
}

/// Adds component schemas.
pub(crate) fn add(doc: &mut Value, schemas: impl IntoIterator<Item = (String, Value)>) {
    let mut schemas = schemas.into_iter().peekable();
    if schemas.peek().is_none() {
        return;
    }
    if let Some(doc) = doc.as_object_mut()
        && let Some(components) = doc.entry("components").or_insert(json!({})).as_object_mut()
        && let Some(all) = components
            .entry("schemas")
            .or_insert(json!({}))
            .as_object_mut()
    {
        all.extend(schemas);
    }
}

/// Returns the names of the types of the component schemas.
pub(crate) fn type_names(doc: &Value) -> BTreeSet<String> {
    schemas(doc).keys().map(|name| pascal(name)).collect()
}

/// Returns the components that a schema includes by `$ref` or `allOf`, as opposed to those in its fields.
pub(crate) fn merged(schema: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let own = schema.get("$ref").and_then(Value::as_str);
        out.extend(own.and_then(schema_name));
        let all = schema.get("allOf").and_then(Value::as_array);
        waiting.extend(all.into_iter().flatten());
    }
    out
}
