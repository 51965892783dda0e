//! The component schemas of a document.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::names::pascal;
use crate::pointer::{escape, percent_decoded, schema_name, unescape};

/// Returns the component schemas; empty if there are none.
pub(crate) fn schemas(doc: &Value) -> &Map<String, Value> {
    static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    let schemas = doc.pointer("/components/schemas");
    schemas.and_then(Value::as_object).unwrap_or(&NONE)
}

/// Returns the component schemas, if there are any.
pub(crate) fn schemas_mut(doc: &mut Value) -> Option<&mut Map<String, Value>> {
    doc.pointer_mut("/components/schemas")?.as_object_mut()
}

/// Adds component schemas.
pub(crate) fn add(doc: &mut Value, schemas: impl IntoIterator<Item = (String, Value)>) {
    let mut schemas = schemas.into_iter().peekable();
    if schemas.peek().is_none() {
        return;
    }
    if let Some(doc) = doc.as_object_mut()
        && let Some(components) = doc.entry("components").or_insert(json!({})).as_object_mut()
        && let Some(all) = components
            .entry("schemas")
            .or_insert(json!({}))
            .as_object_mut()
    {
        all.extend(schemas);
    }
}

/// Returns the names of the types of the component schemas.
pub(crate) fn type_names(doc: &Value) -> BTreeSet<String> {
    schemas(doc).keys().map(|name| pascal(name)).collect()
}

/// Returns the components that a schema includes by `$ref` or `allOf`, as opposed to those in its fields.
pub(crate) fn merged(schema: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let own = schema.get("$ref").and_then(Value::as_str);
        out.extend(own.and_then(schema_name));
        let all = schema.get("allOf").and_then(Value::as_array);
        waiting.extend(all.into_iter().flatten());
    }
    out
}

/// Makes each reference between the entries of the object at `at` refer to the end of its chain, so that at
/// most two references lead to any of them. References that lead back to themselves stay so.
pub(crate) fn shorten(doc: &mut Value, at: &str) {
    let Some(entries) = doc.pointer_mut(at).and_then(Value::as_object_mut) else {
        return;
    };
    let target = |entry: &Value| {
        let reference = entry.get("$ref")?.as_str()?;
        let name = reference.strip_prefix('#')?.strip_prefix(at)?;
        let name = name.strip_prefix('/').filter(|name| !name.contains('/'))?;
        Some(unescape(&percent_decoded(name)))
    };
    let next: HashMap<String, String> = entries
        .iter()
        .filter_map(|(name, entry)| Some((name.clone(), target(entry)?)))
        .collect();
    let mut ends: HashMap<&str, &str> = HashMap::new();
    for name in next.keys() {
        let (mut chain, mut last) = (Vec::new(), name.as_str());
        // A longer chain is a cycle.
        while chain.len() <= next.len()
            && let Some(target) = next.get(last)
        {
            if let Some(end) = ends.get(last) {
                last = end;
                break;
            }
            chain.push(last);
            last = target;
        }
        ends.extend(chain.into_iter().map(|name| (name, last)));
    }
    for (name, entry) in entries {
        if let Some(end) = ends.get(name.as_str()).filter(|end| next[name] != **end) {
            entry["$ref"] = json!(format!("#{at}/{}", escape(end).replace('%', "%25")));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn references_between_components_lead_to_the_end_of_their_chain() {
        let at = |name: &str| json!({"$ref": format!("#/c/{name}")});
        let mut doc = json!({"c": {
            "a": at("b"), "b": at("c~1%25"), "c/%": at("d"), "d": {"x": 1},
            "loop": at("loop2"), "loop2": at("loop"), "in": at("loop"),
            "gone": at("gone2"), "gone2": at("nowhere"), "inside": at("d/x"), "own": at("own"),
        }});
        super::shorten(&mut doc, "/c");
        let end = |name: &str| {
            doc["c"][name]["$ref"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        for name in ["a", "b", "c/%"] {
            assert_eq!(end(name), "#/c/d", "{name}");
        }
        for name in ["loop", "loop2", "in"] {
            assert!(
                ["#/c/loop", "#/c/loop2"].contains(&end(name).as_str()),
                "{name}"
            );
        }
        for (name, expected) in [
            ("gone", "#/c/nowhere"),
            ("gone2", "#/c/nowhere"),
            ("inside", "#/c/d/x"),
            ("own", "#/c/own"),
        ] {
            assert_eq!(end(name), expected);
        }
        super::shorten(&mut doc, "/nothing");
    }
}
