//! Checks component schemas and all schemas elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::components;
use crate::diagnostic::Report;
use crate::names::{pascal, snake};
use crate::pointer::{join, schema_at, schema_name};
use crate::walk::{self, RootKind};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

pub(super) fn lint(doc: &Value, report: &mut Report) {
    type_names(doc, report);
    report_cycles(doc, report);
    walk::roots(doc, &mut |kind, schema, at| {
        walk::deep(schema, at, &mut |schema, at| {
            reference(doc, schema, at, report);
            types(schema, at, report);
            // The parts of a form are elsewhere: a type does not have them as fields.
            if kind == RootKind::Component {
                fields(schema, at, report);
            }
            variants(schema, at, report);
        });
    });
}

fn type_names(doc: &Value, report: &mut Report) {
    let mut types: BTreeMap<String, &str> = BTreeMap::new();
    let schemas = components::schemas(doc);
    for (name, _) in schemas {
        let folded = pascal(name);
        if let Some(other) = types.insert(folded.clone(), name) {
            report.unsupported(
                "type-name",
                &schema_at(name),
                format!("`{name}` and `{other}` would both become the type `{folded}`"),
                "Give one of them an `x-rust-name` in the overlay.",
            );
        }
    }
}

/// Reports types that consist only of themselves.
fn report_cycles(doc: &Value, report: &mut Report) {
    let schemas = components::schemas(doc);
    for (name, schema) in schemas {
        let mut seen = BTreeSet::new();
        let mut waiting = components::merged(schema);
        while let Some(next) = waiting.pop() {
            if next == *name {
                report.unsupported(
                    "circular",
                    &schema_at(name),
                    "the schema refers to itself",
                    "Break the cycle in an overlay.",
                );
                break;
            }
            if seen.insert(next.clone()) {
                let target = schemas.get(&next);
                waiting.extend(target.map(components::merged).unwrap_or_default());
            }
        }
    }
}

fn reference(doc: &Value, schema: &Value, at: &str, report: &mut Report) {
    let Some(reference) = schema.get("$ref") else {
        return;
    };
    let found = reference
        .as_str()
        .and_then(schema_name)
        .is_some_and(|name| components::schemas(doc).get(&name).is_some());
    if !found {
        report.unsupported(
            "dangling-ref",
            &join(at, "$ref"),
            format!("{reference} is not a component schema of this document"),
            "Add the schema to `components.schemas`.",
        );
    }
}

fn types(schema: &Value, at: &str, report: &mut Report) {
    let Some(map) = schema.as_object() else {
        return;
    };
    if let Some(kind) = map.get("type") {
        if !kind.as_str().is_some_and(|t| TYPES.contains(&t)) {
            report.unsupported(
                "type",
                &join(at, "type"),
                format!("{kind} is not a type"),
                "Check the spelling.",
            );
        }
    } else if map.get("nullable") == Some(&Value::Bool(true)) {
        let alone = [
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "multipleOf",
        ];
        if let Some(rule) = alone.iter().find(|rule| map.contains_key(**rule)) {
            // The generator reads it as a list.
            report.unsupported(
                "nullable-untyped",
                &join(at, rule),
                "`nullable` and a keyword for one type, but no `type`",
                "Add the `type` in an overlay.",
            );
        }
    }
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if map.contains_key(flag) && !map.contains_key(bound) {
            report.unsupported(
                "exclusive-bound",
                &join(at, flag),
                format!("`true` without `{bound}`"),
                "Add the bound or remove the keyword in an overlay.",
            );
        }
    }
}

fn fields(schema: &Value, at: &str, report: &mut Report) {
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    if schema
        .get("additionalProperties")
        .is_some_and(Value::is_object)
    {
        seen.insert("extra".to_owned(), "additionalProperties");
    }
    for (name, _) in properties.into_iter().flatten() {
        let folded = snake(name);
        if let Some(other) = seen.insert(folded.clone(), name) {
            report.unsupported(
                "field-name",
                &join(&join(at, "properties"), name),
                format!("`{name}` and `{other}` would both become the field `{folded}`"),
                "Remove one of them in an overlay.",
            );
        }
    }
}

fn variants(schema: &Value, at: &str, report: &mut Report) {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else {
        return;
    };
    let at = join(at, "enum");
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for value in values {
        let Some(value) = value.as_str() else {
            continue;
        };
        let folded = pascal(value);
        if folded == "Unknown" {
            report.unsupported(
                "variant-name",
                &at,
                format!(
                    "`{value}` would become the variant `Unknown`, which is reserved for unlisted values"
                ),
                "Remove the value in an overlay; it is still read and written, as `Unknown`.",
            );
        }
        match seen.insert(folded.clone(), value) {
            Some(other) if other == value => report.unsupported(
                "variant-name",
                &at,
                format!("`{value}` is listed twice"),
                "Remove one of them in an overlay.",
            ),
            Some(other) => report.unsupported(
                "variant-name",
                &at,
                format!("`{value}` and `{other}` would both become the variant `{folded}`"),
                "Remove one of them in an overlay; it is still read and written, as `Unknown`.",
            ),
            None => {}
        }
    }
}
