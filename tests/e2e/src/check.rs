//! Compiles programs against the SDK, as dependents do.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The features of the SDK that the programs need: the clients, without TLS.
pub const FEATURES: &str = "\"gcore\", \"gcore-iam\", \"trusted-twin\"";

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
