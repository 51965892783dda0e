//! Removes component schemas that no operation, webhook or callback uses.
//!
//! A document without operations describes types only, and keeps all of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::reachability::Reachability;
use crate::diagnostic::Report;
use crate::pointer::{schema_at, schema_name};
use crate::{components, extension_keys, walk};

pub(super) fn remove(doc: &mut Value, reach: &Reachability, report: &mut Report) {
    let received = doc
        .as_object_mut()
        .and_then(|doc| doc.shift_remove(extension_keys::WEBHOOK_SCHEMAS));
    if walk::operations(doc).is_empty() {
        return;
    }
    // These are original positions.
    let received: BTreeSet<String> = match received {
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|at| at.as_str().map(str::to_owned))
            .collect(),
        _ => BTreeSet::new(),
    };
    let mut used = reach.all.clone();
    for name in paginated(doc) {
        if let Some(schema) = components::schemas(doc).get(&name)
            && used.insert(name)
        {
            super::reachability::follow(doc, schema, &mut used);
        }
    }
    if !received.is_empty() {
        for (name, schema) in components::schemas(doc) {
            if received.contains(&report.origin(&schema_at(name)).to_string())
                && used.insert(name.clone())
            {
                super::reachability::follow(doc, schema, &mut used);
            }
        }
    }
    let Some(schemas) = components::schemas_mut(doc) else {
        return;
    };
    schemas.retain(|name, _| {
        let is_used = used.contains(name);
        if !is_used {
            report.note(
                "unused-schema",
                &schema_at(name),
                "has no type: no request, response or webhook contains it",
            );
        }
        is_used
    });
}

/// Returns the names of the schemas to which the pagination of operations refers.
fn paginated(doc: &Value) -> Vec<String> {
    let operations = walk::operations(doc).into_iter();
    let items = operations.filter_map(|(_, _, operation, _)| {
        let item = operation.get(extension_keys::PAGINATION)?.get("item")?;
        schema_name(item.as_str()?)
    });
    items.collect()
}
