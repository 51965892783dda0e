//! How each operation of a client of its own is called.
//!
//! The generator writes the methods that it writes well. Of all others it is given the types alone,
//! as fields of a schema that is made for it, and `polish` writes the methods.

mod answers;
mod bodies;
mod parameters;
mod shapes;
mod simple;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use self::shapes::Shapes;
use crate::diagnostic::Report;
use crate::names::pascal;
use crate::plan::{Answer, Call, Content, Field, Operation, Plan};
use crate::pointer::join;
use crate::walk;

/// Plans the calls, and takes what the generator does not write well out of the document.
pub(super) fn plan(doc: &mut Value, plan: &mut Plan, report: &mut Report) {
    let mut taken: BTreeSet<String> = doc
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, _)| pascal(name))
        .collect();
    let mut names: BTreeSet<String> = plan.operations.iter().map(|o| o.name.clone()).collect();
    let renamed = plan.fields.clone();
    let mut found = Map::new();
    let source = doc.clone();
    let mut out = Vec::new();
    let mut theirs = BTreeSet::new();
    for mut operation in std::mem::take(&mut plan.operations) {
        let at = join(
            &join("/paths", &operation.path),
            operation.method.to_lowercase(),
        );
        let Some(value) = source.pointer(&at) else {
            continue;
        };
        let mut shapes = Shapes::new(&operation.name, &mut taken);
        let (mut call, events) = call(
            &source,
            &renamed,
            value,
            &operation,
            &at,
            &mut shapes,
            report,
        );
        call.generated = simple::is_simple(&source, value, &operation, &call);
        if call.generated {
            theirs.insert(at.clone());
        }
        let stream = events.then(|| stream(&operation, &call, &mut names));
        if let Some(stream) = &stream {
            report.note(
                "events",
                &at,
                format!("`{}` gives the answer as events", stream.name),
            );
        }
        shapes.finish(&mut found);
        operation.call = Some(call);
        out.push(operation);
        out.extend(stream);
    }
    plan.operations = out;
    rewrite(doc, &theirs, found, plan);
}

/// What is known of the call, and whether its answer may be a stream of events too.
fn call(
    doc: &Value,
    renamed: &[Field],
    value: &Value,
    operation: &Operation,
    at: &str,
    shapes: &mut Shapes,
    report: &mut Report,
) -> (Call, bool) {
    let parameters = parameters::plan(value, operation, at, shapes, report);
    let body = bodies::plan(doc, renamed, value, at, shapes, report);
    let answers = answers::plan(value, operation, at, shapes, report);
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::trim);
    let doc = [text("summary"), text("description")]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect();
    let call = Call {
        shapes: shapes.name.clone(),
        generated: false,
        alternative: false,
        doc,
        parameters,
        body,
        successes: answers.successes,
        refusals: answers.refusals,
        accept: answers.accept,
    };
    (call, answers.events)
}

/// The same call, whose answer comes as a stream.
fn stream(operation: &Operation, call: &Call, names: &mut BTreeSet<String>) -> Operation {
    let mut name = format!("{}_stream", operation.name);
    while !names.insert(name.clone()) {
        name.push('_');
    }
    let successes = call.successes.iter().map(|answer| Answer {
        status: answer.status,
        content: Content::Bytes,
    });
    Operation {
        name,
        call: Some(Call {
            generated: false,
            alternative: true,
            successes: successes.collect(),
            accept: Some(super::media::EVENTS.to_owned()),
            ..call.clone()
        }),
        ..operation.clone()
    }
}

/// Leaves in the document what the generator writes, with one answer each.
fn rewrite(doc: &mut Value, theirs: &BTreeSet<String>, found: Map<String, Value>, plan: &mut Plan) {
    let successes: std::collections::BTreeMap<String, Value> = plan
        .operations
        .iter()
        .filter_map(|operation| {
            let call = operation.call.as_ref().filter(|call| call.generated)?;
            let at = join(
                &join("/paths", &operation.path),
                operation.method.to_lowercase(),
            );
            let content = match &call.successes.first()?.content {
                Content::Json(shape) => {
                    let schema = found.get(&call.shapes)?.get("properties")?.get(shape)?;
                    json!({"application/json": {"schema": schema}})
                }
                Content::Empty => return Some((at, json!({"description": ""}))),
                Content::Text | Content::Bytes => json!({"application/octet-stream": {}}),
            };
            Some((at, json!({"description": "", "content": content})))
        })
        .collect();
    walk::items_mut(doc, &mut |_, item, at| {
        let Some(item) = item.as_object_mut() else {
            return;
        };
        for method in walk::METHODS {
            let at = join(at, method);
            if !theirs.contains(&at) {
                item.shift_remove(method);
            } else if let (Some(operation), Some(success)) =
                (item.get_mut(method), successes.get(&at))
            {
                operation["responses"] = json!({"2XX": success});
            }
        }
    });
    if let Some(paths) = doc.get_mut("paths").and_then(Value::as_object_mut) {
        paths.retain(|_, item| walk::METHODS.iter().any(|m| item.get(m).is_some()));
    }
    if found.is_empty() {
        return;
    }
    if let Some(doc) = doc.as_object_mut() {
        let components = doc.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            let schemas = components.entry("schemas").or_insert_with(|| json!({}));
            if let Some(schemas) = schemas.as_object_mut() {
                schemas.extend(found);
            }
        }
    }
}

/// A name that is not taken yet.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    for n in 2.. {
        if taken.insert(free.clone()) {
            break;
        }
        free = format!("{name}{n}");
    }
    free
}

/// The schema behind references and wrappers of one arm.
fn resolve<'a>(doc: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..16 {
        let next = match (schema.get("$ref"), schema.get("allOf")) {
            (Some(Value::String(reference)), _) => crate::pointer::schema_name(reference)
                .and_then(|name| doc.pointer("/components/schemas")?.get(&name)),
            (_, Some(Value::Array(arms)))
                if arms.len() == 1 && schema.get("properties").is_none() =>
            {
                arms.first()
            }
            _ => None,
        };
        match next {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}
