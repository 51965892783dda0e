//! Rules for the Cargo.toml files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rolekit_codegen::cargo;
use serde_json::Value;
use toml_edit::{DocumentMut, TableLike};

use crate::helpers;

const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Returns the manifests of the workspace, and those of the fuzz targets.
fn manifests() -> Vec<PathBuf> {
    let folders = ["members", "exclude"]
        .into_iter()
        .flat_map(helpers::workspace);
    [".".to_owned()]
        .into_iter()
        .chain(folders)
        .map(|folder| helpers::root().join(folder).join("Cargo.toml"))
        .collect()
}

/// Returns the dependencies without a comment above them.
fn without_reason(manifest: &str) -> Vec<String> {
    fn tables<'a>(at: &'a dyn TableLike, found: &mut Vec<&'a dyn TableLike>) {
        for (key, item) in at.iter() {
            let Some(table) = item.as_table_like() else {
                continue;
            };
            if TABLES.contains(&key) {
                found.push(table);
            } else if ["workspace", "target"].contains(&key) || key.starts_with("cfg(") {
                tables(table, found);
            }
        }
    }
    let manifest: DocumentMut = manifest.parse().unwrap();
    let mut found = Vec::new();
    tables(manifest.as_table(), &mut found);
    let mut uncommented = Vec::new();
    for table in found {
        for (name, item) in table.iter() {
            // `name.workspace = true` keeps its comment on the inner key.
            let inner = item.as_table_like().and_then(|inner| {
                let (inner, _) = inner.iter().next()?;
                item.as_table_like()?.key(inner)
            });
            let is_commented = [table.key(name), inner].into_iter().flatten().any(|key| {
                let decors = [key.leaf_decor(), key.dotted_decor()];
                decors
                    .iter()
                    .filter_map(|decor| decor.prefix()?.as_str())
                    .any(|text| text.contains('#'))
            });
            if !is_commented {
                uncommented.push(name.to_owned());
            }
        }
    }
    uncommented
}

#[test]
fn each_dependency_has_a_reason() {
    for path in manifests() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(without_reason(&text), [""; 0], "{}", path.display());
    }
}

#[test]
fn a_dependency_without_a_comment_is_found() {
    let text = "[dependencies]\n# Why.\na = \"1\"\nb = \"1\"\n# Why.\nc.workspace = true\n\
        d.workspace = true\n[target.'cfg(unix)'.dev-dependencies]\ne = { version = \"1\" }\n\
        [workspace.dependencies]\nf = \"1\"\n";
    assert_eq!(without_reason(text), ["b", "d", "e", "f"]);
}

#[test]
fn the_rule_language_has_no_dependencies_without_a_feature() {
    let path = helpers::root().join("sdk/rules/Cargo.toml");
    let manifest: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for table in ["build-dependencies", "target"] {
        assert!(!manifest.contains_key(table), "{table}");
    }
    for (name, dependency) in manifest["dependencies"].as_table().unwrap() {
        let is_optional = dependency.get("optional").and_then(toml::Value::as_bool);
        assert_eq!(is_optional, Some(true), "{name}");
    }
    let features = manifest["features"].as_table().unwrap();
    assert!(!features.contains_key("default"));
}

/// Returns the packages that a build of `package` compiles, on any platform, and the Rust version that each
/// requires.
fn built_with(package: &str) -> BTreeMap<String, String> {
    let json = cargo::output(
        cargo::command()
            .args([
                "metadata",
                "--format-version",
                "1",
                "--locked",
                "--all-features",
            ])
            .current_dir(helpers::root()),
    )
    .unwrap();
    let metadata: Value = serde_json::from_str(&json).unwrap();
    let packages: BTreeMap<&str, &Value> = (metadata["packages"].as_array().unwrap().iter())
        .map(|package| (package["id"].as_str().unwrap(), package))
        .collect();
    let nodes: BTreeMap<&str, &Value> = (metadata["resolve"]["nodes"].as_array().unwrap().iter())
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let root = packages.values().find(|p| p["name"] == package).unwrap();
    let mut seen = BTreeSet::new();
    let mut open = vec![root["id"].as_str().unwrap()];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                open.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    seen.into_iter()
        .filter_map(|id| {
            let package = packages[id];
            let name = format!("{} {}", package["name"], package["version"]);
            Some((name, package["rust_version"].as_str()?.to_owned()))
        })
        .collect()
}

/// Parses a version such as `1.88.0`.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|n| n.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

#[test]
fn no_dependency_requires_a_newer_rust_than_the_package() {
    for package in ["rolekit", "rolekit-sandbox", "xtask"] {
        let required = built_with(package);
        assert!(required.len() > 30, "{required:?}");
        let ours = required
            .iter()
            .find(|(name, _)| name.starts_with(&format!("\"{package}\" ")))
            .map(|(_, ours)| version(ours))
            .unwrap();
        let newer: Vec<_> = required
            .iter()
            .filter(|(_, rust)| version(rust) > ours)
            .collect();
        assert!(newer.is_empty(), "{package} requires {ours:?}: {newer:?}");
    }
}

