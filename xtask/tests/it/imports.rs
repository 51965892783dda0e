//! The files of a crate import each other one way: no file depends on one that depends on it.

mod graph;

use graph::Graph;

use crate::helpers;

/// The stages of the pipeline, in order. None imports another.
const STAGES: &[&str] = &[
    "document",
    "bundle",
    "overlay",
    "swagger2",
    "lower",
    "normalise",
    "lint",
    "build_ir",
    "generate",
    "postprocess",
    "emit",
    "format",
    "write",
];

/// Modules that every stage may import.
const HELPERS: &[&str] = &[
    "components",
    "dependencies",
    "diagnostic",
    "extension_keys",
    "invisible",
    "ir",
    "limits",
    "media_type",
    "names",
    "openapi",
    "operation_ids",
    "pass",
    "pointer",
    "rustdoc_text",
    "shape",
    "stack",
    "subset",
    "syntax",
    "types",
    "walk",
];

/// How many cycles of one crate are printed.
const PRINTED: usize = 40;

fn graph(folder: &str) -> Graph {
    let folder = helpers::root().join(folder);
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let library = manifest["package"]["name"].as_str().unwrap();
    let graph = Graph::read(&folder.join("src"), &library.replace('-', "_"));
    assert!(
        !graph.files.is_empty(),
        "no sources in {}",
        folder.display()
    );
    graph
}

/// `IMPORTS=tests/sandbox cargo test -p xtask --test it imports` checks one crate.
#[test]
fn files_form_no_cycle() {
    let one = std::env::var("IMPORTS").ok();
    let crates = one.map_or_else(|| helpers::workspace("members"), |one| vec![one]);
    let mut failures = String::new();
    for folder in crates {
        let mut graph = graph(&folder);
        // Overlays name hand-written types and functions, which in turn use the generated ones.
        graph.forget(|file| file.starts_with("generated/"));
        let cycles = graph.cycles();
        if !cycles.is_empty() {
            let text: Vec<String> = (cycles.iter().take(PRINTED))
                .map(|cycle| graph.describe(cycle))
                .collect();
            failures += &format!(
                "{} cycles in {folder}, shortest first:\n{}\n",
                cycles.len(),
                text.join("\n")
            );
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn stages_and_helpers_import_helpers_only() {
    let graph = graph("xtask/codegen");
    let module = |file: usize| {
        let name = graph.files[file].as_str();
        let end = name.find(['/', '.']).unwrap_or(name.len());
        &name[..end]
    };
    for name in STAGES.iter().chain(HELPERS) {
        let exists = (0..graph.files.len()).any(|file| module(file) == *name);
        assert!(exists, "no module `{name}`");
    }
    let mut failures = String::new();
    for ((from, to), paths) in &graph.edges {
        let (importing, imported) = (module(*from), module(*to));
        let is_allowed = if STAGES.contains(&importing) {
            imported == importing || HELPERS.contains(&imported)
        } else {
            // Helpers are below the stages.
            !HELPERS.contains(&importing) || HELPERS.contains(&imported)
        };
        if !is_allowed {
            let (from, to) = (&graph.files[*from], &graph.files[*to]);
            failures += &format!("{from} imports {to}: {paths:?}\n");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
