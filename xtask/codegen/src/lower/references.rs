//! Rewrites references between schemas to references to component schemas.
//!
//! A target elsewhere, in `$defs` or inside another schema, becomes a component. A reference
//! without a target accepts any value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::targets::Targets;
use crate::components;
use crate::diagnostic::Report;
use crate::names::{pascal, unique_type_name};
use crate::pointer::{escape, join, schema_at, schema_name, schema_ref, unescape};
use crate::walk;

/// Makes every `$ref` of a schema refer to a component schema.
pub(super) fn resolve(doc: &mut Value, report: &mut Report) {
    let original = doc.clone();
    let mut resolver = ReferenceResolver {
        doc: &original,
        names: BTreeMap::new(),
        used_names: components::type_names(&original),
        targets: Targets::new(&original),
        found: Vec::new(),
        report,
    };
    walk::roots_mut(doc, &mut |_, schema, at| resolver.rewrite(schema, at, at));
    let mut out = Map::new();
    let mut pointers = Vec::new();
    while let Some((name, mut schema, from)) = resolver.found.pop() {
        let at = schema_at(&name);
        resolver.report.moved(at.clone(), &from);
        resolver.rewrite(&mut schema, &at, &from);
        pointers.push((from, name.clone()));
        out.insert(name, schema);
    }
    // The schema at the original position is the same type.
    pointers.sort();
    for (pointer, name) in pointers {
        if let Some(schema) = doc.pointer_mut(&pointer) {
            *schema = json!({"$ref": schema_ref(&name)});
        }
    }
    break_cycles(doc, &out, resolver.report);
    components::add(doc, out);
}

struct ReferenceResolver<'a> {
    doc: &'a Value,
    /// Component names by original pointer.
    names: BTreeMap<String, String>,
    /// Names of types, in Pascal case.
    used_names: BTreeSet<String>,
    targets: Targets<'a>,
    /// Schemas that became components: name, schema and original pointer.
    found: Vec<(String, Value, String)>,
    report: &'a mut Report,
}

impl ReferenceResolver<'_> {
    /// `at` is the current pointer of `schema`, `from` its original pointer.
    fn rewrite(&mut self, schema: &mut Value, at: &str, from: &str) {
        let root = at.to_owned();
        walk::deep_mut(schema, at, &mut |schema, at| {
            let Some(map) = schema.as_object_mut() else {
                return;
            };
            if map.shift_remove("$recursiveRef").is_some() {
                self.report.unsupported(
                    "dynamic-ref",
                    &join(at, "$recursiveRef"),
                    "the target depends on the schemas around it: any value is accepted",
                    "Write `$ref` in an overlay.",
                );
            }
            self.check_mapping(map, at);
            let Some(reference) = map.get("$ref") else {
                return;
            };
            let original = format!("{from}{}", &at[root.len()..]);
            let found = reference.as_str().and_then(|r| self.target(r, &original));
            match found {
                Some(name) => {
                    let new = schema_ref(&name);
                    if *reference != json!(new) {
                        map.insert("$ref".to_owned(), json!(new));
                    }
                }
                None => {
                    self.report.unsupported(
                        "dangling-ref",
                        &join(at, "$ref"),
                        format!(
                            "{reference} is not a schema of this document: any value is accepted"
                        ),
                        "Add the schema to `components.schemas`.",
                    );
                    map.shift_remove("$ref");
                }
            }
        });
    }

    /// Reports values of `discriminator.mapping` that are not component schemas.
    fn check_mapping(&mut self, map: &Map<String, Value>, at: &str) {
        let mapping = map.get("discriminator").and_then(|d| d.get("mapping"));
        for (tag, to) in mapping.and_then(Value::as_object).into_iter().flatten() {
            let name = to
                .as_str()
                .map(|to| schema_name(to).unwrap_or(to.to_owned()));
            let schemas = components::schemas(self.doc);
            if name.is_none_or(|name| !schemas.contains_key(&name)) {
                self.report.unsupported(
                    "dangling-ref",
                    &join(&format!("{at}/discriminator/mapping"), tag),
                    format!("{to} is not a component schema: the value is unknown"),
                    "Add the schema to `components.schemas`.",
                );
            }
        }
    }

    /// Returns the name of the component schema that `reference`, in the schema at `at`, refers to.
    fn target(&mut self, reference: &str, at: &str) -> Option<String> {
        let pointer = self.targets.find(reference, at)?;
        if let Some(name) = schema_name(&format!("#{pointer}")) {
            return Some(name);
        }
        if let Some(name) = self.names.get(&pointer) {
            return Some(name.clone());
        }
        let name = self.free_name(&pointer);
        self.names.insert(pointer.clone(), name.clone());
        let schema = self.doc.pointer(&pointer).cloned().unwrap_or_default();
        self.report.note(
            "ref-elsewhere",
            &pointer,
            format!("moved to a component named `{name}`, because a reference points here"),
        );
        self.found.push((name.clone(), schema, pointer));
        Some(name)
    }

    /// Returns a free component name for the schema at `pointer`.
    fn free_name(&mut self, pointer: &str) -> String {
        const STRUCTURE: [&str; 16] = [
            "$defs",
            "additionalProperties",
            "allOf",
            "anyOf",
            "application/json",
            "components",
            "content",
            "definitions",
            "items",
            "oneOf",
            "parameters",
            "paths",
            "properties",
            "requestBody",
            "schema",
            "schemas",
        ];
        let steps: Vec<String> = pointer
            .split('/')
            .skip(1)
            .map(unescape)
            .filter(|step| !STRUCTURE.contains(&step.as_str()))
            .collect();
        let defined = pointer.contains("/$defs/") || pointer.contains("/definitions/");
        let steps = match steps.as_slice() {
            [.., last] if defined => std::slice::from_ref(last),
            all => all,
        };
        let base = steps.iter().map(|step| pascal(step)).collect::<String>();
        unique_type_name(&pascal(&base), &mut self.used_names)
    }
}

/// Replaces components that are only references to themselves by schemas of any value.
fn break_cycles(doc: &mut Value, found: &Map<String, Value>, report: &mut Report) {
    let next: BTreeMap<String, String> = components::schemas(doc)
        .iter()
        .chain(found)
        .filter_map(|(name, schema)| {
            let map = schema.as_object()?;
            let target = schema_name(map.get("$ref")?.as_str()?)?;
            Some((name.clone(), target))
        })
        .collect();
    let mut broken = Vec::new();
    for name in next.keys() {
        let mut at = name;
        for _ in 0..=next.len() {
            match next.get(at) {
                Some(target) if target == name => {
                    broken.push(name.clone());
                    break;
                }
                Some(target) => at = target,
                None => break,
            }
        }
    }
    for name in broken {
        report.unsupported(
            "circular",
            &schema_at(&name),
            "the schema refers to itself: any value is accepted",
            "Break the cycle in an overlay.",
        );
        if let Some(map) = doc
            .pointer_mut(&format!("/components/schemas/{}", escape(&name)))
            .and_then(Value::as_object_mut)
        {
            map.shift_remove("$ref");
        }
    }
}
