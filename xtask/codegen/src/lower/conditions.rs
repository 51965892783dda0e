//! Removes conditions, and keeps the fields that exist under one.
//!
//! They become optional. A field with a schema per branch accepts the values of each.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::openapi::is_annotation;
use crate::pointer::{join, schema_at, schema_name};

const KEYWORDS: [&str; 6] = [
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
];

/// Keywords with schemas by name.
const NAMED: [&str; 4] = ["$defs", "definitions", "patternProperties", "properties"];

/// Keywords whose values are data.
const DATA: [&str; 6] = [
    "const",
    "default",
    "discriminator",
    "enum",
    "example",
    "examples",
];

/// Removes the conditions of a schema. `schemas` are the components.
pub(super) fn remove(
    map: &mut Map<String, Value>,
    at: &str,
    schemas: &Map<String, Value>,
    report: &mut Report,
) {
    let mut removed = Map::new();
    for keyword in KEYWORDS {
        removed.extend(map.shift_remove_entry(keyword));
    }
    for keyword in removed.keys() {
        report.unsupported(
            "condition",
            &join(at, keyword),
            "a type cannot depend on a value: the fields remain in the type, the condition is not checked",
            "Remove the condition in an overlay, or write `oneOf`.",
        );
    }
    if let (Some(then), Some(other)) = (removed.get("then"), removed.get("else"))
        && map.keys().all(|keyword| is_annotation(keyword))
        && !(is_object(then, schemas) && is_object(other, schemas))
    {
        for (i, keyword) in ["then", "else"].into_iter().enumerate() {
            report.moved(join(&join(at, "anyOf"), i), &join(at, keyword));
        }
        map.insert("anyOf".to_owned(), json!([then, other]));
        return;
    }
    let mut fields = Fields {
        schemas,
        visited: BTreeSet::new(),
        in_components: 0,
        found: Vec::new(),
        is_open: false,
        report,
    };
    fields.add_branches(&removed, at);
    fields.insert_into(map, at);
}

/// Returns whether the values of a branch are objects.
fn is_object(branch: &Value, schemas: &Map<String, Value>) -> bool {
    let target = branch.get("$ref").and_then(Value::as_str);
    let target = target
        .and_then(schema_name)
        .and_then(|name| schemas.get(&name));
    let branch = target.unwrap_or(branch);
    let says = |keyword: &&str| branch.get(keyword).is_some();
    match branch.get("type") {
        Some(kind) => kind == "object",
        None => ["properties", "required", "allOf"].iter().any(says),
    }
}

/// The fields of the branches of a condition.
struct Fields<'a> {
    schemas: &'a Map<String, Value>,
    /// Components whose fields are found.
    visited: BTreeSet<String>,
    /// The number of components around the branch that is searched.
    in_components: usize,
    /// The schemas of each field, with their pointers.
    found: Vec<(&'a str, Vec<(Value, String)>)>,
    /// Whether a branch has fields that it does not name.
    is_open: bool,
    report: &'a mut Report,
}

impl<'a> Fields<'a> {
    /// Adds the fields of each branch of the conditions of a schema.
    fn add_branches(&mut self, schema: &'a Map<String, Value>, at: &str) {
        for keyword in ["then", "else"] {
            if let Some(branch) = schema.get(keyword) {
                self.add(branch, &join(at, keyword));
            }
        }
        for keyword in ["dependentSchemas", "dependencies"] {
            let branches = schema.get(keyword).and_then(Value::as_object);
            for (name, branch) in branches.into_iter().flatten() {
                self.add(branch, &join(&join(at, keyword), name));
            }
        }
    }

