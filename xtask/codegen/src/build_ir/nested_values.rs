//! Lists and objects inside of a value that has a style, which OpenAPI defines for plain values only.

use serde_json::Value;

use super::context::{IrContext, resolve};
use super::unions;
use crate::ir::ParameterStyle;

/// Maximum number of schemas in each other that are searched.
const DEPTH: usize = 8;

const COMBINING: [&str; 3] = ["allOf", "anyOf", "oneOf"];

impl IrContext<'_> {
    /// Notes how a value is written for which OpenAPI does not define the style.
    pub(super) fn note_undefined(
        &mut self,
        name: &str,
        style: ParameterStyle,
        schema: &Value,
        at: &str,
    ) {
        if style == ParameterStyle::DeepObject {
            self.note_deep_lists(name, schema, at);
        } else if has_nested(self.doc, schema, DEPTH) {
            self.report.note(
                "nested-value",
                at,
                "a list or an object inside of the value is written as JSON: OpenAPI does not say how",
            );
        }
    }
}

/// Returns whether a value may have a list or an object in it.
fn has_nested(doc: &Value, schema: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let schema = resolve(doc, schema);
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten().map(|(_, value)| value);
    let others = ["items", "additionalProperties"].into_iter();
    let others = others.filter_map(|key| schema.get(key));
    properties
        .chain(others)
        .any(|inner| unions::is_structured(doc, inner))
        || parts(schema).any(|part| has_nested(doc, part, depth))
}

fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = COMBINING
        .into_iter()
        .filter_map(|key| schema.get(key)?.as_array());
    lists.flatten()
}
