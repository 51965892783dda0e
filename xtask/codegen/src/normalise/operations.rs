//! The plan of each operation.

use serde_json::Value;

use crate::names;
use crate::plan::{Operation, Response, Tag};
use crate::{security, walk};

pub(super) fn plan(doc: &Value, tags: &mut Vec<Tag>) -> Vec<Operation> {
    walk::operations(doc)
        .into_iter()
        .map(|(path, method, operation, _)| {
            let id = operation
                .get("operationId")
                .and_then(Value::as_str)
                .unwrap_or("");
            // What changes nothing may be repeated; of everything else the document has to say so.
            let safe = ["get", "head", "options"].contains(&method);
            Operation {
                name: names::snake(id),
                id: id.to_owned(),
                method: method.to_uppercase(),
                path: path.to_owned(),
                idempotent: operation
                    .get("x-idempotent")
                    .and_then(Value::as_bool)
                    .unwrap_or(safe),
                anonymous: security::is_anonymous(doc, operation),
                tag: super::tags::of(operation, tags),
                response: response(operation),
                call: None,
            }
        })
        .collect()
}

fn response(operation: &Value) -> Response {
    let content = operation.pointer("/responses/2XX/content");
    match content.and_then(Value::as_object) {
        None => Response::Empty,
        Some(content) if content.contains_key("application/json") => Response::Json,
        Some(_) => Response::Bytes,
    }
}
