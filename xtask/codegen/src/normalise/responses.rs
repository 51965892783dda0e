//! Resolves references to shared responses and request bodies.

use serde_json::{Value, json};

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
    // At most two references lead to a component.
    for _ in 0..2 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        let Some((name, found)) = component(reference, kind)
            .and_then(|name| Some((name.clone(), shared?.get(&name)?.clone())))
        else {
            break;
        };
        report.moved(at, &join(&join("/components", kind), name));
        *value = found;
    }
    let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
        return true;
    };
    let message = match component(reference, kind).and_then(|name| shared?.get(&name)) {
        Some(_) => "the reference leads back to itself".to_owned(),
        None => format!("not found in `components.{kind}`"),
    };
    report.unsupported(
        "dangling-ref",
        at,
        message,
        "Write it here, or correct the reference.",
    );
    false
}
