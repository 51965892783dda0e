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

pub(super) fn relax(doc: &mut Value, reach: &Reachability, report: &mut Report) {
    walk::roots_mut(doc, &mut |kind, schema, at| {
        let sent_only = match kind {
            RootKind::Component => {
                schema_name(&format!("#{at}")).is_some_and(|name| reach.sent_only.contains(&name))
            }
            RootKind::Parameter | RootKind::Request => true,
            RootKind::Response => false,
        };
        if !sent_only {
            walk::deep_mut(schema, at, &mut |schema, at| relax_one(schema, at, report));
        }
    });
}

fn relax_one(schema: &mut Value, at: &str, report: &mut Report) {
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
            report.note(
                "response-rule",
                &join(at, rule),
                "removed: responses are not validated",
            );
        }
    }
}
