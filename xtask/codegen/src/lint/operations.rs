//! Operations, their parameters, bodies and answers.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::names::{CLIENT_METHODS, snake};
use crate::pointer::{join, schema_name};
use crate::walk;

pub(super) fn lint(doc: &Value, report: &mut Report) {
    let mut methods: BTreeMap<String, String> = BTreeMap::new();
    for (path, method, operation, at) in walk::operations(doc) {
        name(operation, &at, &mut methods, report);
        one(doc, path, method, operation, &at, report);
    }
}

/// What the generator gets wrong of one operation, its name apart.
pub(super) fn one(
    doc: &Value,
    path: &str,
    method: &str,
    operation: &Value,
    at: &str,
    report: &mut Report,
) {
    if ["options", "trace"].contains(&method) {
        report.unsupported(
            "method",
            at,
            format!("the HTTP client sends no {}", method.to_uppercase()),
            "Remove the operation in an overlay.",
        );
    }
    self::path(path, at, report);
    parameters(doc, path, operation, at, report);
    body(operation, at, report);
}

fn name(operation: &Value, at: &str, methods: &mut BTreeMap<String, String>, report: &mut Report) {
    let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
        report.unsupported(
            "operation-id",
            at,
            "the operation has no name",
            "Give it an `operationId` in the overlay.",
        );
        return;
    };
    let method = snake(id);
    if CLIENT_METHODS.contains(&method.as_str()) {
        report.unsupported(
            "operation-id",
            &join(at, "operationId"),
            format!("the client has a method `{method}` already"),
            "Give the operation another `operationId` in the overlay.",
        );
    }
    if let Some(other) = methods.insert(method.clone(), at.to_owned()) {
        report.unsupported(
            "operation-id",
            &join(at, "operationId"),
            format!("`{id}` gives a method `{method}`, as {other} does"),
            "Give one of them another `operationId` in the overlay.",
        );
    }
}

fn path(path: &str, at: &str, report: &mut Report) {
    let refuse = |report: &mut Report, message: &str| {
        report.unsupported(
            "path",
            at,
            format!("{message} in the path `{path}`"),
            "Mend the path in an overlay.",
        );
    };
    if !path.starts_with('/') {
        refuse(report, "no slash at the beginning");
    }
    if path.contains("//") {
        refuse(
            report,
            "two slashes in a row, which the generator makes one,",
        );
    }
    if path.contains(['?', '#']) {
        refuse(report, "a query or a fragment");
    }
    let mut open = false;
    for c in path.chars() {
        match (c, open) {
            ('{', false) => open = true,
            ('}', true) => open = false,
            ('{' | '/', true) | ('}', false) => return refuse(report, "unbalanced braces"),
            _ => {}
        }
    }
    if open {
        refuse(report, "unbalanced braces");
    }
}

fn parameters(doc: &Value, path: &str, operation: &Value, at: &str, report: &mut Report) {
    let mut arguments: BTreeMap<String, String> = BTreeMap::new();
    if operation.get("requestBody").is_some() {
        arguments.insert("body".to_owned(), join(at, "requestBody"));
    }
    let list = operation.get("parameters").and_then(Value::as_array);
    let mut in_path: Vec<&str> = Vec::new();
    for (i, parameter) in list.into_iter().flatten().enumerate() {
        let at = join(&join(at, "parameters"), i);
        let text = |key| parameter.get(key).and_then(Value::as_str);
        let (Some(name), Some(place)) = (text("name"), text("in")) else {
            report.error(
                "parameter",
                &at,
                "a parameter has `name` and `in`",
                "Mend the document, by an overlay where it is not yours.",
            );
            continue;
        };
        if let Some(other) = arguments.insert(snake(name), at.clone()) {
            report.unsupported(
                "parameter-name",
                &at,
                format!("`{name}` gives an argument of the same name as {other}"),
                "The generator takes them for one: remove one of them in an overlay.",
            );
        }
        if place == "path" {
            in_path.push(name);
        }
        parameter_shape(doc, parameter, name, place, &at, report);
    }
    let template: Vec<&str> = path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect();
    for name in &template {
        if !in_path.contains(name) {
            report.unsupported(
                "path-parameter",
                at,
                format!("no parameter `{name}` is described, which stands in the path"),
                "Describe it in an overlay, with `in: path`.",
            );
        }
    }
    for name in in_path {
        if !template.contains(&name) {
            report.unsupported(
                "path-parameter",
                at,
                format!("the parameter `{name}` does not stand in the path"),
                "Remove it in an overlay, or correct its `in`.",
            );
        }
    }
}

