//! Merges `allOf` into one schema, and keywords beside alternatives into each alternative.
//!
//! The generator's own merging fails on some schemas and produces empty types for others.
//! Afterwards an `allOf` contains one reference and has only annotations beside it.

mod alternative;
mod products;
mod schemas;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::schemas::{
    MergedSchema, SchemaObject, intersect, is_object, is_own, kind, needs_merging, only_rules,
    reference,
};
use super::alternatives::named;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::names::pascal;
use crate::openapi::{is_annotation, types_of};
use crate::pointer::{join, schema_at, schema_name, schema_ref};
use crate::walk::{self, RootKind};

/// Maximum depth of nested `allOf`.
const DEPTH: usize = 10;
/// Maximum number of merges within one component, parameter, body or response. Alternatives that contain
/// themselves multiply with each level of [`DEPTH`].
const MERGES: usize = 500;

/// Keywords of bounds that exclude each other.
const BOUNDS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// Merges `allOf` in every schema of the document.
pub(super) fn merge(doc: &mut Value, report: &mut Report) {
    let schemas = components::schemas(doc).clone();
    let mut merger = AllOfMerger {
        schemas: &schemas,
        extending: extending(&schemas),
        merged: BTreeMap::new(),
        open: Vec::new(),
        parents: Vec::new(),
        expanding: Vec::new(),
        nesting: 0,
        merges: 0,
        report,
    };
    walk::roots_mut(doc, &mut |kind, schema, at| {
        let own = schema_name(&format!("#{at}"));
        merger.open.extend(own);
        merger.merges = 0;
        merger.visit(schema, at, 0);
        merger.open.clear();
        // A part that accepts null does not make the others accept it.
        if let (RootKind::Component, Some(map)) = (kind, schema.as_object_mut()) {
            map.shift_remove("nullable");
        }
    });
}

/// Returns the names of the components that extend each component.
fn extending(schemas: &SchemaObject) -> BTreeMap<String, Vec<String>> {
    let mut extending: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, schema) in schemas {
        let parts = schema.get("allOf").and_then(Value::as_array);
        let bases = parts.into_iter().flatten();
        let bases = bases.filter_map(|part| schema_name(part.get("$ref")?.as_str()?));
        for base in bases {
            extending.entry(base).or_default().push(name.clone());
        }
    }
    extending
}

struct AllOfMerger<'a> {
    schemas: &'a SchemaObject,
    extending: BTreeMap<String, Vec<String>>,
    /// Components that are merged.
    merged: BTreeMap<String, SchemaObject>,
    /// Components that are being merged.
    open: Vec<String>,
    /// Components whose fields are being merged for one of their alternatives.
    parents: Vec<String>,
    /// Components that are unions whose alternatives are being merged.
    expanding: Vec<String>,
    /// The nesting of unions in the schema that is being merged.
    nesting: usize,
    /// The number of merged schemas in the component, parameter, body or response.
    merges: usize,
    report: &'a mut Report,
}

