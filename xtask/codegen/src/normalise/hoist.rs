//! Moves inline schemas that become types to components.
//!
//! The generator names an inline type after the operation, and merges two types of one name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::names::{pascal, unique_type_name};
use crate::pointer::{join, schema_at, schema_ref};
use crate::walk::{self, RootKind};

/// Keywords that stay where an inline schema was.
const OF_THE_PLACE: [&str; 11] = [
    "default",
    "deprecated",
    "description",
    "example",
    "nullable",
    "readOnly",
    "writeOnly",
    extension_keys::DEFAULT,
    extension_keys::SEVERAL,
    extension_keys::TAGS,
    extension_keys::TITLE,
];

/// Returns the names of the components, inner ones first.
pub(super) fn hoist(doc: &mut Value, report: &mut Report) -> Vec<String> {
    let mut used_names: BTreeSet<String> = components::type_names(doc);
    let mut hoister = SchemaHoister {
        used_names: &mut used_names,
        report,
        found: Map::new(),
        ruled: true,
    };
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned();
        walk::list_mut(operation, "parameters", at, &mut |parameter, at| {
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or("");
            let name = format!("{}{}", pascal(&id), pascal(name));
            if let Some(schema) = parameter.get_mut("schema") {
                hoister.replace(schema, &name, &join(at, "schema"));
            }
            hoister.content(parameter, &name, at);
        });
        if let Some(body) = operation.get_mut("requestBody") {
            hoister.content(
                body,
                &format!("{}Body", pascal(&id)),
                &join(at, "requestBody"),
            );
        }
        walk::each_mut(operation, "responses", at, &mut |response, at| {
            let success = at.rsplit('/').next().is_some_and(|s| s.starts_with('2'));
            let kind = if success { "Response" } else { "Error" };
            hoister.content(response, &format!("{}{kind}", pascal(&id)), at);
        });
    });
    walk::roots_mut(doc, &mut |kind, schema, at| {
        if kind == RootKind::Component {
            let name = at.rsplit('/').next().unwrap_or("");
            hoister.visit(schema, &pascal(&crate::pointer::unescape(name)), at);
        }
    });
    let found = hoister.found;
    let names = found.keys().cloned().collect();
    add(doc, found);
    names
}

/// Moves inline schemas of schemas that others extend, so that all of these share one type.
pub(super) fn inherited(doc: &mut Value, report: &mut Report) -> Vec<String> {
    let mut bases: BTreeSet<String> = BTreeSet::new();
    walk::roots(doc, &mut |_, schema, _| {
        walk::deep(schema, "", &mut |schema, _| merged(schema, &mut bases));
    });
    let mut used_names: BTreeSet<String> = components::type_names(doc);
    let mut hoister = SchemaHoister {
        used_names: &mut used_names,
        report,
        found: Map::new(),
        ruled: false,
    };
    walk::roots_mut(doc, &mut |kind, schema, at| {
        if kind == RootKind::Component {
            let name = crate::pointer::unescape(at.rsplit('/').next().unwrap_or(""));
            let spread = schema.get("oneOf").is_some() && schema.get("properties").is_some();
            if bases.contains(&name) {
                hoister.visit(schema, &pascal(&name), at);
            } else if spread {
                hoister.fields(schema, &pascal(&name), at);
            }
        }
    });
    let found = hoister.found;
    let names = found.keys().cloned().collect();
    add(doc, found);
    names
}

/// Adds the components that `schema` extends.
fn merged(schema: &Value, into: &mut BTreeSet<String>) {
    let list = |key| {
        schema
            .get(key)
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice)
    };
    let parts = list("allOf");
    let beside = schema.get("properties").is_some() || schema.get("oneOf").is_some();
    let own = (parts.len() > 1 || beside).then_some(parts);
    // The fields of alternatives that overlap are merged as well.
    let is_merged = !parts.is_empty()
        || schema.get("properties").is_some()
        || schema.get(extension_keys::ANY_OF) == Some(&json!(true));
    let alternatives = is_merged.then(|| list("oneOf"));
    for part in own.into_iter().chain(alternatives).flatten() {
        let wrapped = part.pointer("/allOf/0/$ref");
        let reference = part.get("$ref").or(wrapped).and_then(Value::as_str);
        into.extend(reference.and_then(crate::pointer::schema_name));
    }
}

pub(super) fn add(doc: &mut Value, found: Map<String, Value>) {
    if !found.is_empty()
        && let Some(doc) = doc.as_object_mut()
    {
        let components = doc.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            let schemas = components.entry("schemas").or_insert_with(|| json!({}));
            if let Some(schemas) = schemas.as_object_mut() {
                schemas.extend(found);
            }
        }
    }
}

struct SchemaHoister<'a> {
    /// Names of types, in Pascal case.
    used_names: &'a mut BTreeSet<String>,
    report: &'a mut Report,
    found: Map<String, Value>,
    /// Whether a restricted string becomes a type.
    ruled: bool,
}

