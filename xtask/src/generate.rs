//! Stage 6: the generator, which never brings the pipeline down.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};
use serde_json::{Value, json};

use crate::carve;
use crate::diagnostic::Report;
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
/// Where the generator refuses or panics, the report says at which operations.
pub fn generate(doc: &Value, target: Target, report: &mut Report) -> Option<Generated> {
    match attempt(doc, target) {
        Ok(generated) => Some(generated),
        Err(reason) => {
            blame(doc, target, &reason, report);
            None
        }
    }
}

fn settings(target: Target) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    match target.inner() {
        Some(inner) => settings
            .with_hooks(HooksMode::Expected)
            .with_inner_type(inner),
        None => settings.with_hooks(HooksMode::Optional),
    };
    settings
}

fn attempt(doc: &Value, target: Target) -> Result<Generated, String> {
    let spec: openapiv3::OpenAPI =
        serde_json::from_value(doc.clone()).map_err(|e| e.to_string())?;
    quietly(|| {
        let mut generator = Generator::new(&settings(target));
        let tokens = generator.generate_tokens(&spec).map_err(|e| e.to_string())?;
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

/// Finds what the generator stumbles over, by giving it one thing at a time.
fn blame(doc: &Value, target: Target, reason: &str, report: &mut Report) {
    const ADVICE: &str = "Change or remove it in an overlay, and report it: the lint should have said so before.";
    let mut found = false;
    for (name, schema) in doc
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let part = with_schemas(doc, carve::closure(doc, schema, Some(name)));
        if let Err(reason) = attempt(&part, target) {
            // Every schema that holds a bad one fails too: the smallest is the one to name.
            let inner = carve::closure(doc, schema, None);
            let alone = inner.iter().filter(|other| *other != name).all(|other| {
                let schema = &doc["components"]["schemas"][other.as_str()];
                attempt(
                    &with_schemas(doc, carve::closure(doc, schema, Some(other))),
                    target,
                )
                .is_ok()
            });
            if alone {
                found = true;
                report.error("generator", &crate::pointer::schema_at(name), reason, ADVICE);
            }
        }
    }
    if found {
        return;
    }
    for (path, method, _, at) in walk::operations(doc) {
        let part = carve::carve(doc, |p, m, _| p == path && m == method);
        if let Err(reason) = attempt(&part, target) {
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

/// The document without operations and with these component schemas alone.
fn with_schemas(doc: &Value, names: std::collections::BTreeSet<String>) -> Value {
    let schemas: serde_json::Map<String, Value> = doc
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
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
