//! Extracts the part of a document that some of its operations need.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::pointer::{component, schema_at, schema_name, schema_ref};
use crate::walk;

/// Returns the document with the operations for which `keep(path, method, operation)` holds, and
/// with the components that they refer to.
pub fn subset(doc: &Value, keep: impl Fn(&str, &str, &Value) -> bool) -> Value {
    let mut out = doc.clone();
    if let Some(out) = out.as_object_mut() {
        out.shift_remove("webhooks");
    }
    if let Some(paths) = out.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            walk::retain_operations(item, &mut |method, o| keep(path, method, o));
        }
        paths.retain(|_, item| !walk::item_operations(item, "").is_empty());
    }
    let reached = reached(doc, out.get("paths").into_iter().collect());
    let schemes = schemes(&out);
    if let Some(components) = out.get_mut("components").and_then(Value::as_object_mut) {
        components.retain(|kind, entries| {
            if let Some(entries) = entries.as_object_mut() {
                entries.retain(|name, _| match kind.as_str() {
                    "securitySchemes" => schemes.contains(name),
                    _ => reached.contains(&(kind.clone(), name.clone())),
                });
            }
            entries.as_object().is_some_and(|e| !e.is_empty())
        });
        if components.is_empty()
            && let Some(out) = out.as_object_mut()
        {
            out.shift_remove("components");
        }
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

/// The components, as kind and name, that `from` refers to, and those that they refer to.
fn reached(doc: &Value, from: Vec<&Value>) -> BTreeSet<(String, String)> {
    let mut reached = BTreeSet::new();
    let mut waiting = from;
    while let Some(value) = waiting.pop() {
        for reference in references(value) {
            // Some refer to a part of a component.
            let mut steps = reference
                .strip_prefix("#/components/")
                .into_iter()
                .flat_map(|rest| rest.splitn(3, '/'));
            let (Some(kind), Some(name)) = (steps.next(), steps.next()) else {
                continue;
            };
            let whole = format!("#/components/{kind}/{name}");
            let Some(name) = component(&whole, kind) else {
                continue;
            };
            if reached.insert((kind.to_owned(), name.clone())) {
                let entries = doc.get("components").and_then(|c| c.get(kind));
                waiting.extend(entries.and_then(|e| e.get(&name)));
            }
        }
    }
    reached
}

/// Returns the pointers of the component schemas that `from` refers to, and those that they refer to.
pub(crate) fn reached_schemas(doc: &Value, from: Vec<&Value>) -> Vec<String> {
    let reached = reached(doc, from).into_iter();
    let schemas = reached.filter(|(kind, _)| kind == "schemas");
    schemas.map(|(_, name)| schema_at(&name)).collect()
}

/// The security schemes that the document or one of its operations requires.
fn schemes(doc: &Value) -> BTreeSet<String> {
    let operations = walk::operations(doc);
    operations
        .iter()
        .map(|(_, _, operation, _)| *operation)
        .chain([doc])
        .filter_map(|holder| holder.get("security")?.as_array())
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(|requirement| requirement.keys().cloned())
        .collect()
}

/// Returns the document with the operations that have one of `tags` or an `operationId` of `ids`.
pub fn select(doc: &Value, tags: &[String], ids: &[String]) -> Value {
    subset(doc, |_, _, operation| {
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

/// Returns the names of the component schemas that `schema` needs.
pub(crate) fn closure(schemas: &Map<String, Value>, schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
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

/// Returns the names of the component schemas that `schema` refers to directly.
pub(crate) fn names(schema: &Value) -> Vec<String> {
    let found = references(schema);
    found.iter().filter_map(|r| schema_name(r)).collect()
}

/// Returns the strings of all keys `$ref`. A property of that name contains a schema instead of a string.
fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    found.push(reference.clone());
                }
                // A discriminator refers without `$ref`, by reference or by bare name.
                let mapping = map.get("discriminator").and_then(|d| d.get("mapping"));
                for target in mapping.and_then(Value::as_object).into_iter().flatten() {
                    if let Some(target) = target.1.as_str() {
                        found.push(match target.contains(['/', '#']) {
                            true => target.to_owned(),
                            false => schema_ref(target),
                        });
                    }
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
                    "A": {"properties": {"self": {"$ref": "#/components/schemas/A"}, "b": {"$ref": "#/components/schemas/B/properties/x"}}},
                    "B": {"discriminator": {"propertyName": "k", "mapping": {"d": "D", "e": "#/components/schemas/E"}}},
                    "C": {}, "D": {}, "E": {}
                },
                "securitySchemes": {"used": {}, "unused": {}},
                "examples": {}
            },
            "security": [{"used": []}]
        });
        let out = select(&doc, &["a".to_owned()], &[]);
        let keys = |at: &str| -> Vec<String> {
            let map = out.pointer(at).and_then(Value::as_object).unwrap();
            map.keys().cloned().collect()
        };
        assert_eq!(keys("/paths"), ["/a"]);
        assert_eq!(keys("/paths/~1a"), ["get"]);
        assert_eq!(
            keys("/components"),
            ["responses", "schemas", "securitySchemes"]
        );
        assert_eq!(keys("/components/schemas"), ["A", "B", "D", "E"]);
        assert_eq!(keys("/components/securitySchemes"), ["used"]);
        assert_eq!(keys("/components/responses"), ["E"]);
        assert_eq!(out["tags"], json!([{"name": "a"}]));
    }
}
