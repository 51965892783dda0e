//! Builds the model of a document: operations and directions from the document, names and types
//! from the generated Rust.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::model::{
    Argument, ArgumentLocation, Constraints, Definition, Model, OperationSignature, Type,
};
use super::rust;
use crate::components;
use crate::diagnostic::{Diagnostic, Policy, Severity};
use crate::ir::{self, ParameterLocation};
use crate::names::pascal;
use crate::openapi::{self, OperationObject};
use crate::pipeline::{self, Source};
use crate::subset;
use crate::walk::{self, RootKind};

/// Builds the model of `document` with `overlay`.
///
/// # Errors
/// Fails with the diagnostics if no client can be generated.
pub fn read(document: Source, overlay: Option<Source>) -> Result<Model, Vec<Diagnostic>> {
    let (file, bundled) = (document.file.clone(), document.bundled.clone());
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
        bundled,
    };
    let (unformatted, diagnostics) = pipeline::unformatted(source, None, Policy::Strict);
    let Some(unformatted) = unformatted else {
        return Err(diagnostics);
    };
    let mut types = rust::types(&unformatted.client.file);
    directions(&unformatted.doc, &mut types);
    constraints(&unformatted.doc, &mut types);
    let schemas = parameter_schemas(&unformatted.doc);
    let deprecated = deprecated(&value);
    let client = &unformatted.client;
    let operations = client.ir.operations.iter().filter_map(|operation| {
        let mut signatures = client.signatures.iter();
        let signature = signatures.find(|signature| signature.operation == operation.name)?;
        let key = (operation.path.as_str(), operation.method.clone());
        let parameters = operation.parameters.iter().zip(&signature.parameters);
        let mut arguments: Vec<Argument> = parameters
            .map(|(parameter, ty)| {
                let schema = (operation.path.as_str(), operation.method.as_str());
                let schema = schemas.get(&(schema.0, schema.1.to_owned(), &parameter.name));
                argument(parameter, ty, schema.copied())
            })
            .collect();
        if let (Some(body), Some(ty)) = (&operation.body, &signature.body) {
            // The body follows the other required arguments.
            let required = arguments.iter().filter(|argument| argument.required);
            let position = match body.required {
                true => required.count(),
                false => arguments.len(),
            };
            arguments.insert(position, body_argument(body, ty));
        }
        Some(OperationSignature {
            name: operation.name.clone(),
            call: match &operation.resource {
                Some(resource) => format!("{resource}().{}", operation.method_name),
                None => operation.method_name.clone(),
            },
            method: operation.method.clone(),
            path: operation.path.clone(),
            idempotent: operation.idempotent,
            deprecated: deprecated.contains(&key),
            security: operation.security.clone(),
            arguments,
            response: rust::format_type(&signature.response),
            pages: operation.pagination.is_some(),
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

/// Returns the argument of a parameter.
fn argument(parameter: &ir::Parameter, ty: &syn::Type, schema: Option<&Value>) -> Argument {
    let ty = rust::format_type(ty);
    Argument {
        name: parameter.argument.clone(),
        ty: match parameter.list {
            true => format!("Vec<{ty}>"),
            false => ty,
        },
        required: parameter.required,
        location: match parameter.location {
            ParameterLocation::Path => ArgumentLocation::Path,
            ParameterLocation::Query | ParameterLocation::QueryString => ArgumentLocation::Query,
            ParameterLocation::Header | ParameterLocation::Cookie => ArgumentLocation::Header,
        },
        wire: parameter.name.clone(),
        constraints: constraints_of(schema),
    }
}

fn body_argument(body: &ir::Body, ty: &syn::Type) -> Argument {
    Argument {
        name: "body".to_owned(),
        ty: rust::format_type(ty),
        required: body.required,
        location: ArgumentLocation::Body,
        wire: String::new(),
        constraints: Constraints::new(),
    }
}

/// Returns the schemas of the parameters, by path, method and name.
fn parameter_schemas(doc: &Value) -> BTreeMap<(&str, String, &str), &Value> {
    let mut out = BTreeMap::new();
    for (path, method, operation, _) in walk::operations(doc) {
        for parameter in OperationObject(operation).parameters() {
            if let (Some(name), Some(schema)) = (parameter.name(), parameter.schema()) {
                out.insert((path, method.to_owned(), name), schema);
            }
        }
    }
    out
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
        ty.direction.sent |= sent.contains(name);
        ty.direction.received |= received.contains(name);
    }
}

/// Adds the constraints on newtypes and fields.
fn constraints(doc: &Value, types: &mut BTreeMap<String, Type>) {
    for (name, schema) in components::schemas(doc) {
        match types.get_mut(&pascal(name)).map(|ty| &mut ty.shape) {
            Some(Definition::Wrapper { constraints, .. }) => {
                *constraints = constraints_of(Some(schema))
            }
            Some(Definition::Struct { fields, .. }) => {
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
        .filter(|(_, _, operation, _)| OperationObject(operation).is_deprecated())
        .map(|(path, method, ..)| (path, method.to_owned()))
        .collect()
}
