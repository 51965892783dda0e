//! A document of some operations of another one, with what they reach and no more.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::pointer::{component, schema_name};
use crate::walk::{self, METHODS};

/// The kinds of components that operations refer to.
const KINDS: [&str; 5] = [
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
];

/// Keeps the operations for which `keep(path, method, operation)` holds.
pub fn carve(doc: &Value, keep: impl Fn(&str, &str, &Value) -> bool) -> Value {
    let mut out = doc.clone();
    if let Some(out) = out.as_object_mut() {
        out.shift_remove("webhooks");
    }
    if let Some(paths) = out.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            for method in METHODS {
                let kept = item.get(method).is_some_and(|o| keep(path, method, o));
                if !kept {
                    item.shift_remove(method);
                }
            }
        }
        paths.retain(|_, item| METHODS.iter().any(|m| item.get(m).is_some()));
    }
    let mut reached: BTreeSet<(String, String)> = BTreeSet::new();
    let mut waiting = vec![out.get("paths").cloned().unwrap_or_default()];
    while let Some(value) = waiting.pop() {
        for reference in references(&value) {
            for kind in KINDS {
                let Some(name) = component(&reference, kind) else {
                    continue;
                };
                if reached.insert((kind.to_owned(), name.clone())) {
                    let target = doc.pointer(&format!("/components/{kind}"));
                    waiting.extend(target.and_then(|t| t.get(&name)).cloned());
                }
            }
        }
    }
    if let Some(components) = out.get_mut("components").and_then(Value::as_object_mut) {
        components.retain(|kind, entries| {
            if !KINDS.contains(&kind.as_str()) {
                return kind == "securitySchemes";
            }
            if let Some(entries) = entries.as_object_mut() {
                entries.retain(|name, _| reached.contains(&(kind.clone(), name.clone())));
            }
            entries.as_object().is_some_and(|e| !e.is_empty())
        });
    }
    let tags: BTreeSet<String> = walk::operations(&out)
        .into_iter()
        .filter_map(|(_, _, operation, _)| operation.get("tags")?.as_array())
        .flatten()
        .filter_map(|tag| tag.as_str().map(str::to_owned))
        .collect();
    if let Some(list) = out.get_mut("tags").and_then(Value::as_array_mut) {
        list.retain(|tag| {
            tag.get("name")
                .and_then(Value::as_str)
                .is_some_and(|name| tags.contains(name))
        });
    }
    out
}

/// Keeps the operations that have one of `tags` or an `operationId` among `ids`.
pub fn select(doc: &Value, tags: &[String], ids: &[String]) -> Value {
    carve(doc, |_, _, operation| {
        let tagged = operation
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .any(|tag| tags.iter().any(|t| t == tag));
        let named = operation
            .get("operationId")
            .and_then(Value::as_str)
            .is_some_and(|id| ids.iter().any(|i| i == id));
        tagged || named
    })
}

/// The component schemas that `schema` reaches, and `own` with them.
pub(crate) fn closure(doc: &Value, schema: &Value, own: Option<&str>) -> BTreeSet<String> {
    let empty = Map::new();
    let schemas = doc
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let mut names: BTreeSet<String> = own.into_iter().map(str::to_owned).collect();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        for name in references(schema).iter().filter_map(|r| schema_name(r)) {
            if names.insert(name.clone()) {
                waiting.extend(schemas.get(&name));
            }
        }
    }
    names
}

/// Every text that stands under a key `$ref`; a property of that name holds a schema, no text.
fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    found.push(reference.clone());
                }
                waiting.extend(map.values());
            }
            Value::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_reached_is_left_out() {
        let doc = json!({
            "openapi": "3.1.0",
            "tags": [{"name": "a"}, {"name": "b"}],
            "paths": {
                "/a": {"get": {"tags": ["a"], "operationId": "x", "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                    "4XX": {"$ref": "#/components/responses/E"}
                }}, "post": {"tags": ["b"], "operationId": "y"}},
                "/b": {"get": {"tags": ["b"], "operationId": "z"}}
            },
            "components": {
                "responses": {"E": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/E"}}}}, "F": {}},
                "schemas": {
                    "A": {"properties": {"self": {"$ref": "#/components/schemas/A"}, "b": {"$ref": "#/components/schemas/B"}}},
                    "B": {}, "C": {}, "E": {}
                },
                "examples": {}
            }
        });
        let out = select(&doc, &["a".to_owned()], &[]);
        let keys = |at: &str| -> Vec<String> {
            let map = out.pointer(at).and_then(Value::as_object).unwrap();
            map.keys().cloned().collect()
        };
        assert_eq!(keys("/paths"), ["/a"]);
        assert_eq!(keys("/paths/~1a"), ["get"]);
        assert_eq!(keys("/components"), ["responses", "schemas"]);
        assert_eq!(keys("/components/schemas"), ["A", "B", "E"]);
        assert_eq!(keys("/components/responses"), ["E"]);
        assert_eq!(out["tags"], json!([{"name": "a"}]));
    }
}