impl SchemaHoister<'_> {
    fn content(&mut self, holder: &mut Value, name: &str, at: &str) {
        walk::each_mut(holder, "content", at, &mut |media, at| {
            // The type of a multipart form is generated elsewhere; its parts get types here.
            let parts = at.contains("/content/multipart~1");
            if let Some(schema) = media.get_mut("schema") {
                let at = join(at, "schema");
                if parts {
                    self.visit(schema, name, &at);
                } else {
                    self.replace(schema, name, &at);
                }
            }
            if let Some(schema) = media.get_mut("itemSchema") {
                self.replace(schema, &format!("{name}Item"), &join(at, "itemSchema"));
            }
            walk::entries_mut(media, "encoding", at, &mut |encoding, at| {
                let part = last_step(at);
                walk::entries_mut(encoding, "headers", at, &mut |header, at| {
                    let name = format!("{name}{}{}", pascal(&part), pascal(&last_step(at)));
                    if let Some(schema) = header.get_mut("schema") {
                        self.replace(schema, &name, &join(at, "schema"));
                    }
                });
            });
        });
    }

    /// Moves the schemas in `schema`, then `schema` itself if it becomes a type.
    fn replace(&mut self, schema: &mut Value, name: &str, at: &str) {
        if !is_type(schema, self.ruled) {
            self.visit(schema, name, at);
            return;
        }
        let name = unique_type_name(&pascal(name), self.used_names);
        let moved_to = schema_at(&name);
        self.visit(schema, &name, at);
        self.report.moved_away(moved_to.clone(), at);
        let Value::Object(map) = schema else {
            return;
        };
        let mut hoisted = std::mem::take(map);
        for keyword in OF_THE_PLACE {
            let copy = match keyword {
                "description" => hoisted.get(keyword).cloned(),
                _ => hoisted.shift_remove(keyword),
            };
            if let Some(value) = copy {
                map.insert(keyword.to_owned(), value);
            }
        }
        let reference = schema_ref(&name);
        if map.is_empty() {
            map.insert("$ref".to_owned(), json!(reference));
        } else {
            map.insert("allOf".to_owned(), json!([{"$ref": reference}]));
        }
        self.report
            .note("hoist", &moved_to, format!("named `{name}`"));
        self.found.insert(name, Value::Object(hoisted));
    }

    /// Moves the schemas of the fields of `schema`.
    fn fields(&mut self, schema: &mut Value, name: &str, at: &str) {
        walk::each_mut(schema, "properties", at, &mut |field, at| {
            let own = crate::pointer::unescape(at.rsplit('/').next().unwrap_or(""));
            self.replace(field, &format!("{name}{}", pascal(&own)), at);
        });
    }

    /// Moves the schemas in `schema`, which stays itself.
    fn visit(&mut self, schema: &mut Value, name: &str, at: &str) {
        walk::children_mut(schema, at, &mut |child, child_at| {
            let mut steps = child_at[at.len()..].split('/').skip(1);
            let keyword = steps.next().unwrap_or("");
            let step = crate::pointer::unescape(steps.next().unwrap_or(""));
            match keyword {
                "properties" => self.replace(child, &format!("{name}{}", pascal(&step)), child_at),
                "items" => self.replace(child, &format!("{name}Item"), child_at),
                "additionalProperties" => self.replace(child, &format!("{name}Value"), child_at),
                "oneOf" | "anyOf" => {
                    let title = child
                        .get(extension_keys::TITLE)
                        .and_then(Value::as_str)
                        .map(pascal)
                        .filter(|t| t.len() > 1 && t.len() < 60);
                    let step = title.unwrap_or_else(|| format!("Variant{step}"));
                    self.replace(child, &format!("{name}{step}"), child_at);
                }
                // The parts of `allOf` become one type with the schema around them.
                _ => self.visit(child, name, child_at),
            }
        });
    }
}

/// Returns the last step of a pointer.
fn last_step(at: &str) -> String {
    crate::pointer::unescape(at.rsplit('/').next().unwrap_or_default())
}

/// Returns whether the generator makes a type of this schema.
fn is_type(schema: &Value, ruled: bool) -> bool {
    let Some(map) = schema.as_object() else {
        return false;
    };
    let filled = |key: &str| match map.get(key) {
        Some(Value::Object(o)) => !o.is_empty(),
        Some(Value::Array(a)) => !a.is_empty(),
        _ => false,
    };
    if filled("properties") || filled("oneOf") || filled("anyOf") {
        return true;
    }
    if let Some(all) = map.get("allOf").and_then(Value::as_array) {
        // A reference with annotations is the type that it refers to.
        return all.len() > 1 || all.first().is_some_and(|part| part.get("$ref").is_none());
    }
    if map.get("enum").is_some_and(|e| *e != json!([null])) {
        return true;
    }
    ruled
        && ["pattern", "minLength", "maxLength"]
            .iter()
            .any(|rule| map.contains_key(*rule))
}
