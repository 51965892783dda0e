//! Visits the schemas and operations of a document.
//!
//! A property may be named `type` or `const`, so that only the position distinguishes a keyword from a
//! name.

use serde_json::Value;

use crate::pointer::{escape, join};

/// The fields of a path item that are operations, and their HTTP methods.
pub const METHODS: [(&str, &str); 9] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
    ("query", "QUERY"),
];
/// The field of a path item with the operations of other HTTP methods, by method.
pub const ADDITIONAL: &str = "additionalOperations";

/// Returns whether a path item has a field of its own for an HTTP method.
pub fn has_field(method: &str) -> bool {
    METHODS.iter().any(|(_, known)| *known == method)
}

/// Returns whether a field of a path item is an operation.
pub fn is_method_field(field: &str) -> bool {
    METHODS.iter().any(|(known, _)| *known == field)
}

/// Returns the pointer of an operation of a path.
pub fn operation_at(path: &str, method: &str) -> String {
    let item = join("/paths", path);
    match METHODS.iter().find(|(_, known)| *known == method) {
        Some((field, _)) => join(&item, field),
        None => join(&join(&item, ADDITIONAL), method),
    }
}

/// Keywords whose value is one schema.
pub const ONE: [&str; 12] = [
    "items",
    "not",
    "additionalProperties",
    "additionalItems",
    "contains",
    "contentSchema",
    "else",
    "if",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords whose value is a list of schemas.
pub const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value is an object of schemas.
pub const MAP: [&str; 5] = [
    "$defs",
    "definitions",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Calls `f` on each schema directly inside `schema`, with its pointer.
pub fn children_mut(schema: &mut Value, at: &str, f: &mut dyn FnMut(&mut Value, &str)) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    for (keyword, value) in schema.iter_mut() {
        let keyword = keyword.as_str();
        if ONE.contains(&keyword) {
            // `additionalProperties: false` is a flag, not a schema.
            if keyword != "additionalProperties" || value.is_object() {
                f(value, &format!("{at}/{keyword}"));
            }
        } else if LIST.contains(&keyword) {
            for (i, value) in value.as_array_mut().into_iter().flatten().enumerate() {
                f(value, &format!("{at}/{keyword}/{i}"));
            }
        } else if MAP.contains(&keyword) {
            for (name, value) in value.as_object_mut().into_iter().flatten() {
                f(value, &format!("{at}/{keyword}/{}", escape(name)));
            }
        }
    }
}

/// Calls `f` on each schema directly inside `schema`, with its pointer.
pub fn children(schema: &Value, at: &str, f: &mut dyn FnMut(&Value, &str)) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let keyword = keyword.as_str();
        if ONE.contains(&keyword) {
            if keyword != "additionalProperties" || value.is_object() {
                f(value, &format!("{at}/{keyword}"));
            }
        } else if LIST.contains(&keyword) {
            for (i, value) in value.as_array().into_iter().flatten().enumerate() {
                f(value, &format!("{at}/{keyword}/{i}"));
            }
        } else if MAP.contains(&keyword) {
            for (name, value) in value.as_object().into_iter().flatten() {
                f(value, &format!("{at}/{keyword}/{}", escape(name)));
            }
        }
    }
}

/// Calls `f` on `schema` and every schema inside, inner ones first.
pub fn deep_mut(schema: &mut Value, at: &str, f: &mut dyn FnMut(&mut Value, &str)) {
    children_mut(schema, at, &mut |child, at| deep_mut(child, at, f));
    f(schema, at);
}

/// Calls `f` on `schema` and every schema inside, outer ones first.
pub fn deep(schema: &Value, at: &str, f: &mut dyn FnMut(&Value, &str)) {
    f(schema, at);
    children(schema, at, &mut |child, at| deep(child, at, f));
}

