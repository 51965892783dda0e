//! Moves schemas with `x-rust-type`, the Rust type of their values, to components.
//!
//! Each type becomes a component, which the generator later replaces by the type. This runs
//! before other passes over schemas, so that they see a reference like any other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::keywords::type_name;
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys::RUST_TYPE;
use crate::names::pascal;
use crate::openapi::is_annotation;
use crate::pointer::{join, schema_at, schema_name, schema_ref};
use crate::walk::{self, RootKind};

type JsonObject = Map<String, Value>;

pub(super) fn hoist(doc: &mut Value, report: &mut Report) {
    report_misplaced(doc, report);
    if !is_used(doc) {
        return;
    }
    let mut schemas = components::schemas(doc).clone();
    let mut hoister = RustTypeHoister {
        used_names: schemas.keys().map(|name| pascal(name)).collect(),
        schemas: schemas.clone(),
        names: BTreeMap::new(),
        found: Vec::new(),
        report,
    };
    // Components first, so that other schemas of the type can refer to them.
    let mut others = BTreeMap::new();
    for (name, schema) in &mut schemas {
        hoister.component(name, schema, &mut others);
    }
    if let Some(all) = components::schemas_mut(doc) {
        *all = schemas;
    }
    walk::roots_mut(doc, &mut |kind, schema, at| {
        let own = |schema: &Value| schema.get(RUST_TYPE).is_some();
        if kind != RootKind::Component || !own(schema) {
            hoister.rewrite(schema, at);
        }
    });
    let found = hoister.found;
    components::add(doc, found);
    if !others.is_empty() {
        walk::roots_mut(doc, &mut |_, schema, at| {
            walk::deep_mut(schema, at, &mut |schema, _| {
                let name = schema.get("$ref").and_then(Value::as_str);
                if let Some(first) = name.and_then(schema_name).and_then(|n| others.get(&n)) {
                    schema["$ref"] = json!(schema_ref(first));
                }
            });
        });
    }
}

/// Reports a type on a parameter: it belongs on the parameter's schema.
fn report_misplaced(doc: &mut Value, report: &mut Report) {
    let mut one = |parameter: &mut Value, at: &str| {
        if parameter.get(RUST_TYPE).is_some() {
            report.error(
                "rust-type",
                &join(at, RUST_TYPE),
                "not allowed on a parameter",
                "Write it on the parameter's `schema`.",
            );
        }
    };
    if let Some(components) = doc.get_mut("components") {
        walk::each_mut(components, "parameters", "/components", &mut one);
    }
    walk::items_mut(doc, &mut |_, item, at| {
        walk::list_mut(item, "parameters", at, &mut one);
    });
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        walk::list_mut(operation, "parameters", at, &mut one);
    });
}

fn is_used(doc: &mut Value) -> bool {
    let mut used = false;
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, _| {
            used |= schema.get(RUST_TYPE).is_some();
        });
    });
    used
}

struct RustTypeHoister<'a> {
    /// The components of the document.
    schemas: JsonObject,
    /// Names of types, in Pascal case.
    used_names: BTreeSet<String>,
    /// Component names by Rust type.
    names: BTreeMap<String, String>,
    /// New components.
    found: Vec<(String, Value)>,
    report: &'a mut Report,
}

