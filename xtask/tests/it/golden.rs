//! One construct a case: what it is lowered to, what is said about it, and the Rust that comes out.
//!
//! `UPDATE_GOLDEN=1 cargo test -p xtask golden` writes what comes out, to be looked through.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rolekit_codegen::diagnostic::{Policy, Report};
use rolekit_codegen::target::Target;
use rolekit_codegen::{format, load, pipeline, write};
use serde_json::Value;

use crate::support;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("codegen/tests/golden")
}

/// The cases by name.
pub(crate) fn cases() -> BTreeMap<String, Value> {
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let doc = load::read(&entry.path().join("input.yaml"), "input.yaml").unwrap();
        cases.insert(name, doc);
    }
    assert!(!cases.is_empty());
    cases
}

/// Cases of what is not all kept are named so.
pub(crate) fn policy(name: &str) -> Policy {
    if name.starts_with("lossy-") {
        Policy::Lenient
    } else {
        Policy::Strict
    }
}

/// The items of `mod types`.
fn types(code: &str) -> String {
    let file: syn::File = syn::parse_str(code).unwrap();
    let mut items = Vec::new();
    for item in file.items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        if module.ident != "types" {
            continue;
        }
        // The generator's own error type is the same in every case.
        items.extend(
            module
                .content
                .into_iter()
                .flat_map(|(_, items)| items)
                .filter(|item| !matches!(item, syn::Item::Mod(inner) if inner.ident == "error")),
        );
    }
    let mut file: syn::File = syn::parse_quote!();
    file.items = items;
    format::format(&file, "// The module `types`.\n").unwrap()
}

/// The module `operations` and the methods of a client, the generator's own apart.
fn calls(code: &str) -> String {
    let mut file: syn::File = syn::parse_str(code).unwrap();
    file.items.retain_mut(|item| match item {
        syn::Item::Mod(module) => module.ident == "operations",
        syn::Item::Impl(block) => {
            block
                .items
                .retain(|item| matches!(item, syn::ImplItem::Fn(f) if f.sig.receiver().is_some()));
            block.trait_.is_none() && !block.items.is_empty()
        }
        _ => false,
    });
    format::format(&file, "// The methods.\n").unwrap()
}

/// The methods of a client in the SDK, and what its runtime knows of the operations.
fn outputs_for_sdk(doc: &Value) -> BTreeMap<&'static str, String> {
    let outcome = support::run_for_sdk("input.yaml", doc.clone(), Policy::Strict);
    let errors: Vec<_> = outcome.errors().map(ToString::to_string).collect();
    let client = outcome.client.unwrap_or_else(|| panic!("{errors:?}"));
    let mut known: syn::File = syn::parse_str(&client.code).unwrap();
    known
        .items
        .retain(|item| matches!(item, syn::Item::Mod(item) if item.ident == "endpoints"));
    let known = format::format(&known, "// What is known of the endpoints.\n").unwrap();
    BTreeMap::from([("client.rs", calls(&client.code)), ("endpoints.rs", known)])
}

/// What comes out for a crate of its own, where the construct is one of operations.
fn outputs_of_operation(doc: &Value) -> BTreeMap<&'static str, String> {
    let outcome = support::run("input.yaml", doc.clone(), Policy::Strict);
    let mut said = String::new();
    for diagnostic in &outcome.diagnostics {
        let _ = writeln!(said, "{diagnostic}");
    }
    let client = outcome.client.unwrap_or_else(|| panic!("refused:\n{said}"));
    assert_eq!(client.plan.described.len(), {
        let own = |o: &&rolekit_codegen::plan::Operation| !o.call.as_ref().unwrap().alternative;
        client.plan.operations.iter().filter(own).count()
    });
    BTreeMap::from([("client.rs", calls(&client.code)), ("said.txt", said)])
}

fn outputs(name: &str, doc: &Value) -> BTreeMap<&'static str, String> {
    let mut report = Report::new("input.yaml", policy(name));
    let source = pipeline::Source {
        file: "input.yaml".to_owned(),
        value: doc.clone(),
    };
    let (value, before) = pipeline::overlaid(source, None, policy(name));
    let prepared = value.and_then(|doc| pipeline::prepare(doc, Target::Sdk, &mut report));
    let mut said = String::new();
    for diagnostic in before.iter().chain(report.diagnostics()) {
        let _ = writeln!(said, "{diagnostic}");
    }
    let prepared = prepared.unwrap_or_else(|| panic!("refused:\n{said}"));
    let lowered = serde_json::to_string_pretty(&prepared.doc).unwrap() + "\n";
    let source = pipeline::Source {
        file: "input.yaml".to_owned(),
        value: doc.clone(),
    };
    let outcome = pipeline::run(source, None, Target::Sdk, policy(name), "");
    let errors: Vec<_> = outcome.errors().map(ToString::to_string).collect();
    let client = outcome.client.unwrap_or_else(|| panic!("{errors:?}"));
    BTreeMap::from([
        ("lowered.json", lowered),
        ("said.txt", said),
        ("types.rs", types(&client.code)),
    ])
}

#[test]
fn every_construct_gives_what_was_looked_through() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = String::new();
    for (name, doc) in cases() {
        let outputs = match name.split_once('-') {
            Some(("operation", _)) => outputs_of_operation(&doc),
            Some(("sdk", _)) => outputs_for_sdk(&doc),
            _ => outputs(&name, &doc),
        };
        for (file, new) in outputs {
            let path = folder().join(&name).join(file);
            let old = std::fs::read_to_string(&path).unwrap_or_default();
            if old.replace("\r\n", "\n") == new {
                continue;
            }
            if update {
                std::fs::write(&path, &new).unwrap();
            } else {
                wrong += &write::unified(&format!("{name}/{file}"), &old, &new);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}\nTo take it as it is: UPDATE_GOLDEN=1 cargo test -p xtask golden"
    );
}

#[test]
fn every_case_gives_the_same_bytes_twice() {
    for (name, doc) in cases() {
        let client = |doc| support::lenient_client(&name, doc, policy(&name)).code;
        assert_eq!(client(doc.clone()), client(doc), "{name}");
    }
}
