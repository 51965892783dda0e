//! Builds the model of a document: operations and directions from the document, names and types
//! from the generated Rust.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::model::{
    Argument, ArgumentLocation, Constraints, Direction, Model, OperationSignature, Shape, Type,
};
use super::rust;
use crate::components;
use crate::diagnostic::{Diagnostic, Policy, Severity};
use crate::names::{pascal, snake};
use crate::openapi::{self, Operation};
use crate::pipeline::{self, Source};
use crate::subset;
use crate::walk::{self, RootKind};

/// Builds the model of `document` with `overlay`.
///
/// # Errors
/// Fails with the diagnostics if no client can be generated.
pub fn read(document: Source, overlay: Option<Source>) -> Result<Model, Vec<Diagnostic>> {
    let file = document.file.clone();
    let (value, diagnostics) = pipeline::apply_overlay(document, overlay, Policy::Strict);
    let Some(value) = value else {
        let errors = diagnostics
            .into_iter()
            .filter(|d| d.severity == Severity::Error);
        return Err(errors.collect());
    };
    let source = Source {
        file: file.clone(),
        value: value.clone(),
    };
    let (unformatted, diagnostics) = pipeline::unformatted(source, None, Policy::Strict);
    let Some(mut unformatted) = unformatted else {
        return Err(diagnostics);
    };
    let methods = rust::methods(&mut unformatted.client.file);
    let mut types = rust::types(&mut unformatted.client.file);
    directions(&unformatted.doc, &mut types);
    constraints(&unformatted.doc, &mut types);
    let described: BTreeMap<(&str, String), Operation<'_>> = walk::operations(&unformatted.doc)
        .into_iter()
        .map(|(path, method, operation, _)| ((path, method.to_uppercase()), Operation(operation)))
        .collect();
    let deprecated = deprecated(&value);
    let operations = unformatted
        .client
        .ir
        .operations
        .iter()
        .filter_map(|operation| {
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
                security: operation.security.clone(),
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
        servers: openapi::servers(&value).map(str::to_owned).collect(),
        security: unformatted.client.ir.security_schemes.clone(),
        types,
        file,
    })
}

/// Returns the argument of this name and type, with its description in the document.
fn argument(name: &str, ty: &str, operation: Option<Operation<'_>>) -> Argument {
    let parameters = operation.into_iter().flat_map(Operation::parameters);
    let described = parameters
        .filter_map(|p| Some((p, p.name()?)))
        .find(|(_, wire)| snake(wire) == name);
    let (location, wire, constraints) = match described {
        Some((parameter, wire)) => (
            match parameter.location() {
                Some("path") => ArgumentLocation::Path,
                Some("query") => ArgumentLocation::Query,
                _ => ArgumentLocation::Header,
            },
            wire.to_owned(),
            constraints_of(parameter.schema()),
        ),
        None => (ArgumentLocation::Body, String::new(), Constraints::new()),
    };
    Argument {
        name: name.to_owned(),
        ty: ty.to_owned(),
        location,
        wire,
        constraints,
    }
}

/// Finds which types are sent and which are received.
fn directions(doc: &Value, types: &mut BTreeMap<String, Type>) {
    let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
    let schemas = components::schemas(doc);
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
    for (name, schema) in components::schemas(doc) {
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
        .filter(|(keyword, _)| {
            *keyword == "enum" || openapi::CONSTRAINTS.contains(&keyword.as_str())
        })
        .map(|(keyword, value)| (keyword.clone(), value.to_string()))
        .collect()
}

fn deprecated(doc: &Value) -> BTreeSet<(&str, String)> {
    walk::operations(doc)
        .into_iter()
        .filter(|(_, _, operation, _)| Operation(operation).is_deprecated())
        .map(|(path, method, ..)| (path, method.to_uppercase()))
        .collect()
}
