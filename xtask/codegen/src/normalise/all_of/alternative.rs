//! The alternatives of unions that are merged with other schemas.

use serde_json::{Value, json};

use super::schemas::{MergedSchema, SchemaObject, are_same, intersect};
use crate::extension_keys;
use crate::names::pascal;
use crate::pointer::schema_ref;

/// A schema that is merged with an alternative of each union.
#[derive(Clone, Default)]
pub(super) struct Alternative {
    pub schema: SchemaObject,
    /// The component that has the same values.
    same_as: Option<String>,
    /// The title, and whether an absent or unknown tag selects it.
    marks: SchemaObject,
    /// The properties of discriminators, with the values that select it.
    tags: Vec<(String, Value)>,
}

impl Alternative {
    /// Returns a schema that is merged with no alternative yet.
    pub(super) fn of(schema: SchemaObject) -> Self {
        Self {
            schema,
            ..Self::default()
        }
    }

    /// Adds the marks of an alternative of `union`.
    pub(super) fn with_marks(&self, alternative: &SchemaObject, union: &SchemaObject) -> Self {
        let mut out = self.clone();
        for mark in [extension_keys::TITLE, extension_keys::DEFAULT] {
            if let Some(value) = alternative.get(mark) {
                out.marks.insert(mark.to_owned(), value.clone());
            }
        }
        let tag = union.get(extension_keys::TAG).and_then(Value::as_str);
        let tags = alternative.get(extension_keys::TAGS);
        let tags = tag
            .zip(tags)
            .map(|(tag, tags)| (tag.to_owned(), tags.clone()));
        out.tags.extend(tags);
        out
    }

    /// Replaces the schema by one that is merged with `part`. If that has everything already, it keeps its type.
    pub(super) fn merged(mut self, schema: SchemaObject, part: &MergedSchema) -> Self {
        self.same_as = part
            .name
            .clone()
            .filter(|_| are_same(&schema, &part.schema));
        if let Some(name) = &part.name {
            let title = self.marks.entry(extension_keys::TITLE);
            title.or_insert_with(|| json!(pascal(name)));
        }
        self.schema = schema;
        self
    }

    /// Writes the values of the tags as constants of its properties.
    pub(super) fn pin(&mut self) {
        self.marks.shift_remove(extension_keys::DEFAULT);
        for (property, values) in std::mem::take(&mut self.tags) {
            let values = values.as_array().map_or(&[][..], Vec::as_slice);
            let kind = match values.first() {
                Some(Value::String(_)) => "string",
                Some(Value::Number(_)) => "integer",
                Some(Value::Bool(_)) => "boolean",
                _ => continue,
            };
            let properties = self.schema.entry("properties").or_insert(json!({}));
            let Some(properties) = properties.as_object_mut() else {
                continue;
            };
            let own = properties.entry(property).or_insert(json!({}));
            let known = own.get("enum").and_then(Value::as_array);
            if !known.is_some_and(|known| known.iter().all(|value| values.contains(value))) {
                *own = intersect(own, &json!({"type": kind, "enum": values}));
                self.same_as = None;
            }
        }
    }

    /// Returns the schema, with the values of its tag if the union has one.
    pub(super) fn into_schema(mut self, is_tagged: bool) -> SchemaObject {
        let mut out = self.schema;
        if let Some(name) = self.same_as {
            self.marks.shift_remove(extension_keys::TITLE);
            let reference = json!([{"$ref": schema_ref(&name)}]);
            out = SchemaObject::from_iter([("allOf".to_owned(), reference)]);
        }
        out.extend(self.marks);
        let tags = self.tags.pop().filter(|_| is_tagged);
        out.extend(tags.map(|(_, values)| (extension_keys::TAGS.to_owned(), values)));
        out
    }
}

/// Returns the property that distinguishes all alternatives by its value.
pub(super) fn common_tag(alternatives: &[Alternative]) -> Option<&str> {
    let mut seen: Vec<&Value> = Vec::new();
    let mut property = None;
    for alternative in alternatives {
        let (own, values) = match alternative.tags.as_slice() {
            [] => continue,
            [(own, values)] => (own.as_str(), values.as_array()?),
            _ => return None,
        };
        if *property.get_or_insert(own) != own || values.iter().any(|value| seen.contains(&value)) {
            return None;
        }
        seen.extend(values);
    }
    property
}
