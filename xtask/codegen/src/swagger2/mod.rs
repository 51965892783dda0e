//! Stage `swagger2`: converts a Swagger 2.0 document to OpenAPI 3.0.
//!
//! The stages after it know OpenAPI 3 only. Pointers in their messages lead into the user's document.
//! What OpenAPI 3 has no equal for is reported as unsupported.

mod collections;
mod context;
mod discriminators;
mod fields;
mod forms;
mod operations;
mod parameters;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;

use serde_json::{Map, Value, json};

use self::context::ConversionContext;
use crate::components;
use crate::diagnostic::Report;

/// The version of a converted document.
const CONVERTED: &str = "3.0.3";

/// Converts `doc` if it is a Swagger document; any other stays as it is.
pub fn convert(doc: &mut Value, report: &mut Report) {
    let Some(version) = doc.get("swagger").filter(|_| doc.get("openapi").is_none()) else {
        return;
    };
    // Without quotes, YAML reads a number.
    if *version != json!("2.0") && *version != json!(2.0) {
        report.error(
            "version",
            "/swagger",
            format!("unsupported version {version}: expected \"2.0\""),
            "Convert the document to OpenAPI 3.1.",
        );
        return;
    }
    for at in ["/parameters", "/responses"] {
        components::shorten(doc, at);
    }
    let source = doc.clone();
    let Some(root) = source.as_object() else {
        return;
    };
    let mut context = ConversionContext::new(&source, report);
    let mut out = self::root(root, &mut context);
    let moves = context.finish();
    report.moved_all(moves.list());
    references::rename(&mut out, &moves, &source, report);
    discriminators::convert(&mut out);
    report.note(
        "version",
        "/swagger",
        format!("2.0 converted to {CONVERTED}"),
    );
    *doc = out;
}

/// Converts the fields of the document.
fn root(root: &Map<String, Value>, context: &mut ConversionContext<'_>) -> Value {
    let root = fields::known(root, "", &fields::DOCUMENT, context.report);
    let mut out = Map::new();
    out.insert("openapi".to_owned(), json!(CONVERTED));
    let mut components = Map::new();
    // The paths copy shared parts, to which references lead nevertheless.
    let (paths, others): (Vec<_>, Vec<_>) = root.iter().partition(|(key, _)| *key == "paths");
    for (key, value) in others.into_iter().chain(paths) {
        let mut component = |kind: &str, value: Value| {
            context
                .moves
                .add(format!("/components/{kind}"), format!("/{key}"));
            components.insert(kind.to_owned(), value);
        };
        match key.as_str() {
            "swagger" | "host" | "basePath" | "schemes" | "consumes" | "produces" => {}
            "definitions" => {
                component("schemas", value.clone());
                if let Some(schemas) = components.get_mut("schemas") {
                    schemas::convert_each(schemas, "/definitions", context);
                }
            }
            "parameters" => {
                component("parameters", json!({}));
                let shared = parameters::shared(value, context);
                components.insert("parameters".to_owned(), shared);
            }
            "responses" => {
                component("responses", json!({}));
                let shared = responses::shared(value, context);
                components.insert("responses".to_owned(), shared);
            }
            "securityDefinitions" => {
                component("securitySchemes", json!({}));
                let schemes = security::schemes(value, context);
                components.insert("securitySchemes".to_owned(), schemes);
            }
            "paths" => {
                let paths = operations::paths(value, context);
                out.insert(key.clone(), paths);
            }
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    if let Some(servers) = servers::convert(&root, context) {
        out.insert("servers".to_owned(), servers);
    }
    if !components.is_empty() {
        out.insert("components".to_owned(), Value::Object(components));
    }
    Value::Object(out)
}
