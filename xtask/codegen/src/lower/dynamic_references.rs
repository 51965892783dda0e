//! Resolves dynamic references: `$dynamicRef` refers to the schema that the outermost schema on the way to
//! it gives its anchor, so that a schema with one becomes a copy for each use.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::targets::Targets;
use crate::components;
use crate::diagnostic::Report;
use crate::names::{pascal, unique_name};
use crate::pointer::{escape, join, schema_at, schema_name, schema_ref, unescape};
use crate::walk::{self, RootKind};

/// Maximum number of copies.
const MAX_COPIES: usize = 1000;

/// The pointers of the schemas that dynamic anchors refer to.
type Bindings = BTreeMap<String, String>;

/// Rewrites every `$dynamicRef` as a `$ref`.
pub(super) fn resolve(doc: &mut Value, report: &mut Report) {
    let mut is_used = false;
    walk::roots(doc, &mut |_, schema, at| {
        walk::deep(schema, at, &mut |schema, _| {
            is_used |= schema.get("$dynamicRef").is_some();
        });
    });
    if !is_used {
        return;
    }
    let original = doc.clone();
    let mut resolver = DynamicReferenceResolver {
        doc: &original,
        targets: Targets::new(&original),
        anchors: BTreeMap::new(),
        names: BTreeMap::new(),
        used_names: components::type_names(&original),
        waiting: Vec::new(),
        report,
    };
    for (name, schema) in components::schemas(&original) {
        resolver.register(schema, name);
    }
    walk::roots_mut(doc, &mut |kind, schema, at| {
        if kind != RootKind::Component || !resolver.replace(schema, at) {
            resolver.rewrite(schema, at, at, &Bindings::new());
        }
    });
    let mut copies = Map::new();
    while let Some((name, target, bindings)) = resolver.waiting.pop() {
        let copy = resolver.copy(&target, &schema_at(&name), &bindings);
        copies.insert(name, copy);
    }
    components::add(doc, copies);
}

struct DynamicReferenceResolver<'a> {
    doc: &'a Value,
    targets: Targets<'a>,
    /// The anchors of the dynamic references in the schema at a pointer and in those that it refers to.
    anchors: BTreeMap<String, BTreeSet<String>>,
    /// The names of copies, by pointer and bindings.
    names: BTreeMap<(String, Bindings), String>,
    /// Names of types, in Pascal case.
    used_names: BTreeSet<String>,
    /// Copies that are not made yet: name, pointer and bindings.
    waiting: Vec<(String, String, Bindings)>,
    report: &'a mut Report,
}

