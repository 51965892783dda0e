//! One name, one type: no two types of a crate have the same name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::{Attribute, Item};

use crate::helpers;

const CRATES: [&str; 7] = [
    "sdk/access",
    "sdk/rolekit",
    "sdk/rules",
    "sdk/runtime",
    "tests/sandbox",
    "xtask",
    "xtask/codegen",
];

/// Folders of generated code, whose names are the vendor's.
const GENERATED: &str = "generated";

#[test]
fn no_two_types_of_a_crate_have_one_name() {
    let mut repeated = Vec::new();
    for krate in CRATES {
        let folder = helpers::root().join(krate).join("src");
        let mut types: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        for file in source_files(&folder) {
            let code = syn::parse_file(&std::fs::read_to_string(&file).unwrap()).unwrap();
            // One file may define a type for each of several features.
            for name in BTreeSet::from_iter(type_names(&code.items)) {
                let file = file.strip_prefix(&folder).unwrap().to_owned();
                types.entry(name).or_default().push(file);
            }
        }
        assert!(!types.is_empty(), "{krate} has no types");
        repeated.extend(types.into_iter().filter(|(_, files)| files.len() > 1));
    }
    assert!(repeated.is_empty(), "types of one name: {repeated:#?}");
}

/// Returns the Rust files below a folder, without tests and generated code.
fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if name == GENERATED || name == "tests" {
            continue;
        }
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// Returns the names of the types that `items` define, also in modules inside.
fn type_names(items: &[Item]) -> Vec<String> {
    let mut names = Vec::new();
    for item in items {
        match item {
            Item::Struct(item) => names.push(&item.ident),
            Item::Enum(item) => names.push(&item.ident),
            Item::Trait(item) => names.push(&item.ident),
            Item::Type(item) => names.push(&item.ident),
            _ => continue,
        }
    }
    let mut names: Vec<String> = names.into_iter().map(ToString::to_string).collect();
    for item in items {
        if let Item::Mod(module) = item
            && !module.attrs.iter().any(is_for_tests)
            && let Some((_, items)) = &module.content
        {
            names.extend(type_names(items));
        }
    }
    names
}

fn is_for_tests(attribute: &Attribute) -> bool {
    let condition = attribute.meta.require_list().ok();
    condition.is_some_and(|list| {
        list.path.is_ident("cfg")
            && list
                .tokens
                .to_string()
                .split_whitespace()
                .any(|t| t == "test")
    })
}
