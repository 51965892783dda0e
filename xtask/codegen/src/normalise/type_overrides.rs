//! Finds component schemas whose types are not generated: those with `x-rust-type`, and those of formats
//! whose types are in the runtime.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys::RUST_TYPE;
use crate::ir::TypeOverride;
use crate::openapi::is_annotation;
use crate::pointer::{join, schema_name, schema_ref};
use crate::walk::{self, RootKind};

/// Assigns the types of the runtime to the schemas of their formats. Must run before inline schemas
/// get names.
pub(super) fn add_formats(doc: &mut Value, report: &mut Report) {
    let mut used_names: BTreeSet<String> = components::type_names(doc);
    for (support, kind) in [("Secret", "string"), ("UnixTimestamp", "number")] {
        let path = runtime_type(support);
        let mut used = false;
        let name = (1..)
            .map(|n| match n {
                1 => support.to_owned(),
                n => format!("{support}{n}"),
            })
            .find(|name| !used_names.contains(name))
            .unwrap_or_default();
        walk::roots_mut(doc, &mut |root_kind, schema, root| {
            walk::deep_mut(schema, root, &mut |schema, at| {
                let Some(map) = schema.as_object_mut() else {
                    return;
                };
                if of_format(map) != Some(support) {
                    return;
                }
                map.retain(|k, _| is_annotation(k));
                if root_kind == RootKind::Component && at == root {
                    map.insert("type".to_owned(), json!(kind));
                    map.insert(RUST_TYPE.to_owned(), json!(path));
                } else {
                    used = true;
                    let reference = json!({"$ref": schema_ref(&name)});
                    match map.is_empty() {
                        true => *schema = reference,
                        false => {
                            map.insert("allOf".to_owned(), json!([reference]));
                        }
                    }
                }
                let at = join(at, "format");
                report.note("format", &at, format!("the Rust type is `{support}`"));
            });
        });
        aliases(doc, &path, kind);
        if used {
            used_names.insert(name.clone());
            let component = json!({"type": kind, RUST_TYPE: path});
            super::hoist::add(doc, Map::from_iter([(name, component)]));
        }
    }
}

/// Returns the path of a type of the runtime.
fn runtime_type(name: &str) -> String {
    format!("::rolekit_runtime::{name}")
}

/// Returns the runtime's type of the values of this schema.
fn of_format(schema: &Map<String, Value>) -> Option<&'static str> {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    if schema.contains_key("enum") {
        return None;
    }
    match (text("type")?, text("format")?) {
        ("string", "password") => Some("Secret"),
        ("integer" | "number", "unix-time") => Some("UnixTimestamp"),
        _ => None,
    }
}

/// An alias of such a type has the same type: a secret has no `Display`, so no type with `Display`
/// can wrap it.
fn aliases(doc: &mut Value, path: &str, kind: &str) {
    loop {
        let own: BTreeSet<String> = components::schemas(doc)
            .iter()
            .filter(|(_, schema)| schema.get(RUST_TYPE) == Some(&json!(path)))
            .map(|(name, _)| name.clone())
            .collect();
        let mut found = false;
        let schemas = components::schemas_mut(doc);
        for schema in schemas.into_iter().flatten().map(|(_, schema)| schema) {
            let target = schema.get("$ref").or(schema.pointer("/allOf/0/$ref"));
            let target = target.and_then(Value::as_str).and_then(schema_name);
            if target.is_some_and(|name| own.contains(&name))
                && let Some(map) = schema.as_object_mut()
            {
                map.retain(|k, _| is_annotation(k));
                map.insert("type".to_owned(), json!(kind));
                map.insert(RUST_TYPE.to_owned(), json!(path));
                found = true;
            }
        }
        if !found {
            return;
        }
    }
}

/// Finds the overrides. Must run before the extensions are removed.
pub(super) fn find(doc: &Value, report: &mut Report) -> Vec<TypeOverride> {
    let secret = runtime_type("Secret");
    let mut out = Vec::new();
    walk::roots(doc, &mut |root_kind, schema, root| {
        walk::deep(schema, root, &mut |schema, at| {
            let Some(path) = schema.get(RUST_TYPE).and_then(Value::as_str) else {
                return;
            };
            if root_kind == RootKind::Component && at == root {
                let name = at.rsplit('/').next().unwrap_or("");
                out.push(TypeOverride {
                    component: crate::pointer::unescape(name),
                    path: path.to_owned(),
                    integer: schema.get("type") == Some(&json!("integer")),
                    secret: path == secret,
                });
            } else {
                report.unsupported(
                    "rust-type",
                    &join(at, RUST_TYPE),
                    "the schema was merged with others and has no type of its own",
                    "Write it on the schema that the others are merged into.",
                );
            }
        });
    });
    out
}
