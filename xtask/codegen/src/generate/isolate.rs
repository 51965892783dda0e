//! Finds the schemas on which the generator fails, and removes them so that the rest is generated.
//!
//! The schemas are tried in halves, each after those that it refers to, so that a run of the generator
//! has only the part that is left to search.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::json;

use super::generator::{attempt, select};
use crate::ir::Ir;
use crate::pointer::schema_at;
use crate::subset;

/// Maximum number of schemas that are removed.
const MAX_FAILURES: usize = 200;

/// A schema on which the generator fails.
#[derive(Debug)]
pub(super) struct SchemaFailure {
    /// The pointer of the component schema, or of the operation for which it was added.
    pub(super) pointer: String,
    /// Whether the schema was added for an operation.
    pub(super) is_operation: bool,
    /// The error of the generator.
    pub(super) reason: String,
}

/// Removes the schemas on which the generator fails, with the operations that they were added for.
/// Others are replaced by any value.
pub(super) fn isolate(ir: &mut Ir) -> Vec<SchemaFailure> {
    let references: References = ir
        .schemas
        .iter()
        .map(|(name, schema)| (name.clone(), subset::names(schema)))
        .collect();
    let order = order(&references);
    let mut failures = Vec::new();
    // The last one is tried first.
    let mut waiting = halves(0..order.len());
    while let Some(range) = waiting.pop() {
        let names = closure(&references, &order[range.clone()]);
        let Err(reason) = attempt(&select(&ir.schemas, &names), &ir.types) else {
            continue;
        };
        if range.len() > 1 {
            waiting.extend(halves(range));
            continue;
        }
        // Those before are accepted already. If schemas contain each other, there are several.
        let accepted: BTreeSet<&String> = order[..range.start].iter().collect();
        let suspects: Vec<&String> = names.iter().filter(|n| !accepted.contains(n)).collect();
        let cause = match suspects.as_slice() {
            [only] => Some(only),
            several => several.iter().find(|name| is_cause(ir, &names, name)),
        };
        let schema = cause.map_or(&order[range.start], |cause| *cause).clone();
        let operation = ir.operations.iter().find(|o| o.types == schema);
        let is_operation = operation.is_some();
        let pointer = operation.map_or_else(|| schema_at(&schema), |operation| operation.pointer());
        if failures.len() == MAX_FAILURES || !remove(ir, &schema) {
            break;
        }
        failures.push(SchemaFailure {
            pointer,
            is_operation,
            reason,
        });
        if suspects.len() > 1 {
            waiting.push(range);
        }
    }
    failures
}

/// The names of the schemas that each schema refers to.
type References = BTreeMap<String, Vec<String>>;

fn halves(range: Range<usize>) -> Vec<Range<usize>> {
    let middle = range.start + range.len() / 2;
    let halves = [middle..range.end, range.start..middle];
    halves.into_iter().filter(|half| !half.is_empty()).collect()
}

/// Returns whether the generator accepts these schemas without this one.
fn is_cause(ir: &Ir, names: &BTreeSet<String>, name: &str) -> bool {
    let mut schemas = select(&ir.schemas, names);
    schemas.insert(name.to_owned(), json!({}));
    attempt(&schemas, &ir.types).is_ok()
}

/// Returns these names, and those that their schemas need.
fn closure(references: &References, names: &[String]) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<&String> = names.iter().collect();
    while let Some(name) = waiting.pop() {
        if let Some(next) = references.get(name)
            && out.insert(name.clone())
        {
            waiting.extend(next);
        }
    }
    out
}

/// Removes the operations for which a schema was added, or else replaces the schema by any value.
fn remove(ir: &mut Ir, name: &str) -> bool {
    if ir.operations.iter().any(|o| o.types == name) {
        ir.operations.retain(|o| o.types != name);
        return ir.schemas.shift_remove(name).is_some();
    }
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

/// Returns the names of the schemas, each after those that it refers to.
fn order(references: &References) -> Vec<String> {
    let mut order = Vec::new();
    let mut seen: BTreeSet<&String> = BTreeSet::new();
    for name in references.keys() {
        let mut waiting = vec![(name, false)];
        while let Some((name, done)) = waiting.pop() {
            if done {
                order.push(name.clone());
                continue;
            }
            if !seen.insert(name) {
                continue;
            }
            waiting.push((name, true));
            let referenced = references.get(name).into_iter().flatten();
            let known = referenced.filter(|name| references.contains_key(*name));
            waiting.extend(known.map(|name| (name, false)));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    fn failures(schemas: Value) -> (Vec<String>, Map<String, Value>) {
        let mut ir = Ir {
            schemas: schemas.as_object().cloned().unwrap(),
            ..Ir::default()
        };
        let failures = isolate(&mut ir);
        let names = failures
            .into_iter()
            .map(|f| f.pointer.replace("/components/schemas/", ""))
            .collect();
        (names, ir.schemas)
    }

    #[test]
    fn each_bad_schema_is_found() {
        let bad = json!({"type": "string", "enum": ["a-b", "a_b"]});
        let mut schemas = Map::new();
        for i in 0..20 {
            let next = format!("#/components/schemas/A{}", i + 1);
            schemas.insert(
                format!("A{i}"),
                json!({"type": "object", "properties": {"x": {"$ref": next}}}),
            );
        }
        for i in [3, 11, 20] {
            schemas.insert(format!("A{i}"), bad.clone());
        }
        let (mut names, schemas) = failures(Value::Object(schemas));
        names.sort();
        assert_eq!(names, ["A11", "A20", "A3"]);
        assert!(attempt(&schemas, &Default::default()).is_ok());
    }

    #[test]
    fn the_bad_schema_of_a_cycle_is_found() {
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let (names, _) = failures(json!({
            "A": {"type": "object", "properties": {"b": to("B")}},
            "B": {"type": "object", "properties": {"c": to("C"), "bad": {"type": "string", "enum": ["a-b", "a_b"]}}},
            "C": {"type": "object", "properties": {"a": to("A")}},
        }));
        assert_eq!(names, ["B"]);
    }
}
