//! One construct per case: the normalised document, the diagnostics, and the generated Rust.
//!
//! `UPDATE_GOLDEN=1 cargo test -p rolekit-codegen --test it golden` writes the files. Review the changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rolekit_codegen::diagnostic::{Policy, Report};
use rolekit_codegen::{document, format, pipeline, write};
use serde_json::Value;

use crate::helpers;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Returns the documents of the cases, by name.
pub(crate) fn cases() -> BTreeMap<String, Value> {
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let doc = document::read(&entry.path().join("input.yaml"), "input.yaml").unwrap();
        cases.insert(name, doc);
    }
    assert!(!cases.is_empty());
    cases
}

/// Returns the policy of a case. Those that the client cannot express completely are named `unsupported-`.
pub(crate) fn policy(name: &str) -> Policy {
    if name.starts_with("unsupported-") {
        Policy::Lenient
    } else {
        Policy::Strict
    }
}

/// Returns the items of the module `types`.
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
        // The generator's error type is the same in every case.
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

/// Returns the methods and descriptors of a client, the module `operations`, and the security schemes and
/// the rejections unless there are none.
fn operations(code: &str) -> String {
    let mut file: syn::File = syn::parse_str(code).unwrap();
    file.items.retain_mut(|item| match item {
        syn::Item::Mod(module) => module.ident != "types",
        syn::Item::Const(item) => {
            (item.ident == "REJECTIONS" || item.ident == "SECURITY_SCHEMES")
                && !matches!(&*item.expr, syn::Expr::Reference(list) if matches!(&*list.expr, syn::Expr::Array(items) if items.elems.is_empty()))
        }
        syn::Item::Impl(block) => !block
            .items
            .iter()
            .any(|item| matches!(item, syn::ImplItem::Fn(f) if f.sig.ident == "from_runtime")),
        _ => false,
    });
    format::format(&file, "// Operations.\n").unwrap()
}

/// Returns the normalised document, the types or the operations, and the diagnostics.
fn outputs(name: &str, doc: &Value) -> BTreeMap<&'static str, String> {
    let output = helpers::run("input.yaml", doc.clone(), policy(name));
    let mut diagnostics = String::new();
    for diagnostic in &output.diagnostics {
        let _ = writeln!(diagnostics, "{diagnostic}");
    }
    let client = output
        .client
        .unwrap_or_else(|| panic!("no client:\n{diagnostics}"));
    if name.starts_with("operation-") {
        let described = client.ir.operations.iter().filter(|o| !o.alternative);
        assert_eq!(client.ir.described.len(), described.count());
        return BTreeMap::from([
            ("client.rs", operations(&client.code)),
            ("diagnostics.txt", diagnostics),
        ]);
    }
    let source = pipeline::Source::new("input.yaml", doc.clone());
    let (value, _) = pipeline::apply_overlay(source, None, policy(name));
    let mut report = Report::new("input.yaml", policy(name));
    let document = value.and_then(|doc| pipeline::prepare(doc, &mut report));
    let normalised = serde_json::to_string_pretty(&document.unwrap().doc).unwrap() + "\n";
    BTreeMap::from([
        ("normalised.json", normalised),
        ("diagnostics.txt", diagnostics),
        ("types.rs", types(&client.code)),
    ])
}

#[test]
fn every_construct_gives_the_reviewed_output() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut differences = String::new();
    for (name, doc) in cases() {
        for (file, new) in outputs(&name, &doc) {
            let path = folder().join(&name).join(file);
            let old = std::fs::read_to_string(&path).unwrap_or_default();
            if old.replace("\r\n", "\n") == new {
                continue;
            }
            if update {
                std::fs::write(&path, &new).unwrap();
            } else {
                differences += &write::unified(&format!("{name}/{file}"), &old, &new);
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{differences}\nTo accept the new output: UPDATE_GOLDEN=1 cargo test -p rolekit-codegen --test it golden"
    );
}

#[test]
fn every_case_gives_the_same_bytes_twice() {
    for (name, doc) in cases() {
        let client = |doc| helpers::lenient_client(&name, doc, policy(&name)).code;
        assert_eq!(client(doc.clone()), client(doc), "{name}");
    }
}
