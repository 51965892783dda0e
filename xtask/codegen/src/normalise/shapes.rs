//! Finds the shapes by which unions select a variant, where the tag does not.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::alternatives::{Schemas, named, reference};
use crate::extension_keys;
use crate::ir::Union;
use crate::shape::Shape;

/// Nesting of the objects that are compared, below those of the variants.
const DEPTH: usize = 2;
/// Maximum number of lists, maps and alternatives without an object between them.
const STEPS: usize = 16;

/// Finds the shape of each variant, and returns those of the objects in them by component.
///
/// `schemas` are the components before [`super::unions`] reduced their alternatives.
pub(super) fn find(unions: &mut [Union], schemas: &Schemas) -> BTreeMap<String, Shape> {
    let mut shapes = Shapes {
        schemas,
        unions: unions.iter().map(|u| u.component.clone()).collect(),
        objects: BTreeSet::new(),
    };
    shapes.select(unions);
    for union in unions {
        let all = alternatives(schemas, &union.component);
        let is_shared = shapes.shared(all);
        for variant in &mut union.variants {
            let Some(schema) = all.get(variant.alternative) else {
                continue;
            };
            let shape = match is_shared[variant.alternative] {
                true => shapes.of(schema, 0),
                false => shapes.of_kind(schema, 0),
            };
            variant.shape = match shape {
                Shape::Opaque if variant.by_tag_only => Shape::ByTag,
                shape if schema.get(extension_keys::SEVERAL).is_some() => {
                    Shape::Several(Box::new(shape))
                }
                shape => shape,
            };
        }
    }
    let objects = shapes.objects.iter();
    objects
        .map(|name| (name.clone(), shapes.object(&schemas[name], 0)))
        .collect()
}

fn alternatives<'a>(schemas: &'a Schemas, component: &str) -> &'a [Value] {
    let list = schemas.get(component).and_then(|s| s.get("oneOf"));
    list.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

struct Shapes<'a> {
    schemas: &'a Schemas,
    /// Components that are unions.
    unions: BTreeSet<String>,
    /// Components that are objects whose fields are compared.
    objects: BTreeSet<String>,
}

