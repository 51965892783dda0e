//! Helpers of the tests.

use std::path::{Path, PathBuf};

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::generate_crate;
use rolekit_codegen::pipeline::{self, Client, Output, Source};
use serde_json::Value;

/// Returns the root of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the path of a file in the folder `shared` beside the project; prints a line if it is missing.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} is not in ../shared beside the project");
    None
}

/// Runs the pipeline on `value`.
pub(crate) fn run(file: &str, value: Value, policy: Policy) -> Output {
    run_source(Source::new(file, value), policy)
}

/// Runs the pipeline on a document of one or several files.
pub(crate) fn run_source(source: Source, policy: Policy) -> Output {
    let header = generate_crate::header(&source.file);
    pipeline::run(source, None, policy, &header)
}

/// Returns the client of a document.
pub(crate) fn client(file: &str, value: Value) -> Client {
    lenient_client(file, value, Policy::Strict)
}

/// Returns the client of a document, under this policy.
pub(crate) fn lenient_client(file: &str, value: Value, policy: Policy) -> Client {
    let output = run(file, value, policy);
    let errors: Vec<String> = output.errors().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    output.client.unwrap()
}
