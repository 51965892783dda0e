//! Stage `generate`: generates Rust types from the schemas of the IR with progenitor.
//!
//! A panic of the generator is an error of the schema that caused it.

mod generator;
mod isolate;
mod map_keys;

use std::collections::{BTreeMap, BTreeSet};

use self::generator::{attempt, locate, select};
use crate::diagnostic::{Policy, Report};
use crate::ir::Ir;
use crate::subset;
use crate::types::GeneratedTypes;

const ADVICE: &str = "Change or remove it in an overlay, and report it: `lint` should detect it.";

/// Generates the types of `ir`.
///
/// If the generator rejects a schema or panics, a strict report has an error for the schema. With a
/// lenient one, the schema is replaced by any value, or the operation is removed.
pub fn generate(ir: Ir, report: &mut Report) -> Option<GeneratedTypes> {
    match attempt(&ir.schemas, &ir.types) {
        Ok(tokens) => Some(GeneratedTypes { ir, tokens }),
        Err(reason) if report.policy() == Policy::Lenient => isolate::isolate(ir, reason, report),
        Err(reason) => {
            blame(&ir, &reason, report);
            None
        }
    }
}

/// Reports the schemas on which the generator fails; schemas that only contain one are not
/// reported.
fn blame(ir: &Ir, reason: &str, report: &mut Report) {
    let mut failing: BTreeMap<&String, String> = BTreeMap::new();
    let mut needs: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in &ir.schemas {
        let mut closure = subset::closure(&ir.schemas, schema);
        closure.insert(name.clone());
        if let Err(reason) = attempt(&select(&ir.schemas, &closure), &ir.types) {
            failing.insert(name, reason);
        }
        needs.insert(name, closure);
    }
    for (name, reason) in &failing {
        let contained = needs.get(name).into_iter().flatten();
        let is_cause = contained
            .filter(|other| other != name && failing.contains_key(other))
            // Schemas that contain each other are all reported.
            .all(|other| needs.get(other).is_some_and(|r| r.contains(*name)));
        if is_cause {
            report.error("generator", &locate(ir, name), reason.clone(), ADVICE);
        }
    }
    if failing.is_empty() {
        report.error(
            "generator",
            "",
            format!("{reason}; it takes each schema alone, but not all of them"),
            ADVICE,
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn errors(schemas: Value) -> Vec<String> {
        let ir = Ir {
            schemas: schemas.as_object().cloned().unwrap(),
            operations: vec![crate::ir::Operation {
                name: "a".to_owned(),
                method_name: "a".to_owned(),
                resource: None,
                id: "a".to_owned(),
                method: "GET".to_owned(),
                path: "/a".to_owned(),
                server: None,
                idempotent: true,
                security: None,
                credentials: None,
                withhold_errors: false,
                docs: Vec::new(),
                alternative: false,
                types: "TypesOfA".to_owned(),
                parameters: Vec::new(),
                pagination: None,
                body: None,
                successes: Vec::new(),
                errors: Vec::new(),
                accept: None,
            }],
            ..Ir::default()
        };
        let mut report = Report::new("d", Policy::Strict);
        assert!(generate(ir, &mut report).is_none());
        assert!(
            report.diagnostics()[0]
                .message
                .starts_with("the generator panicked: ")
        );
        report.errors().map(|e| e.pointer.clone()).collect()
    }

    #[test]
    fn a_panic_of_the_generator_is_an_error_of_the_operation_that_caused_it() {
        let schemas = json!({
            "Fine": {"type": "object"},
            "TypesOfA": {"type": "object", "properties": {"s0": {"type": "string", "enum": ["a-b", "a_b"]}}},
        });
        assert_eq!(errors(schemas), ["/paths/~1a/get"]);
    }

    #[test]
    fn the_bad_schema_is_reported_and_not_those_that_hold_it() {
        let schemas = json!({
            "Holder": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/Bad"}}},
            "Bad": {"type": "string", "enum": ["a-b", "a_b"]},
            "Fine": {"type": "string"}
        });
        assert_eq!(errors(schemas), ["/components/schemas/Bad"]);
    }
}
