//! Removes `readOnly` fields from requests, and makes `writeOnly` fields of responses optional.
//!
//! A component of both directions that differs in them becomes two: the component itself is that of
//! responses, and `{Name}Request` that of requests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::alternatives::{Schemas, reference};
use super::reachability::Reachability;
use super::unions::variant_name;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::names::{pascal, unique_name};
use crate::pointer::{join, schema_at, schema_name, schema_ref};
use crate::subset;
use crate::walk::{self, RootKind};

/// Applies `readOnly` and `writeOnly`. Must run after every inline schema has a name.
pub(super) fn apply(doc: &mut Value, report: &mut Report) {
    let reach = Reachability::of(doc);
    let schemas = components::schemas(doc).clone();
    let differing = differing(&schemas, &reach);
    let mut used_names: BTreeSet<String> = components::type_names(doc);
    let requests: BTreeMap<String, String> = differing
        .into_iter()
        .map(|name| {
            let request = unique_name(&format!("{}Request", pascal(&name)), &mut used_names);
            (name, request)
        })
        .collect();
    let mut copies = Map::new();
    for (name, request) in &requests {
        let (mut schema, at) = (schemas[name].clone(), schema_at(request));
        report.moved(at.clone(), &schema_at(name));
        report.note(
            "directions",
            &at,
            format!("`{request}` in requests, which have no `readOnly` fields"),
        );
        name_variants(&mut schema, name);
        prepare_request(&mut schema, &at, &schemas, &requests, report);
        copies.insert(request.clone(), schema);
    }
    walk::roots_mut(doc, &mut |kind, schema, at| {
        let name = schema_name(&format!("#{at}")).unwrap_or_default();
        let (sent, received) = match kind {
            RootKind::Component => (reach.sent.contains(&name), reach.received.contains(&name)),
            RootKind::Parameter | RootKind::Request => (true, false),
            RootKind::Response => (false, true),
        };
        if received {
            prepare_response(schema, at, &schemas, report);
        } else if sent {
            prepare_request(schema, at, &schemas, &requests, report);
        }
    });
    components::add(doc, copies);
}

/// Returns the components of both directions whose values differ in them.
fn differing(schemas: &Schemas, reach: &Reachability) -> BTreeSet<String> {
    let both: Vec<(&String, &Value)> = schemas
        .iter()
        .filter(|(name, _)| reach.sent.contains(*name) && reach.received.contains(*name))
        .filter(|(_, schema)| schema.get(extension_keys::RUST_TYPE).is_none())
        .collect();
    let own = both.iter().filter(|(_, schema)| {
        let mut differs = false;
        walk::deep(schema, "", &mut |schema, _| {
            differs |= !marked(schema, "readOnly", schemas).is_empty()
                || marked(schema, "writeOnly", schemas)
                    .iter()
                    .any(|name| is_required(schema, name));
        });
        differs
    });
    let mut waiting: Vec<&String> = own.map(|(name, _)| *name).collect();
    let mut users: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (name, schema) in &both {
        for used in subset::names(schema) {
            users.entry(used).or_default().push(name);
        }
    }
    let mut out = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if out.insert(name.clone()) {
            waiting.extend(users.get(name).into_iter().flatten());
        }
    }
    out
}

/// Returns the fields of a schema that have this mark, or whose types have it.
fn marked(schema: &Value, mark: &str, schemas: &Schemas) -> Vec<String> {
    let fields = schema.get("properties").and_then(Value::as_object);
    let fields = fields.into_iter().flatten();
    fields
        .filter(|(_, field)| has_mark(field, mark, schemas))
        .map(|(name, _)| name.clone())
        .collect()
}

fn has_mark(field: &Value, mark: &str, schemas: &Schemas) -> bool {
    let (mut field, mut steps) = (field, 0..16);
    while steps.next().is_some() {
        if field.get(mark) == Some(&json!(true)) {
            return true;
        }
        match reference(field).and_then(|name| schemas.get(&name)) {
            Some(target) => field = target,
            None => break,
        }
    }
    false
}

fn is_required(schema: &Value, field: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|list| list.iter().any(|name| name == field))
}

/// Makes a field optional.
fn make_optional(map: &mut Schemas, field: &str) {
    if let Some(Value::Array(required)) = map.get_mut("required") {
        required.retain(|name| name != field);
        if required.is_empty() {
            map.shift_remove("required");
        }
    }
}

/// Makes the `writeOnly` fields of a response optional.
fn prepare_response(schema: &mut Value, at: &str, schemas: &Schemas, report: &mut Report) {
    walk::deep_mut(schema, at, &mut |schema, at| {
        for field in marked(schema, "writeOnly", schemas) {
            if is_required(schema, &field)
                && let Some(map) = schema.as_object_mut()
            {
                make_optional(map, &field);
                report.note(
                    "write-only",
                    &join(&join(at, "properties"), &field),
                    "optional: a response may lack it",
                );
            }
        }
    });
}

/// Removes the `readOnly` fields of a request, and refers to the components of requests.
fn prepare_request(
    schema: &mut Value,
    at: &str,
    schemas: &Schemas,
    requests: &BTreeMap<String, String>,
    report: &mut Report,
) {
    walk::deep_mut(schema, at, &mut |schema, at| {
        let fields = marked(schema, "readOnly", schemas);
        let Some(map) = schema.as_object_mut() else {
            return;
        };
        for field in fields {
            make_optional(map, &field);
            if let Some(Value::Object(properties)) = map.get_mut("properties") {
                properties.shift_remove(&field);
            }
            report.note(
                "read-only",
                &join(&join(at, "properties"), &field),
                "removed from requests",
            );
        }
        let name = map
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name);
        if let Some(request) = name.and_then(|name| requests.get(&name)) {
            map.insert("$ref".to_owned(), json!(schema_ref(request)));
        }
    });
}

/// Keeps the names of the variants, which would be those of the copies.
fn name_variants(schema: &mut Value, name: &str) {
    let list = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for alternative in list.into_iter().flatten() {
        let variant = variant_name(alternative, name);
        if alternative.get("$ref").is_some() {
            *alternative = json!({"allOf": [alternative.clone()]});
        }
        if let Some(map) = alternative.as_object_mut() {
            map.insert(extension_keys::VARIANT.to_owned(), json!(variant));
        }
    }
}
