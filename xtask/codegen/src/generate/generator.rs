//! Runs the generator, and turns its panics into errors.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use proc_macro2::{TokenStream, TokenTree};
use progenitor::{GenerationSettings, Generator, TypeImpl};
use serde_json::{Map, Value, json};

use super::map_keys;
use crate::ir::TypeHints;
use crate::names::pascal;

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
pub(super) fn attempt(
    schemas: &Map<String, Value>,
    hints: &TypeHints,
) -> Result<TokenStream, String> {
    let mut schemas = schemas.clone();
    let map_entries = map_keys::mark(&mut schemas);
    let doc = json!({
        "openapi": "3.0.3",
        "info": {"title": "", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let spec: openapiv3::OpenAPI = serde_json::from_value(doc).map_err(|e| e.to_string())?;
    without_panic(|| {
        let mut generator = Generator::new(&settings(hints));
        let client = generator
            .generate_tokens(&spec)
            .map_err(|e| e.to_string())?;
        let types = types(client).ok_or("the generator wrote no module `types`")?;
        map_keys::resolve(types, &map_entries)
    })
}

/// Returns the content of the module `types`.
fn types(client: TokenStream) -> Option<TokenStream> {
    let mut tokens = client.into_iter();
    tokens.find(|token| matches!(token, TokenTree::Ident(name) if name == "types"))?;
    match tokens.next()? {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    }
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

/// Returns the schemas with these names.
pub(super) fn select(schemas: &Map<String, Value>, names: &BTreeSet<String>) -> Map<String, Value> {
    schemas
        .iter()
        .filter(|(name, _)| names.contains(*name))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect()
}
