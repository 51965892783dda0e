//! Stage `generate`: generates Rust types from the schemas of the IR with progenitor.
//!
//! A panic of the generator is an error of the schema that caused it.

mod generator;
mod isolate;
mod map_keys;

use self::generator::attempt;
use self::isolate::SchemaFailure;
use crate::diagnostic::{Policy, Report};
use crate::ir::Ir;
use crate::types::GeneratedTypes;

const ADVICE: &str = "Change it in an overlay, and report it: `lint` should detect it.";

/// Generates the types of `ir`.
///
/// If the generator rejects a schema or panics, a strict report has an error for the schema. With a
/// lenient one, the schema is replaced by any value, or the operation is removed.
pub fn generate(mut ir: Ir, report: &mut Report) -> Option<GeneratedTypes> {
    let reason = match attempt(&ir.schemas, &ir.types) {
        Ok(tokens) => return Some(GeneratedTypes { ir, tokens }),
        Err(reason) => reason,
    };
    let failures = isolate::isolate(&mut ir);
    let is_found = !failures.is_empty();
    failures.into_iter().for_each(|f| add(f, report));
    if is_found && report.policy() == Policy::Strict {
        return None;
    }
    match attempt(&ir.schemas, &ir.types) {
        Ok(tokens) if is_found => Some(GeneratedTypes { ir, tokens }),
        result => {
            let reason = result.err().unwrap_or(reason);
            report.error(
                "generator",
                "",
                format!("{reason}; it accepts each schema alone, but not all of them"),
                ADVICE,
            );
            None
        }
    }
}

/// Reports a failure.
fn add(failure: SchemaFailure, report: &mut Report) {
    let SchemaFailure {
        pointer,
        reason,
        is_operation,
        ..
    } = failure;
    let (rule, without) = match is_operation {
        _ if report.policy() == Policy::Strict => {
            report.error("generator", &pointer, reason, ADVICE);
            return;
        }
        true => ("operation-skipped", "the operation is left out"),
        false => ("schema-generator", "it is any value instead"),
    };
    report.unsupported(rule, &pointer, format!("{reason}; {without}"), ADVICE);
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
        let generated = generate(ir, &mut report).unwrap();
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
