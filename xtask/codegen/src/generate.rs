//! Stage `generate`: progenitor makes Rust types of the schemas of the IR.
//!
//! A panic of the generator is an error of the schema that caused it.

mod isolate;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, TypeImpl};
use serde_json::{Map, Value, json};

use crate::diagnostic::{Policy, Report};
use crate::ir::{Ir, TypeHints};
use crate::names::pascal;
use crate::pointer::schema_at;
use crate::subset;

/// The generated types.
#[derive(Debug)]
pub struct GeneratedTypes {
    /// The IR, without what the generator did not take.
    pub ir: Ir,
    /// The items of the module `types`.
    pub tokens: TokenStream,
}

const ADVICE: &str = "Change or remove it in an overlay, and report it: `lint` should detect it.";

/// Generates the types of `ir`.
///
/// If the generator refuses a schema or panics, a strict report has an error for the schema. With a
/// lenient one, the schema is replaced by any value, or the operation is left out.
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

fn settings(hints: &TypeHints) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for replaced in &hints.type_overrides {
        // The generated types use these.
        let impls = [TypeImpl::Display, TypeImpl::FromStr];
        let impls = impls.into_iter().filter(|_| !replaced.secret);
        settings.with_replacement(pascal(&replaced.component), &replaced.path, impls);
    }
    settings
}

/// Runs the generator on these component schemas.
fn attempt(schemas: &Map<String, Value>, hints: &TypeHints) -> Result<TokenStream, String> {
    let doc = json!({
        "openapi": "3.0.3",
        "info": {"title": "", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let spec: openapiv3::OpenAPI = serde_json::from_value(doc).map_err(|e| e.to_string())?;
    without_panic(|| {
        let mut generator = Generator::new(&settings(hints));
        generator
            .generate_tokens(&spec)
            .map_err(|e| e.to_string())?;
        Ok(generator.get_type_space().to_stream())
    })
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f`, and returns a panic in it as an error without printing it.
fn without_panic<T>(f: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(f));
    QUIET.set(false);
    result.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        let line = text.lines().next().unwrap_or("");
        Err(format!("the generator panicked: {line}"))
    })
}

/// Reports the schemas that the generator fails on; a schema that only holds one is not reported.
fn blame(ir: &Ir, reason: &str, report: &mut Report) {
    let mut bad: BTreeMap<&String, String> = BTreeMap::new();
    let mut needs: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in &ir.schemas {
        let mut closure = subset::closure(&ir.schemas, schema);
        closure.insert(name.clone());
        if let Err(reason) = attempt(&only(&ir.schemas, &closure), &ir.types) {
            bad.insert(name, reason);
        }
        needs.insert(name, closure);
    }
    for (name, reason) in &bad {
        let held = needs.get(name).into_iter().flatten();
        let is_cause = held
            .filter(|other| other != name && bad.contains_key(other))
            // Schemas that hold each other are all reported.
            .all(|other| needs.get(other).is_some_and(|r| r.contains(*name)));
        if is_cause {
            report.error("generator", &place(ir, name), reason.clone(), ADVICE);
        }
    }
    if bad.is_empty() {
        report.error(
            "generator",
            "",
            format!("{reason}; it takes each schema alone, but not all of them"),
            ADVICE,
        );
    }
}

/// Returns the pointer of a component schema, or of the operation that it was made for.
fn place(ir: &Ir, schema: &str) -> String {
    let operation = ir.operations.iter().find(|o| o.types == schema);
    operation.map_or_else(|| schema_at(schema), |operation| operation.pointer())
}

/// Returns the schemas of these names.
fn only(schemas: &Map<String, Value>, names: &BTreeSet<String>) -> Map<String, Value> {
    schemas
        .iter()
        .filter(|(name, _)| names.contains(*name))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(schemas: Value) -> Vec<String> {
        let ir = Ir {
            schemas: schemas.as_object().cloned().unwrap(),
            operations: vec![crate::ir::Operation {
                name: "a".to_owned(),
                id: "a".to_owned(),
                method: "GET".to_owned(),
                path: "/a".to_owned(),
                idempotent: true,
                anonymous: false,
                withhold_errors: false,
                tag: None,
                docs: Vec::new(),
                alternative: false,
                types: "TypesOfA".to_owned(),
                parameters: Vec::new(),
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
