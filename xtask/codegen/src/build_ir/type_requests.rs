//! The component schema that requests the types of an operation from the generator.

use serde_json::{Map, Value, json};

use crate::ir::TypeField;

/// The types that one operation needs.
pub(super) struct TypeRequests {
    name: String,
    fields: Vec<Value>,
}

impl TypeRequests {
    /// Starts the component schema `name`.
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            fields: Vec::new(),
        }
    }

    /// Returns the name of the component schema.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the field that has the type of `schema`.
    pub(super) fn add(&mut self, schema: &Value) -> TypeField {
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

    /// Returns the field that has the type of `schema` without null.
    pub(super) fn add_not_null(&mut self, schema: &Value) -> TypeField {
        let mut schema = schema.clone();
        if let Some(map) = schema.as_object_mut() {
            map.shift_remove("nullable");
        }
        self.add(&schema)
    }

    /// Adds the component schema to `schemas`.
    pub(super) fn add_to(self, schemas: &mut Map<String, Value>) {
        if self.fields.is_empty() {
            return;
        }
        let names: Vec<String> = (0..self.fields.len()).map(|i| format!("s{i}")).collect();
        let fields: Map<String, Value> = names.iter().cloned().zip(self.fields).collect();
        schemas.insert(
            self.name,
            json!({"type": "object", "properties": fields, "required": names}),
        );
    }
}
