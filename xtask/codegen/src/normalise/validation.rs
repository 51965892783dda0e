//! Removes restrictions from responses: values are validated only when they are sent.

use serde_json::{Value, json};

use super::reachability::Reachability;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::openapi::CONSTRAINTS;
use crate::pointer::{join, schema_name};
use crate::walk::{self, RootKind};

/// Keywords that are removed beside [`CONSTRAINTS`].
const OTHERS: [&str; 2] = [
    "uniqueItems",
    // It restricts keys: a new field would be an error.
    "additionalProperties",
];

/// Limits that the client does not check.
const LIMITS: [&str; 6] = [
    "maxItems",
    "maxProperties",
    "maximum",
    "minItems",
    "minProperties",
    "minimum",
];

pub(super) fn relax(doc: &mut Value, reach: &Reachability, report: &mut Report) {
    walk::roots_mut(doc, &mut |kind, schema, at| {
        let sent_only = match kind {
            RootKind::Component => {
                schema_name(&format!("#{at}")).is_some_and(|name| reach.sent_only.contains(&name))
            }
            RootKind::Parameter | RootKind::Request => true,
            RootKind::Response => false,
        };
        let component = schema_name(&format!("#{at}"));
        let is_body = component.is_some_and(|name| reach.body.contains(&name));
        walk::deep_mut(schema, at, &mut |schema, at| match (sent_only, is_body) {
            (true, _) => note_unchecked(schema, at, report),
            (false, true) => relax_one(schema, at, SENT_TOO, report),
            (false, false) => relax_one(schema, at, RECEIVED, report),
        });
    });
}

const RECEIVED: &str = "removed: responses are not validated";
const SENT_TOO: &str = "removed: responses, which have the type too, are not validated, and the service \
                        checks requests";

/// Notes the limits that no type of the client has.
fn note_unchecked(schema: &Value, at: &str, report: &mut Report) {
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    let is_integer = schema.get("type").is_some_and(|kind| kind == "integer");
    for limit in LIMITS {
        let Some(value) = number(limit) else {
            continue;
        };
        // Unsigned types, and lists of a fixed length.
        let is_typed = match limit {
            "minimum" => is_integer && [0.0, 1.0].contains(&value),
            "minItems" | "maxItems" => number("minItems") == number("maxItems"),
            _ => false,
        };
        if !is_typed {
            report.note(
                "unchecked",
                &join(at, limit),
                "not checked before it is sent: the service checks limits",
            );
        }
    }
}

fn relax_one(schema: &mut Value, at: &str, message: &str, report: &mut Report) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    if map.contains_key(extension_keys::NAME_PATTERNS) {
        map.insert("additionalProperties".to_owned(), json!({}));
    }
    for rule in CONSTRAINTS.into_iter().chain(OTHERS) {
        let dropped = match map.get(rule) {
            None => false,
            Some(value) => rule != "additionalProperties" || *value == Value::Bool(false),
        };
        if dropped {
            map.shift_remove(rule);
            report.note("response-rule", &join(at, rule), message);
        }
    }
}