impl RustTypeHoister<'_> {
    /// Handles a component with a Rust type. If another component has the same type, it is `others`.
    fn component(&mut self, name: &str, schema: &mut Value, others: &mut BTreeMap<String, String>) {
        let at = schema_at(name);
        let Some((path, map)) = self.take_rust_type(schema, &at) else {
            return;
        };
        let TypeKind { name: kind, null } = self.kind(map, 0);
        map.retain(|k, _| is_annotation(k) && k != "nullable");
        map.extend(kind.map(|kind| ("type".to_owned(), json!(kind))));
        map.insert(RUST_TYPE.to_owned(), json!(path));
        self.note(&path, &at);
        if null {
            // References to this component accept null, other values of the type do not.
            map.insert("nullable".to_owned(), json!(true));
        } else if let Some(first) = self.names.get(&path) {
            others.insert(name.to_owned(), first.clone());
        } else {
            self.names.insert(path, name.to_owned());
        }
    }

    fn rewrite(&mut self, schema: &mut Value, at: &str) {
        let Some((path, map)) = self.take_rust_type(schema, at) else {
            walk::children_mut(schema, at, &mut |child, at| self.rewrite(child, at));
            return;
        };
        let TypeKind { name: kind, null } = self.kind(map, 0);
        map.retain(|k, _| is_annotation(k) && k != "nullable");
        if null {
            map.insert("nullable".to_owned(), json!(true));
        }
        let name = match self.names.get(&path) {
            Some(name) => name.clone(),
            None => self.schema_name(&path, kind, at),
        };
        map.insert("$ref".to_owned(), json!(schema_ref(&name)));
        self.note(&path, at);
    }

    fn note(&mut self, path: &str, at: &str) {
        self.report.note(
            "rust-type",
            &join(at, RUST_TYPE),
            format!("the Rust type is `{path}`"),
        );
    }

    /// Removes and returns the Rust type of `schema`.
    fn take_rust_type<'s>(
        &mut self,
        schema: &'s mut Value,
        at: &str,
    ) -> Option<(String, &'s mut JsonObject)> {
        let map = schema.as_object_mut()?;
        match map.shift_remove(RUST_TYPE)? {
            Value::String(path) if is_path(&path) => Some((path, map)),
            Value::Object(foreign) if foreign.contains_key("crate") => {
                self.report.note(
                    "rust-type",
                    &join(at, RUST_TYPE),
                    "ignored: a type of another crate, which the client does not depend on",
                );
                None
            }
            other => {
                self.report.error(
                    "rust-type",
                    &join(at, RUST_TYPE),
                    format!("{other} is not the path of a type"),
                    "Write a Rust path, such as `crate::ids::UserId`.",
                );
                None
            }
        }
    }

    /// Creates a component for this type.
    fn schema_name(&mut self, path: &str, kind: Option<String>, at: &str) -> String {
        let last = path.rsplit("::").next().unwrap_or(path);
        let whole = pascal(path);
        let candidates = [pascal(last), whole.clone()].into_iter();
        let mut candidates = candidates.chain((2..).map(|n| format!("{whole}{n}")));
        let name = candidates
            .find(|name| self.used_names.insert(name.clone()))
            .unwrap_or(whole);
        self.report.moved(schema_at(&name), at);
        let mut schema = JsonObject::new();
        schema.extend(kind.map(|kind| ("type".to_owned(), json!(kind))));
        schema.insert(RUST_TYPE.to_owned(), json!(path));
        self.found.push((name.clone(), Value::Object(schema)));
        self.names.insert(path.to_owned(), name.clone());
        name
    }

    /// Returns the type of the values of a schema, through references and alternatives.
    fn kind(&self, schema: &JsonObject, depth: usize) -> TypeKind {
        let mut out = TypeKind {
            name: None,
            null: schema.get("nullable") == Some(&json!(true)),
        };
        let types = match schema.get("type") {
            Some(Value::Array(types)) => types.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        for name in types.iter().filter_map(Value::as_str) {
            out.add(Some(name), name == "null");
        }
        let values = schema.get("enum").and_then(Value::as_array);
        for value in values.into_iter().flatten().chain(schema.get("const")) {
            out.add(type_name(value), value.is_null());
        }
        let inner = ["anyOf", "oneOf", "allOf"]
            .into_iter()
            .filter_map(|keyword| schema.get(keyword)?.as_array())
            .flatten();
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(schema_name);
        let target = target.and_then(|name| self.schemas.get(&name));
        for schema in inner.chain(target).filter_map(Value::as_object) {
            if depth < 16 {
                let TypeKind { name, null } = self.kind(schema, depth + 1);
                out.add(name.as_deref(), null);
            }
        }
        out
    }
}

struct TypeKind {
    /// The type other than null.
    name: Option<String>,
    /// Whether null is accepted.
    null: bool,
}

impl TypeKind {
    fn add(&mut self, name: Option<&str>, null: bool) {
        self.null |= null;
        if self.name.is_none() {
            self.name = name.filter(|name| *name != "null").map(str::to_owned);
        }
    }
}

/// Returns whether `path` is a valid Rust path of a type.
fn is_path(text: &str) -> bool {
    let path = syn::parse_str::<syn::TypePath>(text);
    path.is_ok_and(|path| {
        let mut segments = path.path.segments.iter();
        path.qself.is_none()
            && !segments.any(|s| matches!(s.arguments, syn::PathArguments::Parenthesized(_)))
    })
}
