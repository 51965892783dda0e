//! Compiles programs against the SDK, as dependents do.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The features of the SDK that the programs are compiled with: all but TLS and JSON Schemas.
const FEATURES: [&str; 6] = [
    "blocking",
    "gcore",
    "gcore-iam",
    "gcore-extra",
    "test-util",
    "trusted-twin-data",
];

/// Returns the root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Writes a file of a project outside the workspace, unless it is up to date, so that cargo compiles it
/// only after a change.
///
/// # Panics
/// If the file cannot be written.
#[expect(clippy::panic, reason = "a failing test panics")]
pub fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

/// Returns the manifest of a package that depends on the SDK in the folder `sdk`.
pub fn manifest(name: &str, sdk: &Path) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies.rolekit]\npath = {sdk:?}\ndefault-features = false\nfeatures = {FEATURES:?}\n"
    )
}

/// Writes the manifest of a package outside of workspaces that depends on the SDK.
///
/// # Panics
/// If it cannot be written.
pub fn write_manifest(folder: &Path, name: &str) {
    let manifest = manifest(name, &root().join("sdk/rolekit"));
    let manifest = format!("{manifest}\n[workspace]\n");
    write(&folder.join("Cargo.toml"), &manifest);
}

/// Runs `cargo check` on the project in `folder`, with the versions of the workspace's dependencies. All
/// projects share a target folder in `temporary`, so their dependencies are compiled once.
///
/// # Panics
/// If cargo cannot be run.
#[expect(clippy::panic, reason = "a failing test panics")]
pub fn check(folder: &Path, temporary: &Path) -> Output {
    let run = || {
        std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--keep-going", "--message-format=json"])
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", temporary.join("check-target"))
            .env_remove("CARGO_BUILD_TARGET_DIR")
            .env_remove("RUSTFLAGS")
            .output()
    };
    run().unwrap_or_else(|error| panic!("cannot check {}: {error}", folder.display()))
}

/// Returns the messages of the compiler.
pub fn messages(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// Returns what cargo and the compiler print for people.
pub fn rendered(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
    for message in messages(output) {
        text += message["message"]["rendered"].as_str().unwrap_or_default();
    }
    text
}
