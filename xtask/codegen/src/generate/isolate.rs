//! Removes the schemas on which the generator fails, so that the rest is generated.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::generator::{attempt, locate, select};
use crate::diagnostic::Report;
use crate::ir::Ir;
use crate::subset;
use crate::types::GeneratedTypes;

/// Maximum number of schemas that are removed.
const ROUNDS: usize = 48;
const ADVICE: &str = "Change it in an overlay, and report it: `lint` should detect it.";

/// Generates the types of `ir` that the generator accepts; the result has the IR without the rest.
pub(super) fn isolate(mut ir: Ir, reason: String, report: &mut Report) -> Option<GeneratedTypes> {
    let mut reason = reason;
    for _ in 0..ROUNDS {
        let Some(failing) = find(&ir) else { break };
        if !remove(&mut ir, &failing, &reason, report) {
            break;
        }
        match attempt(&ir.schemas, &ir.types) {
            Ok(tokens) => return Some(GeneratedTypes { ir, tokens }),
            Err(next) => reason = next,
        }
    }
    report.error(
        "generator",
        "",
        format!("{reason}; it takes each schema alone, but not all of them"),
        ADVICE,
    );
    None
}

/// Returns the name of the first schema on which the generator fails.
fn find(ir: &Ir) -> Option<String> {
    let order = order(&ir.schemas);
    let closure = |n: usize| {
        let mut out = BTreeSet::new();
        for name in order.iter().take(n) {
            if out.insert(name.clone()) {
                let schema = ir.schemas.get(name).unwrap_or(&Value::Null);
                out.extend(subset::closure(&ir.schemas, schema));
            }
        }
        out
    };
    let fails = |n: usize| attempt(&select(&ir.schemas, &closure(n)), &ir.types).is_err();
    let last = first(order.len(), fails)?;
    // If schemas contain each other, the last one adds several.
    let (with, without) = (closure(last), closure(last - 1));
    let mut added = with.difference(&without);
    let cause = added.find(|name| {
        let mut schemas = select(&ir.schemas, &with);
        schemas.insert((*name).clone(), json!({}));
        attempt(&schemas, &ir.types).is_ok()
    });
    cause.or(order.get(last - 1)).cloned()
}

/// Removes the operations for which a schema was added, or else replaces the schema by any value.
fn remove(ir: &mut Ir, name: &str, reason: &str, report: &mut Report) -> bool {
    let at = locate(ir, name);
    if ir.operations.iter().any(|o| o.types == name) {
        report.unsupported(
            "operation-skipped",
            &at,
            format!("{reason}; the operation is left out"),
            ADVICE,
        );
        ir.operations.retain(|o| o.types != name);
        return ir.schemas.shift_remove(name).is_some();
    }
    report.unsupported(
        "schema-generator",
        &at,
        format!("{reason}; it is any value instead"),
        ADVICE,
    );
    let hints = &mut ir.types;
    hints.three_state_fields.retain(|f| f.component != name);
    hints.unions.retain(|u| u.component != name);
    hints.value_enums.retain(|v| v.component != name);
    hints.renamed_fields.retain(|f| f.component != name);
    match ir.schemas.get_mut(name) {
        // A schema that is any value already is not the cause.
        Some(schema) if *schema != json!({}) => {
            *schema = json!({});
            true
        }
        _ => false,
    }
}

/// Returns the smallest number from 1 to `most` for which `fails` holds. If `fails` holds for a
/// number, it holds for all greater ones.
fn first(most: usize, fails: impl Fn(usize) -> bool) -> Option<usize> {
    if most == 0 || !fails(most) {
        return None;
    }
    let (mut passing, mut failing) = (0, most);
    while failing - passing > 1 {
        let middle = passing + (failing - passing) / 2;
        if fails(middle) {
            failing = middle;
        } else {
            passing = middle;
        }
    }
    Some(failing)
}

/// Returns the names of the schemas, each after those that it refers to.
fn order(schemas: &Map<String, Value>) -> Vec<String> {
    let mut order = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for name in schemas.keys() {
        let mut waiting = vec![(name.clone(), false)];
        while let Some((name, done)) = waiting.pop() {
            if done {
                order.push(name);
                continue;
            }
            if !seen.insert(name.clone()) {
                continue;
            }
            waiting.push((name.clone(), true));
            let referenced = schemas.get(&name).map(subset::names).unwrap_or_default();
            let known = referenced
                .into_iter()
                .filter(|name| schemas.contains_key(name));
            waiting.extend(known.map(|name| (name, false)));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Policy;

    #[test]
    fn one_bad_schema_does_not_affect_the_others() {
        let schemas = json!({
            "Holder": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/Bad"}}},
            "Bad": {"type": "string", "enum": ["a-b", "a_b"]},
            "Fine": {"type": "object", "properties": {"y": {"type": "string"}}}
        });
        let ir = Ir {
            schemas: schemas.as_object().cloned().unwrap(),
            ..Ir::default()
        };
        let mut report = Report::new("d", Policy::Lenient);
        let generated = super::super::generate(ir, &mut report).unwrap();
        let code = generated.tokens.to_string();
        assert!(code.contains("pub struct Holder") && code.contains("pub struct Fine"));
        let found: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|d| (d.rule, d.pointer.as_str()))
            .collect();
        assert_eq!(found, [("schema-generator", "/components/schemas/Bad")]);
    }
}
