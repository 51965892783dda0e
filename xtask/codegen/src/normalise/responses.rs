//! Reduces responses to one success; errors are left to the runtime.
//!
//! The runtime decodes error bodies leniently and keeps status and headers. The generator would
//! lose these if a body does not match the document.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::pointer::{component, join};
use crate::{extension_keys, walk};

/// Resolves references to shared responses and bodies.
pub(super) fn inline(doc: &mut Value, report: &mut Report) {
    let responses = doc.pointer("/components/responses").cloned();
    let bodies = doc.pointer("/components/requestBodies").cloned();
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        if let Some(body) = operation.get_mut("requestBody") {
            let at = join(at, "requestBody");
            if !resolve(body, &at, bodies.as_ref(), "requestBodies", report)
                && let Some(operation) = operation.as_object_mut()
            {
                operation.shift_remove("requestBody");
                operation.insert(extension_keys::SKIP.to_owned(), json!(true));
            }
        }
        walk::each_mut(operation, "responses", at, &mut |response, at| {
            if !resolve(response, at, responses.as_ref(), "responses", report) {
                *response = json!({"description": "", "content": {"application/octet-stream": {}}});
            }
        });
    });
    if let Some(components) = doc.get_mut("components").and_then(Value::as_object_mut) {
        components.shift_remove("responses");
        components.shift_remove("requestBodies");
    }
}

fn resolve(
    value: &mut Value,
    at: &str,
    shared: Option<&Value>,
    kind: &str,
    report: &mut Report,
) -> bool {
    for _ in 0..8 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return true;
        };
        let Some((name, found)) = component(reference, kind)
            .and_then(|name| Some((name.clone(), shared?.get(&name)?.clone())))
        else {
            break;
        };
        report.moved(at, &join(&join("/components", kind), name));
        *value = found;
    }
    report.unsupported(
        "dangling-ref",
        at,
        format!("not found in `components.{kind}`"),
        "Write it here, or bundle the documents into one file first.",
    );
    false
}

/// Leaves each operation one success for all of 2XX. Gives back the schemas of all other answers.
pub(super) fn one_success(doc: &mut Value, report: &mut Report) -> Vec<Value> {
    let mut refused = Vec::new();
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        let at = join(at, "responses");
        let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        let mut successes: Vec<(String, Value)> = Vec::new();
        for (status, response) in std::mem::take(responses) {
            if status.starts_with("x-") {
                continue;
            }
            if is_success(&status) {
                successes.push((status, response));
            } else {
                let at = join(&at, &status);
                report.note(
                    "error-response",
                    &at,
                    "removed: the runtime returns it as an error with status, headers and body",
                );
                schemas(&response, &mut refused);
            }
        }
        successes.sort_by(|a, b| a.0.cmp(&b.0));
        let mut shapes: Vec<(String, Value)> = Vec::new();
        for (status, response) in successes {
            let at = join(&at, &status);
            let shape = shape(&response, &at, report);
            match shapes.iter().find(|(_, other)| *other == shape) {
                Some(_) => report.note(
                    "one-success",
                    &at,
                    "removed: same schema as another success",
                ),
                None => shapes.push((status, shape)),
            }
        }
        let mut shapes = shapes.into_iter();
        let Some((status, shape)) = shapes.next() else {
            report.unsupported(
                "no-success",
                &at,
                "no success response",
                "Add one in an overlay, as `2XX` or by its status.",
            );
            return;
        };
        for (other, shape) in shapes {
            report.unsupported(
                "several-successes",
                &join(&at, &other),
                format!("schema differs from that of {status}"),
                "Keep one of them in an overlay.",
            );
            schemas(&shape, &mut refused);
        }
        if status != "2XX" {
            report.moved(join(&at, "2XX"), &join(&at, &status));
            report.note(
                "one-success",
                &join(&at, &status),
                "used for every 2xx status",
            );
        }
        responses.insert("2XX".to_owned(), shape);
    });
    refused
}

fn is_success(status: &str) -> bool {
    status.len() == 3 && status.starts_with('2')
}

/// What the generator has to know of a success.
fn shape(response: &Value, at: &str, report: &mut Report) -> Value {
    let mut out = Map::new();
    out.insert("description".to_owned(), json!(""));
    let content = response.get("content").and_then(Value::as_object);
    if let Some((media, body)) = content.and_then(|c| c.iter().find(|(media, _)| is_json(media))) {
        let at = join(&join(at, "content"), media);
        if content.is_some_and(|c| c.len() > 1) {
            report.note(
                "media-type",
                &at,
                "used in preference to the other media types",
            );
        }
        let schema = body.get("schema").cloned().unwrap_or_else(|| {
            report.note("no-schema", &at, "no schema: any value is accepted");
            json!({})
        });
        out.insert(
            "content".to_owned(),
            json!({"application/json": {"schema": schema}}),
        );
    } else if let Some((media, _)) = content.and_then(|c| c.iter().next()) {
        report.note(
            "media-type",
            &join(&join(at, "content"), media),
            "not JSON: returned as bytes",
        );
        out.insert("content".to_owned(), json!({media: {}}));
    }
    Value::Object(out)
}

/// Returns whether a media type is JSON, by name or suffix.
fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
}

fn schemas(response: &Value, into: &mut Vec<Value>) {
    let content = response.get("content").and_then(Value::as_object);
    into.extend(
        content
            .into_iter()
            .flatten()
            .filter_map(|(_, media)| media.get("schema").cloned()),
    );
}
