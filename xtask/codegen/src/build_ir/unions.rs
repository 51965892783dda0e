//! What a value of a union may be.

use std::collections::HashSet;

use serde_json::Value;

use super::context::resolve;

/// The schemas that a search has visited, so that it visits none twice.
pub(super) type Visited = HashSet<*const Value>;

/// Returns the schemas of which a value may be, without references and unions.
pub(super) fn alternatives<'a>(doc: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut out = Vec::new();
    let mut visited = Visited::new();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let own = resolve(doc, schema);
        if !visited.insert(own) {
            continue;
        }
        let parts = ["oneOf", "anyOf"].iter();
        match parts.clone().find_map(|key| own.get(*key)?.as_array()) {
            Some(parts) => waiting.extend(parts.iter().rev()),
            None => out.push(own),
        }
    }
    out
}

/// Returns whether a value may be a list or an object.
pub(super) fn is_structured(doc: &Value, schema: &Value) -> bool {
    alternatives(doc, schema).into_iter().any(|it| {
        let kind = it.get("type").and_then(Value::as_str);
        kind.is_some_and(|kind| ["array", "object"].contains(&kind))
            || it.get("properties").is_some()
    })
}

/// Returns whether a value may be anything.
pub(super) fn is_any(doc: &Value, schema: &Value) -> bool {
    let keywords = ["type", "enum", "const", "properties"];
    let mut alternatives = alternatives(doc, schema).into_iter();
    alternatives.any(|it| keywords.iter().all(|key| it.get(key).is_none()))
}
