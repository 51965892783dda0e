//! The schema that asks the generator for the types of a call.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::names::pascal;
use crate::plan::Shape;

/// The types of one call.
pub(super) struct Shapes {
    /// The name of the component.
    pub(super) name: String,
    fields: Vec<Value>,
}

impl Shapes {
    pub(super) fn new(operation: &str, taken: &mut BTreeSet<String>) -> Self {
        Self {
            name: super::free(&format!("ShapesOf{}", pascal(operation)), taken),
            fields: Vec::new(),
        }
    }

    /// The field that has the type of `schema`.
    pub(super) fn add(&mut self, schema: &Value) -> Shape {
        let mut schema = schema.clone();
        if let Some(schema) = schema.as_object_mut() {
            for keyword in ["default", "deprecated", "description", "example", "title"] {
                schema.shift_remove(keyword);
            }
        }
        let known = self.fields.iter().position(|field| *field == schema);
        let index = known.unwrap_or_else(|| {
            self.fields.push(schema);
            self.fields.len() - 1
        });
        format!("s{index}")
    }

    /// The same for a value that is there, so that null is none of it.
    pub(super) fn add_present(&mut self, schema: &Value) -> Shape {
        let mut schema = schema.clone();
        if let Some(map) = schema.as_object_mut() {
            map.shift_remove("nullable");
        }
        self.add(&schema)
    }

    /// Adds the component.
    pub(super) fn finish(self, found: &mut Map<String, Value>) {
        if self.fields.is_empty() {
            return;
        }
        let names: Vec<String> = (0..self.fields.len()).map(|i| format!("s{i}")).collect();
        let fields: Map<String, Value> = names.iter().cloned().zip(self.fields).collect();
        found.insert(
            self.name,
            json!({"type": "object", "properties": fields, "required": names}),
        );
    }
}
