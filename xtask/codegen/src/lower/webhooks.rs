//! Records the schemas of webhooks and callbacks, which have types although no operation uses them.

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::{extension_keys, subset, walk};

/// Records the original positions of the component schemas that webhooks and callbacks refer to.
pub(super) fn record(doc: &mut Value, report: &mut Report) {
    let operations = walk::operations(doc);
    let callbacks = operations
        .iter()
        .filter_map(|(_, _, operation, _)| operation.get("callbacks"));
    let parts: Vec<&Value> = doc.get("webhooks").into_iter().chain(callbacks).collect();
    let schemas = subset::reached_schemas(doc, parts).into_iter();
    let schemas: Vec<String> = schemas.map(|at| report.origin(&at).to_string()).collect();
    if !schemas.is_empty()
        && let Some(root) = doc.as_object_mut()
    {
        root.insert(extension_keys::WEBHOOK_SCHEMAS.to_owned(), json!(schemas));
    }
}