impl AllOfMerger<'_> {
    fn visit(&mut self, schema: &mut Value, at: &str, depth: usize) {
        let Some(map) = schema.as_object_mut() else {
            return;
        };
        let mut depth = depth;
        if needs_merging(map) {
            self.merges += 1;
            if depth > DEPTH || self.merges > MERGES {
                self.report.unsupported(
                    "all-of",
                    at,
                    "`allOf` is nested without end: any value is accepted",
                    "Write the schema without `allOf` in an overlay.",
                );
                map.retain(|k, _| is_annotation(k));
                return;
            }
            depth += 1;
            *map = self.flatten(std::mem::take(map), at);
        }
        if let Some(property) = map.shift_remove(extension_keys::BASE) {
            self.base(map, at, &property);
        }
        walk::children_mut(schema, at, &mut |child, at| {
            let open = std::mem::take(&mut self.open);
            self.visit(child, at, depth);
            self.open = open;
        });
    }

    /// Lets a schema that others extend keep their fields.
    fn base(&mut self, map: &mut SchemaObject, at: &str, property: &Value) {
        if map.contains_key("oneOf") || !is_object(map) {
            return;
        }
        let open = map
            .get("additionalProperties")
            .is_some_and(Value::is_object);
        if !open {
            map.insert("additionalProperties".to_owned(), json!({}));
        }
        let own = schema_name(&format!("#{at}"));
        let mut names: Vec<String> = own.into_iter().collect();
        let mut next = 0;
        while let Some(name) = names.get(next) {
            let further = self.extending.get(name).into_iter().flatten();
            let further: Vec<_> = further
                .filter(|name| !names.contains(name))
                .cloned()
                .collect();
            names.extend(further);
            next += 1;
        }
        map.insert(extension_keys::EXTENDING.to_owned(), json!(names));
        self.report.note(
            "base-schema",
            at,
            format!(
                "{property} selects a schema that extends this one: its fields are kept in `extra`"
            ),
        );
    }

    /// Returns the component `name` without `allOf`; a cycle ends in a schema of any value.
    fn component(&mut self, name: &str) -> SchemaObject {
        if let Some(merged) = self.merged.get(name) {
            return merged.clone();
        }
        let at = schema_at(name);
        if self.open.iter().any(|open| open == name) {
            self.report.unsupported(
                "circular",
                &at,
                "the schema refers to itself: the reference is removed",
                "Break the cycle in an overlay.",
            );
            return SchemaObject::new();
        }
        let Some(Value::Object(schema)) = self.schemas.get(name) else {
            return SchemaObject::new();
        };
        self.open.push(name.to_owned());
        let mut schema = schema.clone();
        if needs_merging(&schema) {
            schema = self.flatten(schema, &at);
        }
        let resolved = self.resolve(MergedSchema {
            schema,
            name: None,
            from: at,
        });
        self.open.pop();
        self.merged.insert(name.to_owned(), resolved.schema.clone());
        resolved.schema
    }

    /// Returns the fields of the component `name` if a schema that is being merged extends it, and is one of
    /// its alternatives or extended by one. The alternatives may be in a part of `allOf`.
    fn parent(&mut self, name: &str) -> Option<SchemaObject> {
        if self.parents.iter().any(|parent| parent == name) {
            return None;
        }
        let mut fields = self.schemas.get(name)?.as_object()?.clone();
        let mut is_parent = self.remove_children(&mut fields, name);
        if let Some(Value::Array(parts)) = fields.get_mut("allOf") {
            for part in parts.iter_mut().filter_map(Value::as_object_mut) {
                is_parent |= self.remove_children(part, name);
            }
        }
        if !is_parent || !needs_merging(&fields) {
            return is_parent.then_some(fields);
        }
        self.open.push(name.to_owned());
        self.parents.push(name.to_owned());
        let fields = self.flatten(fields, &schema_at(name));
        self.parents.pop();
        self.open.pop();
        Some(fields)
    }

    /// Removes the alternatives of a part of the component `name` if one of them is a schema that is being
    /// merged, or extended by one. Returns whether it did.
    fn remove_children(&self, part: &mut SchemaObject, name: &str) -> bool {
        let alternatives = part.get("oneOf").and_then(Value::as_array);
        let alternatives = alternatives.into_iter().flatten();
        let mut children = alternatives.filter_map(|part| reference(part.as_object()?));
        let is_open = |child: &String| self.open.iter().any(|open| open == child);
        let is_parent = children.any(|child| {
            let mut extended = components::merged(&json!({"$ref": schema_ref(&child)}));
            let mut index = 0;
            while let Some(next) = extended.get(index).cloned() {
                let own = self.schemas.get(&next).map(components::merged);
                for base in own.into_iter().flatten() {
                    if base != name && !extended.contains(&base) {
                        extended.push(base);
                    }
                }
                index += 1;
            }
            extended.iter().any(is_open)
        });
        if is_parent {
            for keyword in ["oneOf", extension_keys::TAG, extension_keys::ANY_OF] {
                part.shift_remove(keyword);
            }
        }
        is_parent
    }

    /// Resolves a reference to the schema itself.
    fn resolve(&mut self, part: MergedSchema) -> MergedSchema {
        match reference(&part.schema) {
            None => part,
            Some(name) => MergedSchema {
                schema: match self.parent(&name) {
                    Some(parent) => parent,
                    None => self.component(&name),
                },
                from: schema_at(&name),
                name: Some(name),
            },
        }
    }

    /// Returns `schema` without `allOf`, except for one reference.
    fn flatten(&mut self, schema: SchemaObject, at: &str) -> SchemaObject {
        let (mut notes, mut own): (SchemaObject, SchemaObject) =
            schema.into_iter().partition(|(k, _)| is_own(k));
        let unevaluated = notes.shift_remove(extension_keys::UNEVALUATED);
        let unevaluated = unevaluated.and_then(|_| own.shift_remove("additionalProperties"));
        let mut parts = Vec::new();
        if let Some(Value::Array(all)) = own.shift_remove("allOf") {
            for (i, part) in all.into_iter().enumerate() {
                let at = join(&join(at, "allOf"), i);
                let Value::Object(part) = part else { continue };
                let part = if needs_merging(&part) {
                    self.flatten(part, &at)
                } else {
                    part
                };
                parts.push((part, at));
            }
        }
        if let Some(reference) = own.shift_remove("$ref") {
            parts.insert(
                0,
                (
                    SchemaObject::from_iter([("$ref".to_owned(), reference)]),
                    at.to_owned(),
                ),
            );
        }
        if let Some(alternatives) = own.shift_remove("oneOf") {
            let mut union = SchemaObject::from_iter([("oneOf".to_owned(), alternatives)]);
            for mark in [extension_keys::TAG, extension_keys::ANY_OF] {
                union.extend(notes.shift_remove_entry(mark));
            }
            parts.push((union, at.to_owned()));
        }
        parts.push((own, at.to_owned()));
        let mut structural: Vec<MergedSchema> = Vec::new();
        for (mut part, from) in parts {
            let name = reference(&part);
            if part.keys().all(|k| is_annotation(k)) && name.is_none() {
                for (k, v) in part {
                    if k != "nullable" {
                        notes.entry(k).or_insert(v);
                    }
                }
                continue;
            }
            if name.is_some() && structural.iter().any(|other| other.name == name) {
                continue;
            }
            // `type: object` alone adds nothing to the other parts.
            if part.len() == 1
                && part.get("type") == Some(&json!("object"))
                && !structural.is_empty()
            {
                continue;
            }
            if let Some(description) = part.get("description").cloned().filter(|_| name.is_none()) {
                notes.entry("description").or_insert(description);
                part.shift_remove("description");
            }
            structural.push(MergedSchema {
                schema: part,
                name,
                from,
            });
        }
        let whole = match structural.len() {
            0 => SchemaObject::new(),
            1 => structural.remove(0).schema,
            _ => self.all(structural, at),
        };
        let whole = match unevaluated {
            Some(rest) => self.with_rest(whole, &rest),
            None => whole,
        };
        let mut out = notes;
        for (k, v) in whole {
            if is_annotation(&k) {
                out.entry(k).or_insert(v);
            } else {
                out.insert(k, v);
            }
        }
        if let Some(target) = out.get("$ref").cloned()
            && out.len() > 1
        {
            out.shift_remove("$ref");
            out.insert("allOf".to_owned(), json!([{"$ref": target}]));
        }
        out
    }

    /// Adds the schema of the fields that no part of a merged schema has.
    fn with_rest(&mut self, whole: SchemaObject, rest: &Value) -> SchemaObject {
        let mut whole = match reference(&whole).map(|name| self.component(&name)) {
            Some(target) if is_object(&target) || target.contains_key("oneOf") => target,
            _ => whole,
        };
        if is_object(&whole) {
            whole
                .entry("additionalProperties")
                .or_insert_with(|| rest.clone());
        }
        let alternatives = whole.get_mut("oneOf").and_then(Value::as_array_mut);
        let alternatives = alternatives.into_iter().flatten();
        for alternative in alternatives.filter_map(Value::as_object_mut) {
            let name = reference(alternative);
            if name.is_none() && !needs_merging(alternative) && !is_object(alternative) {
                continue;
            }
            if let Some(name) = &name {
                let title = alternative.entry(extension_keys::TITLE);
                title.or_insert_with(|| json!(pascal(name)));
            }
            if name.is_some() || needs_merging(alternative) {
                alternative.insert(extension_keys::UNEVALUATED.to_owned(), json!(true));
            }
            alternative
                .entry("additionalProperties")
                .or_insert_with(|| rest.clone());
        }
        whole
    }

    /// Returns one schema with all of `parts`.
    fn all(&mut self, parts: Vec<MergedSchema>, at: &str) -> SchemaObject {
        let named: Vec<Option<String>> = parts.iter().map(|p| p.name.clone()).collect();
        let parts: Vec<MergedSchema> = parts.into_iter().map(|part| self.resolve(part)).collect();
        // A named scalar with further restrictions keeps its name.
        if let [name] = named.iter().flatten().collect::<Vec<_>>().as_slice()
            && let Some(target) = parts.iter().find(|p| p.name.as_ref() == Some(*name))
            && !is_object(&target.schema)
            && !target.schema.contains_key("oneOf")
            && parts
                .iter()
                .all(|p| p.name.is_some() || only_rules(&p.schema, &target.schema))
        {
            self.report.note(
                "all-of",
                at,
                "the keywords beside the reference are not checked by the client",
            );
            return SchemaObject::from_iter([("$ref".to_owned(), json!(schema_ref(name)))]);
        }
        let (unions, plain): (Vec<MergedSchema>, Vec<MergedSchema>) = parts
            .into_iter()
            .partition(|p| p.schema.contains_key("oneOf"));
        let mut base = SchemaObject::new();
        for part in &plain {
            base = match self.intersect_part(base, part, at) {
                Ok(base) => base,
                Err(reason) => return self.report_impossible(at, &reason),
            };
        }
        self.report.note("all-of", at, "merged into one schema");
        if unions.is_empty() {
            return base;
        }
        self.alternatives(base, &unions, at)
    }

    /// Returns the intersection of `left` and `right`, or why no value is in it.
    fn intersect_part(
        &mut self,
        left: SchemaObject,
        right: &MergedSchema,
        at: &str,
    ) -> Result<SchemaObject, String> {
        let mut out = left;
        if out.is_empty() {
            self.record_move(&right.schema, &right.from, at);
            let mut schema = right.schema.clone();
            // Annotations of a component do not apply to schemas that extend it.
            if right.name.is_some() {
                schema.retain(|k, _| !is_own(k));
            }
            return Ok(schema);
        }
        let (left_kind, right_kind) = (kind(&out), kind(&right.schema));
        if let (Some(a), Some(b)) = (&left_kind, &right_kind)
            && a != b
        {
            let number = |t: &str| t == "integer" || t == "number";
            if number(a) && number(b) {
                out.insert("type".to_owned(), json!("integer"));
            } else {
                return Err(format!("a value cannot be both `{a}` and `{b}`"));
            }
        }
        if let (None, Some(kind)) = (&left_kind, &right_kind) {
            retain_applicable(&mut out, kind);
        }
        let others = self.limit_properties(&out, &right.schema, &join(&right.from, "properties"));
        let own = self.limit_properties(&right.schema, &out, &join(at, "properties"));
        let mut right_schema = right.schema.clone();
        if let (Some(kind), None) = (&left_kind, &right_kind) {
            retain_applicable(&mut right_schema, kind);
        }
        for (schema, properties) in [(&mut right_schema, others), (&mut out, own)] {
            if let Some(properties) = properties {
                schema.insert("properties".to_owned(), Value::Object(properties));
            }
        }
        for (keyword, value) in &right_schema {
            if is_own(keyword) {
                if right.name.is_none() {
                    out.entry(keyword).or_insert(value.clone());
                }
                continue;
            }
            let Some(own) = out.get_mut(keyword) else {
                if keyword == "properties" {
                    self.record_move(&right.schema, &right.from, at);
                }
                out.insert(keyword.clone(), value.clone());
                continue;
            };
            match (keyword.as_str(), own, value) {
                ("properties", Value::Object(own), Value::Object(others)) => {
                    for (name, other) in others {
                        let from = join(&join(&right.from, "properties"), name);
                        match own.get_mut(name) {
                            None => {
                                own.insert(name.clone(), other.clone());
                                self.report
                                    .copied(join(&join(at, "properties"), name), &from);
                            }
                            Some(own) => *own = intersect(own, other),
                        }
                    }
                }
                ("required", Value::Array(own), Value::Array(others)) => {
                    for name in others {
                        if !own.contains(name) {
                            own.push(name.clone());
                        }
                    }
                }
                ("enum", Value::Array(own), Value::Array(others)) => {
                    let common: Vec<Value> =
                        own.iter().filter(|v| others.contains(v)).cloned().collect();
                    if common.is_empty() {
                        return Err("no value is in both lists of values".to_owned());
                    }
                    *own = common;
                }
                ("items", own, other) => *own = intersect(own, other),
                ("additionalProperties", own, other) if other.is_object() => {
                    *own = match own.is_object() {
                        true => intersect(own, other),
                        false => other.clone(),
                    };
                }
                (keyword, own, other) => {
                    let is_tighter = |(least, most): &(&str, &str)| {
                        *least == keyword && other.as_f64() > own.as_f64()
                            || *most == keyword && other.as_f64() < own.as_f64()
                    };
                    if BOUNDS.iter().any(is_tighter) {
                        *own = other.clone();
                    }
                }
            }
        }
        // The generator keeps the fields of `{}` only.
        if out.contains_key("properties") && out.get("additionalProperties") == Some(&json!(true)) {
            out.insert("additionalProperties".to_owned(), json!({}));
        }
        for (least, most) in BOUNDS {
            let bound = |keyword| out.get(keyword).and_then(Value::as_f64);
            if let (Some(low), Some(high)) = (bound(least), bound(most))
                && low > high
            {
                return Err(format!("`{least}` is {low} and `{most}` is {high}"));
            }
        }
        Ok(out)
    }

    /// Returns the properties of `part` with what `additionalProperties` of `other` says about those that
    /// `other` does not have, or `None` if it says nothing.
    fn limit_properties(
        &mut self,
        other: &SchemaObject,
        part: &SchemaObject,
        at: &str,
    ) -> Option<SchemaObject> {
        let rest = other.get("additionalProperties")?.as_object()?;
        // Patterns may not apply to the property.
        if rest.keys().all(|keyword| is_annotation(keyword))
            || other.contains_key(extension_keys::NAME_PATTERNS)
        {
            return None;
        }
        let rest = Value::Object(rest.clone());
        let mut properties = part.get("properties")?.as_object()?.clone();
        let known = other.get("properties").and_then(Value::as_object);
        for (name, own) in &mut properties {
            if known.is_some_and(|known| known.contains_key(name)) {
                continue;
            }
            let kind = |schema| {
                let kind = kind(named(schema, self.schemas)?.as_object()?)?;
                Some(if kind == "integer" {
                    "number".to_owned()
                } else {
                    kind
                })
            };
            match (kind(own), kind(&rest)) {
                (Some(a), Some(b)) if a != b => self.report.unsupported(
                    "all-of",
                    &join(at, name),
                    format!(
                        "a value cannot be both `{a}` and `{b}`, as `additionalProperties` of another part \
                         says: only this schema is read"
                    ),
                    "Describe the property in both parts, or correct it in an overlay.",
                ),
                _ => *own = intersect(own, &rest),
            }
        }
        Some(properties)
    }

    /// Reports that no value satisfies all parts, and returns a schema of any value.
    fn report_impossible(&mut self, at: &str, reason: &str) -> SchemaObject {
        self.report.unsupported(
            "all-of",
            at,
            format!("{reason}: any value is accepted"),
            "Correct it in an overlay.",
        );
        SchemaObject::new()
    }

    fn record_move(&mut self, schema: &SchemaObject, from: &str, at: &str) {
        if from == at {
            return;
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, _) in properties.into_iter().flatten() {
            let from = join(&join(from, "properties"), name);
            self.report
                .copied(join(&join(at, "properties"), name), &from);
        }
    }
}

/// Removes the keywords that do not apply to values of a type.
fn retain_applicable(schema: &mut SchemaObject, kind: &str) {
    schema.retain(|keyword, _| {
        let kinds = types_of(keyword);
        kinds.is_empty() || kinds.contains(&kind)
    });
}
