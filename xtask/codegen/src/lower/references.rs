//! Rewrites references between schemas to references to component schemas.
//!
//! A target elsewhere, in `$defs` or inside another schema, becomes a component. A reference
//! without a target accepts any value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::names::{pascal, unique_type_name};
use crate::pointer::{escape, join, percent_decoded, schema_at, schema_name, schema_ref, unescape};
use crate::walk;

/// Makes every `$ref` of a schema refer to a component schema.
pub(super) fn resolve(doc: &mut Value, report: &mut Report) {
    let original = doc.clone();
    let mut resolver = Resolver {
        doc: &original,
        names: BTreeMap::new(),
        used_names: components::type_names(&original),
        anchors: anchors(&original),
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

struct Resolver<'a> {
    doc: &'a Value,
    /// Component names by original pointer.
    names: BTreeMap<String, String>,
    /// Names of types, in Pascal case.
    used_names: BTreeSet<String>,
    /// Pointers by anchor or identifier.
    anchors: BTreeMap<String, String>,
    /// Schemas that became components: name, schema and original pointer.
    found: Vec<(String, Value, String)>,
    report: &'a mut Report,
}

impl Resolver<'_> {
    /// `at` is the current pointer of `schema`, `from` its original pointer.
    fn rewrite(&mut self, schema: &mut Value, at: &str, from: &str) {
        let root = from.to_owned();
        walk::deep_mut(schema, at, &mut |schema, at| {
            let Some(map) = schema.as_object_mut() else {
                return;
            };
            if let Some(reference) = map.shift_remove("$dynamicRef") {
                // A dynamic reference is resolved when a value is validated.
                map.entry("$ref").or_insert(reference);
                let at = join(at, "$dynamicRef");
                self.report.note("dynamic-ref", &at, "rewritten as `$ref`");
            }
            if map.shift_remove("$recursiveRef").is_some() {
                self.report.unsupported(
                    "dynamic-ref",
                    &join(at, "$recursiveRef"),
                    "the target depends on the schemas around it: any value is accepted",
                    "Write `$ref` in an overlay.",
                );
            }
            let Some(reference) = map.get("$ref") else {
                return;
            };
            let found = reference.as_str().and_then(|r| self.target(r, &root));
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

    /// Returns the name of the component schema that `reference` refers to.
    fn target(&mut self, reference: &str, root: &str) -> Option<String> {
        if let Some(name) = schema_name(reference)
            && components::schemas(self.doc).contains_key(&name)
        {
            return Some(name);
        }
        let whole = root.split('/').take(4).collect::<Vec<_>>().join("/");
        if reference == "#" {
            // A whole document is not a schema; the enclosing schema is meant.
            return schema_name(&format!("#{whole}"));
        }
        let fragment = reference.split_once('#').map(|(_, fragment)| fragment);
        let local = fragment.filter(|_| reference.starts_with('#'));
        let mut pointers: Vec<String> = Vec::new();
        pointers.extend(self.anchors.get(reference).cloned());
        if let Some(fragment) = local {
            let fragment = percent_decoded(fragment);
            if fragment.starts_with('/') {
                pointers.push(fragment.clone());
                // Resolved as if the schema were a document.
                pointers.push(format!("{whole}{fragment}"));
                pointers.push(format!("{root}{fragment}"));
            }
        }
        let pointer = pointers.into_iter().find(|pointer| {
            self.doc
                .pointer(pointer)
                .is_some_and(|v| v.is_object() || v.is_boolean())
        })?;
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

/// Returns the pointers of schemas by anchor or identifier.
fn anchors(doc: &Value) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    walk::roots(doc, &mut |_, schema, at| {
        walk::deep(schema, at, &mut |schema, at| {
            for key in ["$anchor", "$dynamicAnchor"] {
                if let Some(anchor) = schema.get(key).and_then(Value::as_str) {
                    out.entry(format!("#{anchor}")).or_insert(at.to_owned());
                }
            }
            if let Some(id) = schema.get("$id").and_then(Value::as_str) {
                out.entry(id.to_owned()).or_insert(at.to_owned());
            }
        });
    });
    out
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
