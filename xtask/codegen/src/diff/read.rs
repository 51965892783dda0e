//! Builds the model of a document: operations and directions from the document, names and types
//! from the generated Rust.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::model::{
    Argument, ArgumentLocation, Constraints, Direction, Model, OperationSignature, Shape, Type,
};
use super::rust;
use crate::diagnostic::{Diagnostic, Policy, Severity};
use crate::names::{pascal, snake};
use crate::pipeline::{self, Source};
use crate::subset;
use crate::walk::{self, RootKind};

/// Keywords that constrain values.
const RULES: [&str; 13] = [
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
];

/// Builds the model of `document` with `overlay`.
///
/// # Errors
/// Fails with the diagnostics if no client can be generated.
pub fn read(document: Source, overlay: Option<Source>) -> Result<Model, Vec<Diagnostic>> {
    let file = document.file.clone();
    let (value, said) = pipeline::overlaid(document, overlay, Policy::Strict);
    let Some(value) = value else {
        let errors = said.into_iter().filter(|d| d.severity == Severity::Error);
        return Err(errors.collect());
    };
    let source = Source {
        file: file.clone(),
        value: value.clone(),
    };
    let (draft, diagnostics) = pipeline::unformatted(source, None, Policy::Strict);
    let Some(mut draft) = draft else {
        return Err(diagnostics);
    };
    let methods = rust::methods(&mut draft.client.file);
    let mut types = rust::types(&mut draft.client.file);
    directions(&draft.doc, &mut types);
    constraints(&draft.doc, &mut types);
    let described: BTreeMap<(&str, String), &Value> = walk::operations(&draft.doc)
        .into_iter()
        .map(|(path, method, operation, _)| ((path, method.to_uppercase()), operation))
        .collect();
    let deprecated = deprecated(&value);
    let operations = draft.client.ir.operations.iter().filter_map(|operation| {
        let method = methods.get(&operation.name)?;
        let key = (operation.path.as_str(), operation.method.clone());
        let described = described.get(&key).copied();
        let arguments = method.arguments.iter();
        Some(OperationSignature {
            name: operation.name.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            idempotent: operation.idempotent,
            deprecated: deprecated.contains(&key),
            arguments: arguments
                .map(|(name, ty)| argument(name, ty, described))
                .collect(),
            response: method.response.clone(),
        })
    });
    let text = |at: &str| {
        let text = value.pointer(at).and_then(Value::as_str);
        text.unwrap_or("").to_owned()
    };
    Ok(Model {
        title: text("/info/title"),
        version: text("/info/version"),
        operations: operations.collect(),
        servers: servers(&value),
        security: security(&value),
        types,
        file,
    })
}

/// Returns the argument of this name and type, with its description in the document.
fn argument(name: &str, ty: &str, operation: Option<&Value>) -> Argument {
    let parameters = operation
        .and_then(|o| o.get("parameters"))
        .and_then(Value::as_array);
    let text = |p: &Value, key: &str| p.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let described = parameters
        .into_iter()
        .flatten()
        .find(|p| snake(&text(p, "name")) == name);
    match described {
        Some(parameter) => Argument {
            name: name.to_owned(),
            ty: ty.to_owned(),
            location: match text(parameter, "in").as_str() {
                "path" => ArgumentLocation::Path,
                "query" => ArgumentLocation::Query,
                _ => ArgumentLocation::Header,
            },
            wire: text(parameter, "name"),
            constraints: constraints_of(parameter.get("schema")),
        },
        None => Argument {
            name: name.to_owned(),
            ty: ty.to_owned(),
            location: ArgumentLocation::Body,
            wire: String::new(),
            constraints: Constraints::new(),
        },
    }
}

/// Finds which types are sent and which are received.
fn directions(doc: &Value, types: &mut BTreeMap<String, Type>) {
    let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
    let empty = serde_json::Map::new();
    let schemas = doc.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).unwrap_or(&empty);
    walk::roots(doc, &mut |kind, schema, _| {
        let into = match kind {
            RootKind::Component => return,
            RootKind::Parameter | RootKind::Request => &mut sent,
            RootKind::Response => &mut received,
        };
        let names = subset::closure(schemas, schema);
        into.extend(names.iter().map(|name| pascal(name)));
    });
    for (name, ty) in types {
        ty.direction = Direction {
            sent: sent.contains(name),
            received: received.contains(name),
        };
    }
}

/// Adds the constraints on newtypes and fields.
fn constraints(doc: &Value, types: &mut BTreeMap<String, Type>) {
    let schemas = doc
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        match types.get_mut(&pascal(name)).map(|ty| &mut ty.shape) {
            Some(Shape::Wrapper { constraints, .. }) => *constraints = constraints_of(Some(schema)),
            Some(Shape::Struct { fields, .. }) => {
                for field in fields {
                    let property = schema.get("properties").and_then(|p| p.get(&field.wire));
                    field.constraints = constraints_of(property);
                }
            }
            _ => {}
        }
    }
}

fn constraints_of(schema: Option<&Value>) -> Constraints {
    let schema = schema.and_then(Value::as_object);
    schema
        .into_iter()
        .flatten()
        .filter(|(keyword, _)| RULES.contains(&keyword.as_str()))
        .map(|(keyword, value)| (keyword.clone(), value.to_string()))
        .collect()
}

fn deprecated(doc: &Value) -> BTreeSet<(&str, String)> {
    walk::operations(doc)
        .into_iter()
        .filter(|(_, _, operation, _)| operation.get("deprecated") == Some(&Value::Bool(true)))
        .map(|(path, method, ..)| (path, method.to_uppercase()))
        .collect()
}

fn servers(doc: &Value) -> Vec<String> {
    let servers = doc.get("servers").and_then(Value::as_array);
    servers
        .into_iter()
        .flatten()
        .filter_map(|server| server.get("url")?.as_str().map(str::to_owned))
        .collect()
}

/// Returns the security schemes without their descriptions.
fn security(doc: &Value) -> BTreeSet<String> {
    let schemes = doc
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object);
    schemes
        .into_iter()
        .flatten()
        .map(|(name, scheme)| {
            let parts = ["type", "scheme", "in", "name"];
            let parts = parts.iter().filter_map(|key| scheme.get(key)?.as_str());
            let parts: Vec<&str> = parts.collect();
            format!("{name} ({})", parts.join(", "))
        })
        .collect()
}
