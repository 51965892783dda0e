//! Public types are `Send`, `Sync` and `Unpin`, so that they can be used in tasks and threads. Generated
//! types of requests and responses also have an empty value for tests.
//!
//! The assertions for generated types are generated from their code; those for the other types are in
//! `by_hand.rs`. The program consists of both, and must compile.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use rolekit_e2e::check;
use syn::{Item, UseTree, Visibility};

const BY_HAND: &str = include_str!("by_hand.rs");

/// The modules of the generated clients.
const CLIENTS: [&str; 3] = ["gcore", "gcore_iam", "trusted_twin"];

#[test]
fn public_types_are_send_sync_and_unpin() {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = temporary.join("auto-traits");
    let mut program = format!("{BY_HAND}\n#[rustfmt::skip]\nfn generated() {{\n");
    for client in CLIENTS {
        let types = generated(client);
        // Its requests, resources and types.
        for part in ["operations", "resources", "types"] {
            let prefix = format!("{part}::");
            assert!(types.iter().any(|name| name.starts_with(&prefix)), "{part}");
        }
        for name in types {
            writeln!(program, "    assert::<rolekit::{client}::{name}>();").unwrap();
            if name.matches("::").count() == 1 && name.starts_with("types::") {
                writeln!(
                    program,
                    "    assert_default::<rolekit::{client}::{name}>();"
                )
                .unwrap();
            }
        }
    }
    program += "}\n";
    check::write_manifest(&folder, "auto-traits");
    check::write(&folder.join("src/main.rs"), &program);
    let output = check::check(&folder, temporary);
    assert!(output.status.success(), "{}", check::rendered(&output));
}

#[test]
fn each_exported_type_has_an_assertion() {
    let mut missing = Vec::new();
    for file in [
        "lib.rs",
        "gcore/mod.rs",
        "gcore_iam/mod.rs",
        "trusted_twin/mod.rs",
    ] {
        let items = parse(&format!("sdk/rolekit/src/{file}"));
        let mut exported = BTreeSet::new();
        for item in &items {
            if let Item::Use(item) = item
                && matches!(item.vis, Visibility::Public(_))
            {
                collect(&item.tree, false, &mut exported);
            }
        }
        assert!(!exported.is_empty(), "{file}");
        let words: BTreeSet<&str> = BY_HAND
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        missing.extend(
            exported
                .into_iter()
                .filter(|name| !words.contains(name.as_str())),
        );
    }
    assert_eq!(missing, [""; 0], "not in by_hand.rs");
}

/// Collects the exported names, except those of generated types.
fn collect(tree: &UseTree, is_generated: bool, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => {
            let is_generated = is_generated || path.ident == "generated";
            collect(&path.tree, is_generated, names);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                collect(tree, is_generated, names);
            }
        }
        UseTree::Name(name) if !is_generated => {
            names.insert(name.ident.to_string());
        }
        UseTree::Rename(name) if !is_generated => {
            names.insert(name.rename.to_string());
        }
        _ => {}
    }
}

/// Returns the paths of the public types of a generated client.
fn generated(client: &str) -> Vec<String> {
    let mut names = Vec::new();
    let items = parse(&format!("sdk/rolekit/src/generated/{client}.rs"));
    types(&items, "", &mut names);
    names
}

fn types(items: &[Item], module: &str, names: &mut Vec<String>) {
    let public = |vis: &Visibility| matches!(vis, Visibility::Public(_));
    for item in items {
        match item {
            Item::Struct(item) if public(&item.vis) => {
                assert!(item.generics.params.is_empty(), "{}", item.ident);
                names.push(format!("{module}{}", item.ident));
            }
            Item::Enum(item) if public(&item.vis) => {
                assert!(item.generics.params.is_empty(), "{}", item.ident);
                names.push(format!("{module}{}", item.ident));
            }
            // The macros of the runtime contain definitions of types.
            Item::Macro(item) => {
                let text = item.mac.tokens.to_string();
                let words: Vec<&str> = text.split_whitespace().collect();
                for window in words.windows(3) {
                    if let ["pub", "struct" | "enum", name] = window {
                        names.push(format!("{module}{name}"));
                    }
                }
            }
            Item::Mod(item) if public(&item.vis) => {
                let (_, items) = item.content.as_ref().unwrap();
                types(items, &format!("{module}{}::", item.ident), names);
            }
            _ => {}
        }
    }
}

fn parse(file: &str) -> Vec<Item> {
    let text = std::fs::read_to_string(check::root().join(file)).unwrap();
    syn::parse_file(&text).unwrap().items
}