    /// Adds the fields of one branch.
    fn add(&mut self, branch: &'a Value, at: &str) {
        let Some(map) = branch.as_object() else {
            return;
        };
        let name = map
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name);
        if let Some(name) = name
            && self.visited.insert(name.clone())
            && let Some(target) = self.schemas.get(&name)
        {
            self.in_components += 1;
            self.add(target, &schema_at(&name));
            self.in_components -= 1;
        }
        let properties = map.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            // `false` is a field that the branch does not have.
            if *schema != false {
                let from = join(&join(at, "properties"), name);
                self.add_field(name, schema, from);
            }
        }
        for keyword in [
            "additionalProperties",
            "unevaluatedProperties",
            "patternProperties",
        ] {
            self.is_open |= map.get(keyword).is_some_and(|rest| *rest != false);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let parts = map.get(keyword).and_then(Value::as_array);
            for (i, part) in parts.into_iter().flatten().enumerate() {
                self.add(part, &join(&join(at, keyword), i));
            }
        }
        self.add_branches(map, at);
    }

    fn add_field(&mut self, name: &'a str, schema: &'a Value, from: String) {
        let mut schema = schema.clone();
        // A copy of a component's field would be expanded again and again if its condition leads back to the
        // component.
        if self.in_components > 0 && remove_nested(&mut schema) {
            self.report.unsupported(
                "condition",
                &from,
                "fields under a condition are in `extra` where another condition has this field",
                "Remove the condition in an overlay, or write `oneOf`.",
            );
        }
        let Some((_, schemas)) = self.found.iter_mut().find(|(own, _)| *own == name) else {
            self.found.push((name, vec![(schema, from)]));
            return;
        };
        if !schemas.iter().any(|(other, _)| are_same(other, &schema)) {
            schemas.push((schema, from));
        }
    }

    /// Adds the fields to the properties of a schema that lack them.
    fn insert_into(self, map: &mut Map<String, Value>, at: &str) {
        if self.is_open {
            map.entry("additionalProperties").or_insert(json!(true));
        }
        if self.found.is_empty() {
            return;
        }
        let properties = map.entry("properties").or_insert(json!({}));
        let Some(properties) = properties.as_object_mut() else {
            return;
        };
        for (name, schemas) in self.found {
            if properties.contains_key(name) {
                continue;
            }
            let to = join(&join(at, "properties"), name);
            let schema = match schemas.as_slice() {
                [(only, from)] => {
                    self.report.moved(to, from);
                    only.clone()
                }
                several => {
                    for (i, (_, from)) in several.iter().enumerate() {
                        self.report.moved(join(&join(&to, "anyOf"), i), from);
                    }
                    let all: Vec<&Value> = several.iter().map(|(schema, _)| schema).collect();
                    json!({"anyOf": all})
                }
            };
            properties.insert(name.to_owned(), schema);
        }
    }
}

/// Removes the conditions of a schema and of those inside, whose fields are not named then. Returns whether
/// there is one.
fn remove_nested(schema: &mut Value) -> bool {
    let mut is_found = false;
    match schema {
        Value::Array(items) => {
            for item in items {
                is_found |= remove_nested(item);
            }
        }
        Value::Object(map) => {
            let before = map.len();
            map.retain(|keyword, _| !KEYWORDS.contains(&keyword.as_str()));
            if map.len() < before {
                map.entry("additionalProperties").or_insert(json!(true));
                is_found = true;
            }
            for (keyword, value) in map {
                if NAMED.contains(&keyword.as_str()) {
                    let schemas = value.as_object_mut().into_iter().flatten();
                    schemas.for_each(|(_, schema)| is_found |= remove_nested(schema));
                } else if !DATA.contains(&keyword.as_str()) {
                    is_found |= remove_nested(value);
                }
            }
        }
        _ => {}
    }
    is_found
}

/// Returns whether two schemas accept the same values.
fn are_same(a: &Value, b: &Value) -> bool {
    let rules = |schema: &Value| -> Option<Map<String, Value>> {
        let rules = schema
            .as_object()?
            .iter()
            .filter(|(k, _)| !is_annotation(k));
        Some(rules.map(|(k, v)| (k.clone(), v.clone())).collect())
    };
    a == b || rules(a).is_some_and(|a| rules(b) == Some(a))
}
