//! What several tests need.

use std::path::{Path, PathBuf};

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::pipeline::{self, Client, Outcome, Source};
use rolekit_codegen::standalone;
use rolekit_codegen::target::Target;
use serde_json::Value;

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file beside the project, or why there is none.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} is not in ../shared beside the project");
    None
}

/// The pipeline on `value`, for a crate of its own.
pub(crate) fn run(file: &str, value: Value, policy: Policy) -> Outcome {
    let source = Source {
        file: file.to_owned(),
        value,
    };
    let header = standalone::header(file);
    pipeline::run(source, None, Target::Standalone, policy, &header)
}

/// The pipeline on `value`, for the SDK.
pub(crate) fn run_for_sdk(file: &str, value: Value, policy: Policy) -> Outcome {
    let source = Source {
        file: file.to_owned(),
        value,
    };
    pipeline::run(source, None, Target::Sdk, policy, "")
}

/// The client that has to come out.
pub(crate) fn client(file: &str, value: Value) -> Client {
    lenient_client(file, value, Policy::Strict)
}

/// The client that has to come out, under this policy.
pub(crate) fn lenient_client(file: &str, value: Value, policy: Policy) -> Client {
    let outcome = run(file, value, policy);
    let errors: Vec<String> = outcome.errors().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    outcome.client.unwrap()
}