fn parameter_shape(
    doc: &Value,
    parameter: &Value,
    name: &str,
    place: &str,
    at: &str,
    report: &mut Report,
) {
    let mut refuse = |rule, message: String| {
        report.unsupported(
            rule,
            at,
            message,
            "Describe it in a way that the client can send, in an overlay, or remove it there.",
        );
    };
    let style = match place {
        "path" | "header" => "simple",
        "query" => "form",
        _ => {
            refuse(
                "parameter-place",
                format!("the parameter `{name}` goes into `{place}`, which the client cannot fill"),
            );
            return;
        }
    };
    let Some(schema) = parameter.get("schema") else {
        refuse(
            "parameter-schema",
            format!("the parameter `{name}` has no schema"),
        );
        return;
    };
    let own = parameter.get("style").and_then(Value::as_str);
    if own.is_some_and(|own| own != style) {
        refuse(
            "parameter-style",
            format!("the parameter `{name}` has a style other than `{style}`"),
        );
    }
    let kind = kind(doc, schema);
    let list = kind == "array" || kind == "object";
    if list && place == "query" && parameter.get("explode") == Some(&Value::Bool(false)) {
        refuse(
            "parameter-style",
            format!("the parameter `{name}` is joined by commas, which the generator ignores"),
        );
    }
    if list && place != "query" {
        refuse(
            "parameter-schema",
            format!("the parameter `{name}` is no plain value"),
        );
    }
    if place == "path" && parameter.get("required") != Some(&Value::Bool(true)) {
        refuse(
            "path-parameter",
            format!("the parameter `{name}` stands in the path and is not required"),
        );
    }
}

/// The type of a schema, behind its references.
fn kind<'a>(doc: &'a Value, schema: &'a Value) -> &'a str {
    let mut schema = schema;
    for _ in 0..16 {
        if let Some(kind) = schema.get("type").and_then(Value::as_str) {
            return kind;
        }
        let next = match (schema.get("$ref"), schema.get("allOf")) {
            (Some(Value::String(reference)), _) => schema_name(reference)
                .and_then(|name| doc.pointer("/components/schemas")?.get(&name)),
            (_, Some(Value::Array(arms))) => arms.first(),
            _ => None,
        };
        match next {
            Some(next) => schema = next,
            None => break,
        }
    }
    if schema.get("properties").is_some() {
        "object"
    } else {
        ""
    }
}

fn body(operation: &Value, at: &str, report: &mut Report) {
    let Some(body) = operation.get("requestBody") else {
        return;
    };
    let at = join(at, "requestBody");
    if body.get("required") != Some(&Value::Bool(true)) {
        report.note("optional-body", &at, "always sent");
    }
    let at = join(&at, "content");
    let content = body.get("content").and_then(Value::as_object);
    let media: Vec<&String> = content.into_iter().flatten().map(|(k, _)| k).collect();
    match media.as_slice() {
        [one] => {
            let essence = one.split(';').next().unwrap_or("");
            if !["application/json", "application/x-www-form-urlencoded"].contains(&essence) {
                report.unsupported(
                    "request-media-type",
                    &join(&at, one),
                    format!("the client cannot send `{one}`"),
                    "Describe the body as JSON in an overlay, if the service takes it so.",
                );
            } else if content.and_then(|c| c.get(*one)?.get("schema")).is_none() {
                report.unsupported(
                    "request-schema",
                    &join(&at, one),
                    "the body has no schema",
                    "Describe it in an overlay; `schema: {}` is any value.",
                );
            }
        }
        [] => report.unsupported(
            "request-media-type",
            &at,
            "a body of no media type",
            "Describe it in an overlay, or remove the body there.",
        ),
        several => report.unsupported(
            "request-media-type",
            &at,
            format!("a body of {} media types", several.len()),
            "Keep one of them in an overlay.",
        ),
    }
}
