//! Renames components with `x-rust-name`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::names::{PRELUDE, is_folded_alike, unique_type_name};
use crate::pointer::{join, schema_at, schema_name, schema_ref};
use crate::walk;

pub(super) fn rename(doc: &mut Value, report: &mut Report) {
    let Some(schemas) = components::schemas_mut(doc) else {
        return;
    };
    let mut new_names: BTreeMap<String, String> = BTreeMap::new();
    let mut out = Map::new();
    let mut moves = Vec::new();
    let mut types = BTreeSet::new();
    let mut explicit = BTreeSet::new();
    let requested_names: BTreeSet<String> = schemas
        .keys()
        .map(|name| crate::names::pascal(name))
        .collect();
    for (old, mut schema) in std::mem::take(schemas) {
        let requested = schema
            .as_object_mut()
            .and_then(|s| s.shift_remove("x-rust-name"));
        let new = match requested {
            None => old.clone(),
            Some(Value::String(new)) if crate::names::pascal(&new) == new => {
                report.note(
                    "rust-name",
                    &schema_at(&old),
                    format!("`{old}` is `{new}` in Rust"),
                );
                new
            }
            Some(other) => {
                report.error(
                    "rust-name",
                    &join(&schema_at(&old), "x-rust-name"),
                    format!("{other} is not the name of a type"),
                    "Write one word in CamelCase.",
                );
                old.clone()
            }
        };
        let mut new = new;
        let is_explicit = new != old;
        if explicit.contains(&new) || (is_explicit && out.contains_key(&new)) {
            report.error(
                "rust-name",
                &schema_at(&old),
                format!("another schema is named `{new}` already"),
                "Give one of them another `x-rust-name` in the overlay.",
            );
        }
        if is_explicit {
            explicit.insert(new.clone());
        }
        let folded = crate::names::pascal(&new);
        if !is_folded_alike(&new) {
            new = folded.clone();
        }
        let is_reserved = PRELUDE.contains(&crate::names::pascal(&new).as_str());
        // Names that differ in case or symbols only would become one type.
        if is_reserved || !types.insert(crate::names::pascal(&new)) {
            // The name of another schema is not free, even if that one comes later.
            let mut taken = &types | &requested_names;
            new = unique_type_name(&folded, &mut taken);
            types.insert(new.clone());
            let reason = if is_reserved {
                "Rust has an item"
            } else {
                "another schema has a type"
            };
            report.note(
                "type-name",
                &schema_at(&old),
                format!("`{old}` is `{new}` in Rust: {reason} of its name"),
            );
        }
        if new != old {
            moves.push((schema_at(&new), schema_at(&old)));
        }
        out.insert(new.clone(), schema);
        new_names.insert(old, new);
    }
    *schemas = out;
    // Last, because the pointers before are into the original document.
    for (to, from) in moves {
        report.moved(to, &from);
    }
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, _| {
            let name = schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(schema_name);
            if let Some(new) = name.and_then(|old| new_names.get(&old)) {
                schema["$ref"] = json!(schema_ref(new));
            }
        });
    });
}
