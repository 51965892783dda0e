//! Lists in the style `deepObject`, which OpenAPI does not define.

use serde_json::Value;

use super::context::{IrContext, resolve};
use super::unions::Visited;
use crate::pointer::join;

impl IrContext<'_> {
    /// Notes how the lists of a value in the style `deepObject` are written, if it has any.
    pub(super) fn note_deep_lists(&mut self, name: &str, schema: &Value, at: &str) {
        let Some(path) = list(self.doc, schema, &mut Visited::new()) else {
            return;
        };
        let message = format!(
            "a list is written as `{name}{path}[]=a`, and a list of objects as `{name}{path}[0][key]=a`: \
             OpenAPI does not say how"
        );
        self.report.note("deep-object", &join(at, "style"), message);
    }
}

/// Returns the keys of the first list in a value, in brackets.
fn list(doc: &Value, schema: &Value, visited: &mut Visited) -> Option<String> {
    let schema = resolve(doc, schema);
    if !visited.insert(schema) {
        return None;
    }
    if schema.get("type").is_some_and(|kind| kind == "array") {
        return Some(String::new());
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let rest = schema.get("additionalProperties");
    let rest = rest.into_iter().map(|rest| ("key", rest));
    let properties = properties.into_iter().flatten();
    let mut properties = properties.map(|(key, it)| (key.as_str(), it)).chain(rest);
    let of_property = properties
        .find_map(|(key, property)| Some(format!("[{key}]{}", list(doc, property, visited)?)));
    let parts = ["allOf", "anyOf", "oneOf"].into_iter();
    let mut parts = parts
        .filter_map(|key| schema.get(key)?.as_array())
        .flatten();
    of_property.or_else(|| parts.find_map(|part| list(doc, part, visited)))
}