/// Calls `f` on each object and list in `value`, itself included, with its pointer.
pub(crate) fn values(value: &Value, f: &mut dyn FnMut(&Value, &str)) {
    let mut waiting = vec![(value, String::new())];
    while let Some((value, at)) = waiting.pop() {
        let is_nested = |value: &Value| value.is_object() || value.is_array();
        match value {
            Value::Object(map) => {
                let below = map.iter().filter(|(_, v)| is_nested(v));
                waiting.extend(below.map(|(key, value)| (value, join(&at, key))));
            }
            Value::Array(list) => {
                let below = list.iter().enumerate().filter(|(_, v)| is_nested(v));
                waiting.extend(below.map(|(i, value)| (value, join(&at, i))));
            }
            _ => continue,
        }
        f(value, &at);
    }
}

/// The location of a schema that is not inside another schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RootKind {
    /// A named schema of `components`.
    Component,
    /// A parameter.
    Parameter,
    /// A request body.
    Request,
    /// A response, successful or not.
    Response,
}

/// Calls `f` on each schema that is not inside another schema.
pub fn roots_mut(doc: &mut Value, f: &mut dyn FnMut(RootKind, &mut Value, &str)) {
    if let Some(components) = doc.get_mut("components") {
        each_mut(components, "schemas", "/components", &mut |schema, at| {
            f(RootKind::Component, schema, at);
        });
    }
    holders_mut(doc, &mut |kind, holder, at| {
        if let Some(schema) = holder.get_mut("schema") {
            f(kind, schema, &join(at, "schema"));
        }
        each_mut(holder, "content", at, &mut |media, at| {
            for key in ["schema", "itemSchema"] {
                if let Some(schema) = media.get_mut(key) {
                    f(kind, schema, &join(at, key));
                }
            }
        });
    });
}

/// Calls `f` on each object that may have `content`: parameters, bodies, responses, headers, and the headers
/// of parts.
pub fn holders_mut(doc: &mut Value, f: &mut dyn FnMut(RootKind, &mut Value, &str)) {
    if let Some(components) = doc.get_mut("components") {
        let at = "/components";
        each_mut(components, "parameters", at, &mut |p, at| {
            f(RootKind::Parameter, p, at);
        });
        each_mut(components, "requestBodies", at, &mut |b, at| {
            body_mut(b, at, f);
        });
        each_mut(components, "responses", at, &mut |r, at| {
            response_mut(r, at, f);
        });
        each_mut(components, "headers", at, &mut |h, at| {
            f(RootKind::Response, h, at);
        });
    }
    operations_mut(doc, &mut |_, _, operation, at| {
        list_mut(operation, "parameters", at, &mut |p, at| {
            f(RootKind::Parameter, p, at);
        });
        if let Some(body) = operation.get_mut("requestBody") {
            body_mut(body, &join(at, "requestBody"), f);
        }
        each_mut(operation, "responses", at, &mut |r, at| {
            response_mut(r, at, f);
        });
    });
    items_mut(doc, &mut |_, item, at| {
        list_mut(item, "parameters", at, &mut |p, at| {
            f(RootKind::Parameter, p, at);
        });
    });
}

/// Calls `f` on each schema that is not inside another schema.
pub fn roots(doc: &Value, f: &mut dyn FnMut(RootKind, &Value, &str)) {
    // A copy, so that there is one walk only.
    let mut copy = doc.clone();
    roots_mut(&mut copy, &mut |kind, schema, at| f(kind, schema, at));
}

/// Calls `f` with path, path item and pointer.
pub fn items_mut(doc: &mut Value, f: &mut dyn FnMut(&str, &mut Value, &str)) {
    let paths = doc.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        if !path.starts_with("x-") {
            f(path, item, &join("/paths", path));
        }
    }
}

/// Returns the path to which the requests of a path item are sent: its name without a fragment.
pub fn sent_path(name: &str) -> &str {
    name.split_once('#').map_or(name, |(path, _)| path)
}

/// Calls `f` with path, HTTP method, operation and pointer.
pub fn operations_mut(doc: &mut Value, f: &mut dyn FnMut(&str, &str, &mut Value, &str)) {
    items_mut(doc, &mut |path, item, at| {
        item_operations_mut(item, at, &mut |method, operation, at| {
            f(path, method, operation, at);
        });
    });
}

