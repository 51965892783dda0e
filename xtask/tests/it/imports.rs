//! The files of a crate import each other one way: no file depends on one that depends on it.

mod graph;

use graph::Graph;

use crate::support;

/// The crates, by the folder of their manifest, whose files must not form a cycle.
const ACYCLIC: &[&str] = &["tests/doc"];

/// How many cycles of one crate are printed.
const PRINTED: usize = 40;

fn cycles(folder: &str) -> Vec<String> {
    let folder = support::root().join(folder);
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let library = manifest["package"]["name"]
        .as_str()
        .unwrap()
        .replace('-', "_");
    let graph = Graph::read(&folder.join("src"), &library);
    assert!(
        !graph.files.is_empty(),
        "no sources in {}",
        folder.display()
    );
    let cycles = graph.cycles();
    cycles.iter().map(|cycle| graph.describe(cycle)).collect()
}

/// `IMPORTS=tests/sandbox cargo test -p xtask --test it imports` checks one crate.
#[test]
fn files_form_no_cycle() {
    let one = std::env::var("IMPORTS").ok();
    let crates = one.as_deref().map_or(ACYCLIC.to_vec(), |one| vec![one]);
    let mut failures = String::new();
    for folder in crates {
        let cycles = cycles(folder);
        if !cycles.is_empty() {
            let shown = cycles[..cycles.len().min(PRINTED)].join("\n");
            failures += &format!(
                "{} cycles in {folder}, shortest first:\n{shown}\n",
                cycles.len()
            );
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
