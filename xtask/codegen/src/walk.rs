//! Visits the schemas and operations of a document.
//!
//! A property may be named `type` or `const`, so that only the position distinguishes a keyword from a
//! name.

use serde_json::Value;

use crate::pointer::{escape, join};

/// The methods of a path item.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

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
        each_mut(components, "parameters", "/components", &mut |p, at| {
            parameter_mut(p, at, RootKind::Parameter, f);
        });
        each_mut(components, "requestBodies", "/components", &mut |b, at| {
            content_mut(b, at, RootKind::Request, f);
        });
        each_mut(components, "responses", "/components", &mut |r, at| {
            response_mut(r, at, f);
        });
        each_mut(components, "headers", "/components", &mut |h, at| {
            parameter_mut(h, at, RootKind::Response, f);
        });
    }
    operations_mut(doc, &mut |_, _, operation, at| {
        list_mut(operation, "parameters", at, &mut |p, at| {
            parameter_mut(p, at, RootKind::Parameter, f);
        });
        if let Some(body) = operation.get_mut("requestBody") {
            content_mut(body, &join(at, "requestBody"), RootKind::Request, f);
        }
        each_mut(operation, "responses", at, &mut |r, at| {
            response_mut(r, at, f);
        });
    });
    items_mut(doc, &mut |_, item, at| {
        list_mut(item, "parameters", at, &mut |p, at| {
            parameter_mut(p, at, RootKind::Parameter, f);
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

/// Calls `f` with path, method, operation and pointer.
pub fn operations_mut(doc: &mut Value, f: &mut dyn FnMut(&str, &str, &mut Value, &str)) {
    items_mut(doc, &mut |path, item, at| {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                f(path, method, operation, &join(at, method));
            }
        }
    });
}

/// Returns all operations as (path, method, operation, pointer).
pub fn operations(doc: &Value) -> Vec<(&str, &'static str, &Value, String)> {
    let paths = doc.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flatten()
        .filter(|(path, _)| !path.starts_with("x-"))
        .flat_map(|(path, item)| {
            METHODS.into_iter().filter_map(move |method| {
                let at = join(&join("/paths", path), method);
                Some((path.as_str(), method, item.get(method)?, at))
            })
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

fn parameter_mut(
    parameter: &mut Value,
    at: &str,
    kind: RootKind,
    f: &mut dyn FnMut(RootKind, &mut Value, &str),
) {
    if let Some(schema) = parameter.get_mut("schema") {
        f(kind, schema, &join(at, "schema"));
    }
    content_mut(parameter, at, kind, f);
}

fn response_mut(response: &mut Value, at: &str, f: &mut dyn FnMut(RootKind, &mut Value, &str)) {
    content_mut(response, at, RootKind::Response, f);
    each_mut(response, "headers", at, &mut |header, at| {
        parameter_mut(header, at, RootKind::Response, f);
    });
}

fn content_mut(
    holder: &mut Value,
    at: &str,
    kind: RootKind,
    f: &mut dyn FnMut(RootKind, &mut Value, &str),
) {
    each_mut(holder, "content", at, &mut |media, at| {
        for key in ["schema", "itemSchema"] {
            if let Some(schema) = media.get_mut(key) {
                f(kind, schema, &join(at, key));
            }
        }
        entries_mut(media, "encoding", at, &mut |encoding, at| {
            entries_mut(encoding, "headers", at, &mut |header, at| {
                parameter_mut(header, at, RootKind::Parameter, f);
            });
        });
    });
}