/// Calls `f` on each operation of a path item, with its HTTP method and pointer.
pub fn item_operations_mut(item: &mut Value, at: &str, f: &mut dyn FnMut(&str, &mut Value, &str)) {
    for (field, method) in METHODS {
        if let Some(operation) = item.get_mut(field) {
            f(method, operation, &join(at, field));
        }
    }
    let additional = item.get_mut(ADDITIONAL).and_then(Value::as_object_mut);
    for (method, operation) in additional.into_iter().flatten() {
        f(method, operation, &join(&join(at, ADDITIONAL), method));
    }
}

/// Returns the operations of a path item as (HTTP method, operation, pointer).
pub fn item_operations<'a>(item: &'a Value, at: &str) -> Vec<(&'a str, &'a Value, String)> {
    let fixed = METHODS
        .into_iter()
        .filter_map(|(field, method)| Some((method, item.get(field)?, join(at, field))));
    let additional = item.get(ADDITIONAL).and_then(Value::as_object);
    let additional = additional.into_iter().flatten().map(|(method, operation)| {
        let at = join(&join(at, ADDITIONAL), method);
        (method.as_str(), operation, at)
    });
    fixed.chain(additional).collect()
}

/// Removes the operations of a path item for which `keep(method, operation)` does not hold.
pub fn retain_operations(item: &mut Value, keep: &mut dyn FnMut(&str, &Value) -> bool) {
    let Some(item) = item.as_object_mut() else {
        return;
    };
    for (field, method) in METHODS {
        if item.get(field).is_some_and(|o| !keep(method, o)) {
            item.shift_remove(field);
        }
    }
    if let Some(additional) = item.get_mut(ADDITIONAL).and_then(Value::as_object_mut) {
        additional.retain(|method, operation| keep(method, operation));
        if additional.is_empty() {
            item.shift_remove(ADDITIONAL);
        }
    }
}

/// Returns all operations as (path, HTTP method, operation, pointer).
pub fn operations(doc: &Value) -> Vec<(&str, &str, &Value, String)> {
    let paths = doc.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flatten()
        .filter(|(path, _)| !path.starts_with("x-"))
        .flat_map(|(path, item)| {
            item_operations(item, &join("/paths", path))
                .into_iter()
                .map(|(method, operation, at)| (path.as_str(), method, operation, at))
        })
        .collect()
}

/// Calls `f` on each value of the object `parent[key]`, except extensions.
pub fn each_mut(parent: &mut Value, key: &str, at: &str, f: &mut dyn FnMut(&mut Value, &str)) {
    let at = join(at, key);
    let entries = parent.get_mut(key).and_then(Value::as_object_mut);
    for (name, value) in entries.into_iter().flatten() {
        // A component schema may be named `x-something`.
        if !name.starts_with("x-") || at == "/components/schemas" {
            f(value, &join(&at, name));
        }
    }
}

/// Calls `f` on each value of the object `parent[key]`, which has no extensions.
pub fn entries_mut(parent: &mut Value, key: &str, at: &str, f: &mut dyn FnMut(&mut Value, &str)) {
    let at = join(at, key);
    let entries = parent.get_mut(key).and_then(Value::as_object_mut);
    for (name, value) in entries.into_iter().flatten() {
        f(value, &join(&at, name));
    }
}

/// Calls `f` on each value of the list `parent[key]`.
pub fn list_mut(parent: &mut Value, key: &str, at: &str, f: &mut dyn FnMut(&mut Value, &str)) {
    let at = join(at, key);
    let entries = parent.get_mut(key).and_then(Value::as_array_mut);
    for (i, value) in entries.into_iter().flatten().enumerate() {
        f(value, &join(&at, i));
    }
}

fn body_mut(body: &mut Value, at: &str, f: &mut dyn FnMut(RootKind, &mut Value, &str)) {
    f(RootKind::Request, body, at);
    each_mut(body, "content", at, &mut |media, at| {
        entries_mut(media, "encoding", at, &mut |encoding, at| {
            entries_mut(encoding, "headers", at, &mut |header, at| {
                f(RootKind::Parameter, header, at);
            });
        });
    });
}

fn response_mut(response: &mut Value, at: &str, f: &mut dyn FnMut(RootKind, &mut Value, &str)) {
    f(RootKind::Response, response, at);
    each_mut(response, "headers", at, &mut |header, at| {
        f(RootKind::Response, header, at);
    });
}