impl<'a> Shapes<'a> {
    /// Selects the objects whose fields are compared.
    fn select(&mut self, unions: &[Union]) {
        let mut waiting: VecDeque<(&Value, usize)> = VecDeque::new();
        for union in unions {
            let all = alternatives(self.schemas, &union.component);
            let is_shared = self.shared(all);
            let compared = union.variants.iter().map(|v| (v, v.alternative));
            let compared =
                compared.filter(|(v, i)| !v.by_tag_only && is_shared.get(*i) == Some(&true));
            waiting.extend(compared.map(|(_, i)| (&all[i], 0)));
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some((schema, depth)) = waiting.pop_front() {
            let mut inside = Vec::new();
            let schema = match reference(schema).filter(|name| self.schemas.contains_key(name)) {
                Some(name) if !seen.insert(name.clone()) => continue,
                Some(name) => {
                    let target = &self.schemas[&name];
                    if is_object(target) {
                        self.objects.insert(name);
                    }
                    target
                }
                None => schema,
            };
            let values = |key: &str| schema.get(key).and_then(Value::as_object);
            if let Some(fields) = values("properties") {
                if depth == DEPTH {
                    continue;
                }
                inside.extend(fields.values().map(|field| (field, depth + 1)));
            }
            let parts = ["items", "additionalProperties"].map(|key| schema.get(key));
            inside.extend(parts.into_iter().flatten().map(|part| (part, depth)));
            let list = schema.get("oneOf").and_then(Value::as_array);
            inside.extend(list.into_iter().flatten().map(|part| (part, depth)));
            waiting.extend(inside);
        }
    }

    /// Returns, per alternative, whether another one has values of the same JSON types.
    fn shared(&self, alternatives: &[Value]) -> Vec<bool> {
        let kinds = alternatives.iter().map(|alternative| {
            let mut kinds = BTreeSet::new();
            self.kinds(alternative, "", 0, &mut kinds);
            kinds
        });
        let kinds: Vec<BTreeSet<String>> = kinds.collect();
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        for kind in kinds.iter().flatten() {
            *counts.entry(kind).or_default() += 1;
        }
        let is_shared = |kinds: &BTreeSet<String>| kinds.iter().any(|kind| counts[kind] > 1);
        kinds.iter().map(is_shared).collect()
    }

    /// Adds the JSON types of a schema, with those of the items of lists.
    fn kinds(&self, schema: &Value, prefix: &str, steps: usize, into: &mut BTreeSet<String>) {
        let Some(target) = named(schema, self.schemas).filter(|_| steps < STEPS) else {
            return;
        };
        if let Some(list) = target.get("oneOf").and_then(Value::as_array) {
            for part in list {
                self.kinds(part, prefix, steps + 1, into);
            }
            return;
        }
        match (
            target.get("type").and_then(Value::as_str),
            target.get("items"),
        ) {
            (Some("array"), Some(items)) => {
                self.kinds(items, &format!("{prefix}list of "), steps + 1, into);
            }
            (Some("integer"), _) => drop(into.insert(format!("{prefix}number"))),
            (Some(kind), _) => drop(into.insert(format!("{prefix}{kind}"))),
            (None, _) => {}
        }
    }

    /// Returns the shape of a schema whose JSON type no other alternative has.
    fn of_kind(&self, schema: &Value, steps: usize) -> Shape {
        let target = named(schema, self.schemas).filter(|_| steps < STEPS);
        let Some(target) = target.filter(|target| target.get("oneOf").is_none()) else {
            return self.of(schema, 0);
        };
        match target.get("type").and_then(Value::as_str) {
            Some("object") => Shape::Opaque,
            Some("array") => {
                let item = target.get("items");
                let item = item.map_or(Shape::Any, |item| self.of_kind(item, steps + 1));
                Shape::List(Box::new(item))
            }
            _ => self.of(schema, 0),
        }
    }

    /// Returns the shape of a schema.
    fn of(&self, schema: &Value, steps: usize) -> Shape {
        let shape = match reference(schema) {
            Some(name) if self.unions.contains(&name) || self.objects.contains(&name) => {
                Shape::Of(name)
            }
            _ => match named(schema, self.schemas) {
                Some(target) if steps < STEPS => self.inline(target, steps + 1),
                _ => Shape::Any,
            },
        };
        match schema.get("nullable") {
            Some(Value::Bool(true)) => Shape::Nullable(Box::new(shape)),
            _ => shape,
        }
    }

    fn inline(&self, schema: &'a Value, steps: usize) -> Shape {
        let values = schema.get("enum").or(schema.get(extension_keys::VALUES));
        if let Some(values) = values.and_then(Value::as_array) {
            return Shape::Values(values.clone());
        }
        let list = schema.get("oneOf").and_then(Value::as_array);
        if let Some(list) = list {
            let variants = list.iter().map(|part| (Vec::new(), self.of(part, steps)));
            return Shape::Union {
                tag: None,
                variants: variants.collect(),
            };
        }
        let part = |key: &str| schema.get(key).filter(|part| part.is_object());
        let part = |key| Box::new(part(key).map_or(Shape::Any, |part| self.of(part, steps)));
        match schema.get("type").and_then(Value::as_str) {
            Some("boolean") => Shape::Boolean,
            Some("integer") => Shape::Integer,
            Some("number") => Shape::Number,
            Some("string") => match schema.get("format").and_then(Value::as_str) {
                Some("date-time") => Shape::Time,
                _ => Shape::Text,
            },
            Some("array") => Shape::List(part("items")),
            // A hand-written type decides itself.
            Some("object") if schema.get("properties").is_some() => Shape::Opaque,
            Some("object") => match *part("additionalProperties") {
                // It only keeps what it does not know.
                Shape::Any => self.object(schema, steps),
                _ => Shape::Map(part("additionalProperties")),
            },
            _ => Shape::Any,
        }
    }

    fn object(&self, schema: &Value, steps: usize) -> Shape {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|r| r == name));
        let fields = schema.get("properties").and_then(Value::as_object);
        let fields = fields.into_iter().flatten();
        let rest = schema.get("additionalProperties");
        let rest = match rest.filter(|rest| rest.is_object()) {
            Some(rest) => Some(self.of(rest, steps)),
            None => (!is_object(schema)).then_some(Shape::Any),
        };
        Shape::Object {
            fields: fields
                .map(|(name, field)| (name.clone(), is_required(name), self.of(field, steps)))
                .collect(),
            rest: rest.map(Box::new),
        }
    }
}

/// Returns whether a schema becomes a struct.
fn is_object(schema: &Value) -> bool {
    let fields = schema.get("properties").and_then(Value::as_object);
    fields.is_some_and(|fields| !fields.is_empty())
        && schema.get(extension_keys::RUST_TYPE).is_none()
}
