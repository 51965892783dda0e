//! Stage `build_ir`: a normalised document becomes typed operations.
//!
//! For each operation, a component schema is added whose fields have the types that the operation
//! needs. The generator writes a struct for it, and `postprocess` reads the Rust types there.

mod bodies;
mod charset;
mod context;
mod deep_objects;
mod fields;
mod forms;
mod nested_values;
mod operations;
mod pagination;
mod parameters;
mod parts;
mod resources;
mod responses;
mod security;
mod servers;
mod type_requests;
mod unions;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use self::context::IrContext;
use self::resources::ResourceNames;
use self::servers::Servers;
use self::type_requests::TypeRequests;
use crate::components;
use crate::diagnostic::Report;
use crate::ir::{Ir, Operation, Response, TypeHints};
use crate::names::{pascal, unique_type_name};
use crate::{extension_keys, openapi, walk};

/// Builds the IR of a normalised document. `described` are the operations of the document before
/// any was removed.
pub fn build(
    doc: &Value,
    types: TypeHints,
    described: Vec<(String, String)>,
    report: &mut Report,
) -> Ir {
    let mut schemas = components::schemas(doc).clone();
    let security_schemes = security::schemes(doc, report);
    let mut type_names: BTreeSet<String> = components::type_names(doc);
    let mut methods: BTreeSet<String> = walk::operations(doc)
        .into_iter()
        .map(|(_, _, operation, _)| operations::name(openapi::OperationObject(operation)))
        .collect();
    let mut resources = ResourceNames::new(doc, &methods, report);
    let mut servers = Servers::new(doc, report);
    let mut requested = Map::new();
    let mut operations = Vec::new();
    for (path, method, value, at) in walk::operations(doc) {
        let value = openapi::OperationObject(value);
        let name = operations::name(value);
        let mut requests = TypeRequests::new(unique_type_name(
            &format!("TypesOf{}", pascal(&name)),
            &mut type_names,
        ));
        let mut context = IrContext {
            doc,
            hints: &types,
            security_schemes: &security_schemes,
            value,
            at: &at,
            requests: &mut requests,
            report,
        };
        let path = walk::sent_path(path);
        let (operation, streams) = context.operation(path, method, &mut resources, &mut servers);
        let stream =
            streams.map(|(successes, accept)| stream(&operation, successes, accept, &mut methods));
        if let Some(stream) = &stream {
            report.note(
                "stream",
                &at,
                format!("`{}` returns the response as a stream", stream.name),
            );
        }
        requests.add_to(&mut requested);
        operations.push(operation);
        operations.extend(stream);
    }
    schemas.extend(requested);
    let resources = resources.finish(&mut operations);
    let title = doc.pointer("/info/title").and_then(Value::as_str);
    Ir {
        title: title.unwrap_or_default().trim().to_owned(),
        server: servers.base_url(operations.iter().all(|o| o.server.is_some())),
        servers: servers.others,
        rejections: rejections(doc, report),
        security_schemes,
        described,
        operations,
        resources,
        types,
        schemas,
    }
}

/// Returns the operation that calls `operation` and returns the response as a stream.
fn stream(
    operation: &Operation,
    successes: Vec<Response>,
    accept: String,
    methods: &mut BTreeSet<String>,
) -> Operation {
    let mut name = format!("{}_stream", operation.name.trim_end_matches('_'));
    while !methods.insert(name.clone()) {
        name.push('_');
    }
    Operation {
        name,
        alternative: true,
        pagination: None,
        successes,
        accept: Some(accept),
        ..operation.clone()
    }
}

/// Reads the errors that prove a rejection.
fn rejections(doc: &Value, report: &mut Report) -> Vec<(u16, String)> {
    let key = extension_keys::REJECTIONS;
    let Some(list) = doc.get(key) else {
        return Vec::new();
    };
    let read = |entry: &Value| {
        let status = u16::try_from(entry.get("status")?.as_u64()?).ok()?;
        let code = entry.get("code")?.as_str()?;
        ((400..600).contains(&status) && !code.is_empty()).then(|| (status, code.to_owned()))
    };
    let entries = list.as_array().map_or(&[][..], Vec::as_slice);
    let rejections: Vec<_> = entries.iter().filter_map(read).collect();
    if !list.is_array() || rejections.len() != entries.len() {
        report.error(
            "invalid-rejection",
            &format!("/{key}"),
            format!("`{key}` must be a list of errors"),
            "Give each entry a `status` from 400 to 599 and a `code`, as the service sends it.",
        );
    }
    rejections
}