impl DynamicReferenceResolver<'_> {
    /// Returns what a component refers to and the bindings of that, if it is only a reference to a
    /// schema with dynamic references.
    fn alias(&mut self, schema: &Value, at: &str) -> Option<(String, Bindings)> {
        const BESIDE: [&str; 8] = [
            "$anchor",
            "$comment",
            "$defs",
            "$dynamicAnchor",
            "$id",
            "$ref",
            "description",
            "title",
        ];
        let map = schema.as_object()?;
        let reference = map.get("$ref")?.as_str()?;
        if !map.keys().all(|key| BESIDE.contains(&key.as_str())) {
            return None;
        }
        let target = self.targets.find(reference, at)?;
        let bindings = self.own(schema, at);
        let bindings = self.needed(&target, &bindings)?;
        Some((target, bindings))
    }

    /// Names the copy that a component refers to after it, if it is only that reference.
    fn register(&mut self, schema: &Value, name: &str) {
        if let Some(key) = self.alias(schema, &schema_at(name)) {
            self.names.entry(key).or_insert(name.to_owned());
        }
    }

    /// Replaces a component by the copy that is named after it. Returns whether there is one.
    fn replace(&mut self, schema: &mut Value, at: &str) -> bool {
        let Some(key) = self.alias(schema, at) else {
            return false;
        };
        if self.names.get(&key) != schema_name(&format!("#{at}")).as_ref() {
            return false;
        }
        let (target, bindings) = key;
        let copy = self.copy(&target, at, &bindings);
        walk::children_mut(schema, at, &mut |child, at| {
            self.rewrite(child, at, at, &bindings);
        });
        if let (Some(map), Value::Object(copy)) = (schema.as_object_mut(), copy) {
            map.shift_remove("$ref");
            for (key, value) in copy {
                map.entry(key).or_insert(value);
            }
        }
        true
    }

    /// Returns the schema at `target` for these bindings, which becomes a part of the schema at `at`.
    fn copy(&mut self, target: &str, at: &str, bindings: &Bindings) -> Value {
        let mut copy = self.doc.pointer(target).cloned().unwrap_or_default();
        self.report.moved(at.to_owned(), target);
        self.rewrite(&mut copy, at, target, bindings);
        if let Some(map) = copy.as_object_mut() {
            for key in ["$anchor", "$defs", "$dynamicAnchor", "$id"] {
                map.shift_remove(key);
            }
        }
        copy
    }

    /// Rewrites the references in a schema. `at` is its pointer, `from` its original pointer, and
    /// `outer` has the bindings of the schemas around it.
    fn rewrite(&mut self, schema: &mut Value, at: &str, from: &str, outer: &Bindings) {
        let mut bindings = self.own(schema, from);
        // The outermost counts.
        bindings.extend(outer.clone());
        if let Some(map) = schema.as_object_mut() {
            self.references(map, at, from, &bindings);
        }
        walk::children_mut(schema, at, &mut |child, child_at| {
            let from = format!("{from}{}", &child_at[at.len()..]);
            self.rewrite(child, child_at, &from, &bindings);
        });
    }

    fn references(
        &mut self,
        map: &mut Map<String, Value>,
        at: &str,
        from: &str,
        bindings: &Bindings,
    ) {
        if let Some(Value::String(reference)) = map.get("$ref").cloned()
            && let Some(target) = self.targets.find(&reference, from)
            && (at != from || self.needed(&target, bindings).is_some())
        {
            let new = self.reference(&target, bindings);
            map.insert("$ref".to_owned(), json!(new));
        }
        let Some(dynamic) = map.shift_remove("$dynamicRef") else {
            return;
        };
        let dynamic = dynamic.as_str().unwrap_or_default().to_owned();
        let anchor = dynamic.split_once('#').map_or("", |(_, anchor)| anchor);
        let bound = bindings.get(anchor).cloned();
        let at = join(at, "$dynamicRef");
        let Some(target) = bound.or_else(|| self.unbound(&dynamic, from)) else {
            let message = format!("no schema has the anchor of {dynamic}: any value is accepted");
            let advice = "Replace `$dynamicRef` by `$ref` in an overlay.";
            self.report.unsupported("dynamic-ref", &at, message, advice);
            return;
        };
        if self.doc.pointer(&target).is_some_and(is_placeholder) {
            let message = "no use gives the anchor a schema here: any value is accepted";
            self.report.note("dynamic-ref", &at, message);
            return;
        }
        let new = self.reference(&target, bindings);
        self.report
            .note("dynamic-ref", &at, format!("resolved to {new}"));
        match map.get("$ref") {
            None => {
                map.insert("$ref".to_owned(), json!(new));
            }
            Some(_) => match map.get_mut("allOf").and_then(Value::as_array_mut) {
                Some(parts) => parts.push(json!({"$ref": new})),
                None => {
                    map.insert("allOf".to_owned(), json!([{"$ref": new}]));
                }
            },
        }
    }

    /// Returns the reference to the schema at `target`, or to its copy for these bindings.
    fn reference(&mut self, target: &str, bindings: &Bindings) -> String {
        let needed = self.needed(target, bindings);
        let name = needed.and_then(|bindings| self.name(target, bindings));
        name.map_or_else(|| format!("#{target}"), |name| schema_ref(&name))
    }

    /// Returns the schema that a dynamic reference in the schema at `from` refers to if no schema around
    /// has its anchor. Several with that anchor elsewhere are alternatives that other uses select.
    fn unbound(&self, reference: &str, from: &str) -> Option<String> {
        let target = self.targets.find(reference, from)?;
        let is_near = self.targets.root(from) == self.targets.root(&target);
        let anchor = reference.strip_prefix('#').unwrap_or_default();
        (is_near || !self.targets.is_ambiguous(anchor)).then_some(target)
    }

    /// Returns the bindings that a schema adds: its own anchor and those of its definitions.
    fn own(&self, schema: &Value, at: &str) -> Bindings {
        let mut bindings = Bindings::new();
        for key in ["$defs", "definitions"] {
            let definitions = schema.get(key).and_then(Value::as_object);
            for (name, definition) in definitions.into_iter().flatten() {
                bindings.extend(self.own(definition, &format!("{at}/{key}/{}", escape(name))));
            }
        }
        if let Some(anchor) = schema.get("$dynamicAnchor").and_then(Value::as_str)
            && !is_placeholder(schema)
        {
            bindings.insert(anchor.to_owned(), self.referenced(schema, at));
        }
        bindings
    }

    /// Returns the pointer of the schema at `at`, or of that to which it only is a reference.
    fn referenced(&self, schema: &Value, at: &str) -> String {
        let reference = match schema.as_object() {
            Some(map)
                if map
                    .keys()
                    .all(|key| ["$dynamicAnchor", "$ref"].contains(&key.as_str())) =>
            {
                map.get("$ref").and_then(Value::as_str)
            }
            _ => None,
        };
        let target = reference.and_then(|reference| self.targets.find(reference, at));
        target.unwrap_or_else(|| at.to_owned())
    }

    /// Returns the name of the copy of the schema at `target` for these bindings.
    fn name(&mut self, target: &str, bindings: Bindings) -> Option<String> {
        let key = (target.to_owned(), bindings);
        if let Some(name) = self.names.get(&key) {
            return Some(name.clone());
        }
        if self.names.len() >= MAX_COPIES {
            self.report.unsupported(
                "dynamic-ref",
                target,
                format!(
                    "more than {MAX_COPIES} copies: the dynamic references are those of this schema"
                ),
                "Replace `$dynamicRef` by `$ref` in an overlay.",
            );
            return None;
        }
        let bound: String = key.1.values().map(|pointer| title(pointer)).collect();
        let name = format!("{}Of{bound}", title(target));
        let name = unique_name(&pascal(&name), &mut self.used_names);
        self.names.insert(key.clone(), name.clone());
        self.report.note(
            "dynamic-ref",
            target,
            format!(
                "copied to a component named `{name}`, in which dynamic references are resolved"
            ),
        );
        self.waiting.push((name.clone(), key.0, key.1));
        Some(name)
    }

    /// Returns the bindings on which the schema at `target` depends; `None` if they are its own.
    fn needed(&mut self, target: &str, bindings: &Bindings) -> Option<Bindings> {
        if bindings.is_empty() {
            return None;
        }
        let anchors = self.anchors_of(target);
        let schema = self.doc.pointer(target)?;
        let only = |bindings: &Bindings| -> Bindings {
            let bindings = bindings
                .iter()
                .filter(|(anchor, _)| anchors.contains(*anchor));
            bindings.map(|(a, b)| (a.clone(), b.clone())).collect()
        };
        let needed = only(bindings);
        let mut whole = only(&self.own(schema, target));
        let own = whole.clone();
        whole.extend(needed.clone());
        (whole != own).then_some(needed)
    }

    /// Returns the anchors of the dynamic references in the schema at `target` and in those that it
    /// refers to.
    fn anchors_of(&mut self, target: &str) -> BTreeSet<String> {
        if let Some(anchors) = self.anchors.get(target) {
            return anchors.clone();
        }
        let (mut anchors, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut waiting = vec![target.to_owned()];
        while let Some(next) = waiting.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            let schema = self.doc.pointer(&next);
            let Some(schema) = schema else { continue };
            walk::deep(schema, &next, &mut |schema, at| {
                if let Some(reference) = schema.get("$dynamicRef").and_then(Value::as_str) {
                    let anchor = reference
                        .split_once('#')
                        .map(|(_, anchor)| anchor.to_owned());
                    anchors.extend(anchor);
                }
                let reference = schema.get("$ref").and_then(Value::as_str);
                waiting.extend(reference.and_then(|r| self.targets.find(r, at)));
            });
        }
        self.anchors.insert(target.to_owned(), anchors.clone());
        anchors
    }
}

/// Returns whether a schema accepts no value, so that it only declares an anchor.
fn is_placeholder(schema: &Value) -> bool {
    schema
        .get("not")
        .is_some_and(|not| [json!({}), json!(true)].contains(not))
}

/// Returns the last step of a pointer as a name.
fn title(pointer: &str) -> String {
    pascal(&unescape(pointer.rsplit('/').next().unwrap_or_default()))
}