/// Returns the folders of the published packages with their manifests.
fn published() -> Vec<(String, DocumentMut)> {
    helpers::workspace("members")
        .into_iter()
        .map(|folder| {
            let path = helpers::root().join(&folder).join("Cargo.toml");
            let manifest: DocumentMut = std::fs::read_to_string(path).unwrap().parse().unwrap();
            (folder, manifest)
        })
        .filter(|(_, manifest)| manifest["package"].get("publish").is_none())
        .collect()
}

#[test]
fn published_packages_have_addresses_and_settings_for_docs_rs() {
    let published = published();
    assert_eq!(published.len(), 4);
    for (folder, manifest) in published {
        let package = &manifest["package"];
        for key in ["repository", "homepage"] {
            let is_inherited = package[key]["workspace"].as_bool();
            assert_eq!(is_inherited, Some(true), "{folder}: {key}");
        }
        let name = package["name"].as_str().unwrap();
        let documentation = format!("https://docs.rs/{name}");
        assert_eq!(package["documentation"].as_str(), Some(&*documentation));
        let docs_rs = &package["metadata"]["docs"]["rs"];
        assert_eq!(docs_rs["all-features"].as_bool(), Some(true), "{folder}");
        let arguments: Vec<&str> = docs_rs["rustdoc-args"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(toml_edit::Value::as_str)
            .collect();
        assert_eq!(arguments, ["--cfg", "docsrs"], "{folder}");
        if manifest.contains_key("features") {
            let library = helpers::root().join(&folder).join("src/lib.rs");
            let library = std::fs::read_to_string(library).unwrap();
            let badges = "#![cfg_attr(docsrs, feature(doc_cfg))]";
            assert!(library.contains(badges), "{folder}");
        }
    }
}

#[test]
fn published_packages_pin_no_dependency() {
    for (folder, manifest) in published() {
        let dependencies = manifest.get("dependencies").and_then(|d| d.as_table());
        for (name, dependency) in dependencies.into_iter().flatten() {
            let version = dependency.get("version").unwrap_or(dependency).as_str();
            let is_exact = version.is_some_and(|version| version.starts_with('='));
            assert!(!is_exact, "{folder}: {name}");
        }
    }
}

/// Crates whose traits are bounds and impls in our public API, which dependents do not name, or depend on
/// already.
const TRAITS_ONLY: [&str; 5] = [
    "http_body",
    "schemars",
    "serde",
    "serde_core",
    "tower_service",
];
/// The other crates of our public API, with what we export: the only type, or the crate.
const EXPORTED: [(&str, &str); 7] = [
    ("bytes", "Bytes"),
    ("chrono", "chrono"),
    ("futures_core", "Stream"),
    ("http", "http"),
    ("reqwest", "reqwest"),
    ("secrecy", "SecretString"),
    ("serde_json", "serde_json"),
];

/// Returns the crates in the listings of the public API, other than ours and the standard library.
fn crates_in_the_public_api() -> BTreeSet<String> {
    let ours = ["rolekit", "rolekit_runtime", "alloc", "core", "std"];
    let mut crates = BTreeSet::new();
    for name in ["rolekit", "rolekit-runtime"] {
        let path = helpers::root().join(format!("docs/api/{name}.txt"));
        let listing = std::fs::read_to_string(path).unwrap();
        for path in listing.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':') {
            // Primitive types have paths too.
            if let Some((first, _)) = path.split_once("::")
                && first.starts_with(|c: char| c.is_ascii_lowercase())
                && first != "i64"
                && !ours.contains(&first)
                && !TRAITS_ONLY.contains(&first)
            {
                crates.insert(first.to_owned());
            }
        }
    }
    crates
}

#[test]
fn types_of_other_crates_in_the_public_api_are_exported() {
    let crates: Vec<String> = crates_in_the_public_api().into_iter().collect();
    assert_eq!(crates, EXPORTED.map(|(name, _)| name));
    for library in ["sdk/rolekit/src/lib.rs", "sdk/runtime/src/lib.rs"] {
        let text = std::fs::read_to_string(helpers::root().join(library)).unwrap();
        let exports: BTreeSet<&str> = text
            .split(';')
            .filter_map(|statement| statement.split_once("pub use ").map(|(_, names)| names))
            .flat_map(|names| names.split(|c: char| !c.is_alphanumeric() && c != '_'))
            .collect();
        for (name, export) in EXPORTED {
            assert!(exports.contains(export), "{library}: {name}");
        }
    }
}
