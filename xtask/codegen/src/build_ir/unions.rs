//! What a value of a union may be.

use serde_json::Value;

use super::context::resolve;

/// Maximum number of unions in each other.
const DEPTH: usize = 8;

/// Returns the schemas of which a value may be, without references and unions.
pub(super) fn alternatives<'a>(doc: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut out = Vec::new();
    collect(doc, schema, 0, &mut out);
    out
}

fn collect<'a>(doc: &'a Value, schema: &'a Value, depth: usize, out: &mut Vec<&'a Value>) {
    let own = resolve(doc, schema);
    let parts = ["oneOf", "anyOf"]
        .iter()
        .find_map(|key| own.get(*key)?.as_array());
    match parts.filter(|_| depth < DEPTH) {
        Some(parts) => parts
            .iter()
            .for_each(|part| collect(doc, part, depth + 1, out)),
        None => out.push(own),
    }
}
