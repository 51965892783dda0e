//! Stage 6: the generator, which never brings the pipeline down.

mod isolate;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use serde_json::{Value, json};

use crate::carve;
use crate::diagnostic::{Policy, Report};
use crate::names::pascal;
use crate::pipeline::Prepared;
use crate::plan::Plan;
use crate::target::Target;
use crate::walk;

/// What the generator gave.
#[derive(Debug)]
pub struct Generated {
    /// The client.
    pub tokens: TokenStream,
    /// Crates that the types need.
    pub uses: Uses,
}

/// Crates that the types need, beyond those of every client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// `chrono`
    pub chrono: bool,
    /// `regress`
    pub regress: bool,
    /// `uuid`
    pub uuid: bool,
}

/// Generates a client from a document that has gone through all stages before.
///
/// Where the generator refuses or panics, a strict report says over what. A lenient one tells the
/// loss of it, and the client is generated of the rest.
pub fn generate(prepared: &mut Prepared, target: Target, report: &mut Report) -> Option<Generated> {
    match attempt(&prepared.doc, &prepared.plan, target) {
        Ok(generated) => Some(generated),
        Err(reason) if report.policy() == Policy::Lenient => {
            isolate::isolate(prepared, target, reason, report)
        }
        Err(reason) => {
            blame(prepared, target, &reason, report);
            None
        }
    }
}

fn settings(plan: &Plan, target: Target) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    for own in &plan.own_types {
        // What the generated types make use of.
        let impls = [TypeImpl::Display, TypeImpl::FromStr];
        let impls = impls.into_iter().filter(|_| !own.secret);
        settings.with_replacement(pascal(&own.component), &own.path, impls);
    }
    match target.inner() {
        Some(inner) => settings
            .with_hooks(HooksMode::Expected)
            .with_inner_type(inner),
        None => settings.with_hooks(HooksMode::Optional),
    };
    settings
}

fn attempt(doc: &Value, plan: &Plan, target: Target) -> Result<Generated, String> {
    let spec: openapiv3::OpenAPI =
        serde_json::from_value(doc.clone()).map_err(|e| e.to_string())?;
    quietly(|| {
        let mut generator = Generator::new(&settings(plan, target));
        let tokens = generator
            .generate_tokens(&spec)
            .map_err(|e| e.to_string())?;
        let types = generator.get_type_space();
        let uses = Uses {
            chrono: types.uses_chrono(),
            regress: types.uses_regress(),
            uuid: types.uses_uuid(),
        };
        Ok(Generated { tokens, uses })
    })
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f`; a panic in it is an error, and nothing is printed.
fn quietly<T>(f: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
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
        Err(format!("the generator gave up: {}", first_line(text)))
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

const ADVICE: &str =
    "Change or remove it in an overlay, and report it: the lint should have said so before.";

/// Finds what the generator stumbles over, by giving it one thing at a time.
fn blame(prepared: &Prepared, target: Target, reason: &str, report: &mut Report) {
    const ADVICE: &str =
        "Change or remove it in an overlay, and report it: the lint should have said so before.";
    let Prepared { doc, plan } = prepared;
    let all: BTreeSet<String> = schemas(doc).map(|(name, _)| name.clone()).collect();
    if attempt(&with_schemas(doc, &all), plan, target).is_err()
        && blame_schemas(prepared, target, report)
    {
        return;
    }
    let mut found = false;
    for (path, method, _, at) in walk::operations(doc) {
        let part = carve::carve(doc, |p, m, _| p == path && m == method);
        if let Err(reason) = attempt(&part, plan, target) {
            found = true;
            report.error("generator", &at, reason, ADVICE);
        }
    }
    if !found {
        report.error(
            "generator",
            "",
            format!("{reason}, over the document as a whole and over no part of it"),
            ADVICE,
        );
    }
}

/// Names the schemas that the generator stumbles over; those that hold one of them are not named.
fn blame_schemas(prepared: &Prepared, target: Target, report: &mut Report) -> bool {
    let Prepared { doc, plan } = prepared;
    let mut bad: BTreeMap<&String, String> = BTreeMap::new();
    let mut reached: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in schemas(doc) {
        let closure = carve::closure(doc, schema, Some(name));
        if let Err(reason) = attempt(&with_schemas(doc, &closure), plan, target) {
            bad.insert(name, reason);
        }
        reached.insert(name, closure);
    }
    for (name, reason) in &bad {
        let inner = reached.get(name).into_iter().flatten();
        let own = inner
            .filter(|other| other != name && bad.contains_key(other))
            // Schemas that hold each other are all named.
            .all(|other| reached.get(other).is_some_and(|r| r.contains(*name)));
        if own {
            let at = crate::pointer::schema_at(name);
            report.error("generator", &at, reason.clone(), ADVICE);
        }
    }
    !bad.is_empty()
}

fn schemas(doc: &Value) -> impl Iterator<Item = (&String, &Value)> {
    doc.pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// The document without operations and with these component schemas alone.
fn with_schemas(doc: &Value, names: &BTreeSet<String>) -> Value {
    let schemas: serde_json::Map<String, Value> = schemas(doc)
        .filter(|(name, _)| names.contains(*name))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    json!({
        "openapi": doc.get("openapi"),
        "info": doc.get("info"),
        "paths": {},
        "components": {"schemas": schemas},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(doc: Value) -> Prepared {
        Prepared {
            doc,
            plan: crate::plan::Plan::default(),
        }
    }

    #[test]
    fn a_panic_of_the_generator_is_a_finding_about_what_caused_it() {
        let answer = |schema: &str| json!({"content": {"application/json": {"schema": {"$ref": schema}}}, "description": ""});
        let fine = answer("#/components/schemas/Fine");
        let doc = json!({
            "openapi": "3.0.3",
            "info": {"title": "t", "version": "1"},
            "paths": {
                "/a": {"get": {"operationId": "a", "responses": {"200": fine}}},
                "/b": {"get": {"operationId": "b", "responses": {
                    "200": fine, "201": answer("#/components/schemas/Other")
                }}}
            },
            "components": {"schemas": {"Fine": {"type": "object"}, "Other": {"type": "string"}}}
        });
        let mut report = Report::new("d", Policy::Strict);
        let mut prepared = prepared(doc);
        assert!(generate(&mut prepared, Target::Standalone, &mut report).is_none());
        let said: Vec<_> = report.errors().map(|e| e.pointer.as_str()).collect();
        assert_eq!(said, ["/paths/~1b/get"]);
        assert!(
            report.diagnostics()[0]
                .message
                .starts_with("the generator gave up: ")
        );
    }

    #[test]
    fn the_schema_that_is_at_fault_is_named_and_not_those_that_hold_it() {
        let doc = json!({
            "openapi": "3.0.3",
            "info": {"title": "t", "version": "1"},
            "paths": {},
            "components": {"schemas": {
                "Holder": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/Bad"}}},
                "Bad": {"type": "string", "enum": ["a-b", "a_b"]},
                "Fine": {"type": "string"}
            }}
        });
        let mut report = Report::new("d", Policy::Strict);
        let mut prepared = prepared(doc);
        assert!(generate(&mut prepared, Target::Sdk, &mut report).is_none());
        let said: Vec<_> = report.errors().map(|e| e.pointer.as_str()).collect();
        assert_eq!(said, ["/components/schemas/Bad"]);
    }
}
