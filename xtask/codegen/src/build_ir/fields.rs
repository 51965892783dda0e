//! The fields of an object.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::components;
use crate::ir::TypeHints;

/// The fields of an object and of its `allOf`, by their names in the request, in document order.
pub(super) struct FormFields<'a> {
    hints: &'a TypeHints,
    pub(super) properties: Map<String, Value>,
    pub(super) required: BTreeSet<String>,
    /// Whether the schema says that there may be others.
    pub(super) is_open: bool,
}

impl<'a> FormFields<'a> {
    /// Returns the fields of a schema; `None` if it does not list them.
    pub(super) fn of(doc: &Value, hints: &'a TypeHints, schema: &Value) -> Option<Self> {
        let mut fields = Self {
            hints,
            properties: Map::new(),
            required: BTreeSet::new(),
            is_open: false,
        };
        let complete = fields.collect(doc, schema, "", &mut BTreeSet::new());
        (complete && !fields.properties.is_empty()).then_some(fields)
    }

    /// Adds the fields of `schema`, which is in `component`; returns whether these are all. `visited` are the
    /// components whose fields were added.
    fn collect(
        &mut self,
        doc: &Value,
        schema: &Value,
        component: &str,
        visited: &mut BTreeSet<String>,
    ) -> bool {
        if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
            return false;
        }
        let hints = self.hints;
        let wire = |name: &str| hints.wire_name(component, name).to_owned();
        let list = |key| {
            schema
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        let rest = schema.get("additionalProperties");
        self.is_open |= rest.is_some_and(|rest| *rest != Value::Bool(false));
        let required = list("required").filter_map(Value::as_str);
        self.required.extend(required.map(wire));
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        self.properties
            .extend(properties.map(|(name, property)| (wire(name), property.clone())));
        if !list("allOf").all(|part| self.collect(doc, part, component, visited)) {
            return false;
        }
        let name = schema.get("$ref").and_then(Value::as_str);
        let Some(name) = name.and_then(crate::pointer::schema_name) else {
            return true;
        };
        if !visited.insert(name.clone()) {
            return true;
        }
        let target = components::schemas(doc).get(&name);
        target.is_some_and(|target| self.collect(doc, target, &name, visited))
    }
}
