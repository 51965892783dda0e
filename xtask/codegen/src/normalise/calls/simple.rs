//! Whether the generator writes a method well.

use serde_json::{Value, json};

use super::resolve;
use crate::plan::{BodyContent, Call, Content, Operation, Place, Style};

/// What the client library has a method for.
const METHODS: [&str; 6] = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];

pub(super) fn is_simple(doc: &Value, value: &Value, operation: &Operation, call: &Call) -> bool {
    METHODS.contains(&operation.method.as_str())
        && path(&operation.path)
        && parameters(doc, value, operation, call)
        && body(call)
        && successes(call)
        && crate::lint::is_clean(
            doc,
            &operation.path,
            &operation.method.to_lowercase(),
            value,
        )
}

fn path(path: &str) -> bool {
    let literal: String = path
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
        .collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~:@!$&'()*+,;=".contains(c);
    path.starts_with('/')
        && !path.contains("//")
        && path.matches('{').count() == path.matches('}').count()
        && literal.chars().all(plain)
        && crate::plan::template(path).iter().all(|name| {
            name.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        })
}

fn parameters(doc: &Value, value: &Value, operation: &Operation, call: &Call) -> bool {
    let empty = Vec::new();
    let list = value
        .get("parameters")
        .and_then(Value::as_array)
        .unwrap_or(&empty);
    let template = operation.path_parameters();
    let in_path = call.parameters.iter().filter(|p| p.place == Place::Path);
    // Whatever was left out, added or named otherwise the generator does not know of.
    list.len() == call.parameters.len()
        && template.len() == in_path.count()
        && call.parameters.iter().all(|parameter| {
            let described = list.iter().find(|p| {
                let is = |key: &str, text: &str| p.get(key) == Some(&json!(text));
                let place = match parameter.place {
                    Place::Path => "path",
                    Place::Query => "query",
                    Place::Header => "header",
                    Place::Cookie => "cookie",
                };
                is("name", &parameter.name) && is("in", place)
            });
            let Some(described) = described else {
                return false;
            };
            let Some(schema) = described.get("schema") else {
                return false;
            };
            let required = described.get("required") == Some(&Value::Bool(true));
            let usual = match parameter.place {
                Place::Path | Place::Header => Style::Simple,
                Place::Query | Place::Cookie => Style::Form,
            };
            parameter.argument == crate::names::snake(&parameter.name)
                && parameter.place != Place::Cookie
                && parameter.style == usual
                && !parameter.reserved
                && !parameter.json
                && required == parameter.required
                && schema.get("nullable").is_none()
                && (is_scalar(doc, schema)
                    || (parameter.place == Place::Query
                        && parameter.explode
                        && is_list(doc, schema)))
        })
}

fn is_scalar(doc: &Value, schema: &Value) -> bool {
    let schema = resolve(doc, schema);
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or("");
    ["boolean", "integer", "number", "string"].contains(&kind)
        && ["oneOf", "anyOf", "allOf", "nullable"]
            .iter()
            .all(|key| schema.get(key).is_none())
}

fn is_list(doc: &Value, schema: &Value) -> bool {
    let schema = resolve(doc, schema);
    schema.get("type") == Some(&json!("array"))
        && schema.get("nullable").is_none()
        && schema
            .get("items")
            .is_some_and(|items| is_scalar(doc, items))
}

fn body(call: &Call) -> bool {
    match &call.body {
        None => true,
        Some(body) => {
            body.required
                && body.media == "application/json"
                && matches!(body.content, BodyContent::Json(_))
        }
    }
}

fn successes(call: &Call) -> bool {
    let mut contents = call.successes.iter().map(|answer| &answer.content);
    let first = contents.next();
    let json = call.accept.as_deref() == Some("application/json");
    contents.all(|content| Some(content) == first)
        && call.successes.iter().all(|answer| {
            matches!(
                answer.status,
                crate::plan::Status::Code(200..=299) | crate::plan::Status::Range(2)
            )
        })
        && match first {
            Some(Content::Json(_)) => json,
            Some(Content::Empty | Content::Bytes) => true,
            _ => false,
        }
}
