//! Renames properties that would have the same field name. `postprocess` restores their names in JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::ir::RenamedField;
use crate::names::{is_folded_alike, snake};
use crate::pointer::{join, schema_at};

/// Renames the properties. Must run after every inline schema has a name.
pub(super) fn rename(doc: &mut Value, report: &mut Report) -> Vec<RenamedField> {
    let mut out = Vec::new();
    let schemas = components::schemas_mut(doc);
    for (component, schema) in schemas.into_iter().flatten() {
        let Some(map) = schema.as_object_mut() else {
            continue;
        };
        let mut used_names = BTreeSet::new();
        if map
            .get("additionalProperties")
            .is_some_and(Value::is_object)
        {
            used_names.insert("extra".to_owned());
        }
        let Some(properties) = map.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        let mut renamed = Vec::new();
        let mut fields = Map::new();
        let plain: BTreeSet<String> = properties.keys().map(|name| snake(name)).collect();
        for (name, property) in std::mem::take(properties) {
            if is_folded_alike(&name) && used_names.insert(snake(&name)) {
                fields.insert(name, property);
                continue;
            }
            let natural = snake(&name);
            let is_free = !is_folded_alike(&name) && used_names.insert(natural.clone());
            let free = match is_free {
                true => natural,
                false => numbered(&natural, &plain, &mut used_names),
            };
            let at = join(&schema_at(component), "properties");
            report.moved(join(&at, &free), &join(&at, &name));
            if !is_free {
                report.note(
                    "field-name",
                    &join(&at, &name),
                    format!("named `{free}` in Rust: another field has its name"),
                );
            }
            fields.insert(free.clone(), property);
            renamed.push((free, name));
        }
        *properties = fields;
        if let Some(list) = map.get_mut("required").and_then(Value::as_array_mut) {
            for name in list {
                if let Some((free, _)) = renamed.iter().find(|(_, wire)| name == wire) {
                    *name = json!(free);
                }
            }
        }
        out.extend(renamed.into_iter().map(|(name, wire)| RenamedField {
            component: component.clone(),
            name,
            wire,
        }));
    }
    out
}

/// Returns a name with a number that no other field has.
fn numbered(name: &str, plain: &BTreeSet<String>, used_names: &mut BTreeSet<String>) -> String {
    let base = name.trim_end_matches('_');
    let mut free = snake(&format!("{base}_2"));
    for n in 3.. {
        if !plain.contains(&free) && used_names.insert(free.clone()) {
            break;
        }
        free = snake(&format!("{base}_{n}"));
    }
    free
}
