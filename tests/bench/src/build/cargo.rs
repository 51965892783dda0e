//! Runs cargo as a dependent does: outside the workspace, with its own target directory.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use crate::error::Result;
use crate::time::Stopwatch;

/// A finished build.
pub(super) struct Built {
    /// Number of compiled packages.
    pub(super) crates: usize,
    pub(super) wall: Duration,
}

/// The fields of a message of cargo that are read.
#[derive(Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    fresh: Option<bool>,
}

/// Builds a package of the dependent in `folder`, without incremental compilation, as cargo builds
/// downloaded packages.
pub(super) fn build(folder: &Path, package: &str, target: &Path) -> Result<Built> {
    let mut command = cargo(folder);
    command
        .env("CARGO_INCREMENTAL", "0")
        .args(["build", "--offline", "--quiet", "--message-format=json"])
        .args(["--package", package])
        .env("CARGO_TARGET_DIR", target)
        .stdout(Stdio::piped());
    let stopwatch = Stopwatch::start();
    let mut child = command.spawn()?;
    let mut compiled = BTreeSet::new();
    let stdout = child.stdout.take().ok_or("cargo has no stdout")?;
    for line in BufReader::new(stdout).lines() {
        let message: Message = serde_json::from_str(&line?)?;
        if message.reason == "compiler-artifact" && message.fresh == Some(false) {
            compiled.extend(message.package_id);
        }
    }
    let status = child.wait()?;
    let wall = stopwatch.elapsed().wall;
    if !status.success() {
        return Err(format!("cargo build of {package} ended with {status}").into());
    }
    Ok(Built {
        crates: compiled.len(),
        wall,
    })
}

/// Downloads the dependencies, so that builds do not wait for the network.
pub(super) fn fetch(folder: &Path) -> Result<()> {
    let status = cargo(folder).args(["fetch", "--quiet"]).status()?;
    if !status.success() {
        return Err(format!("cargo fetch ended with {status}").into());
    }
    Ok(())
}

/// Returns a command of cargo. Environment variables that change how packages are built are removed;
/// those that say where packages come from are kept.
fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        let has_prefix = [
            "CARGO_BUILD_",
            "CARGO_PROFILE_",
            "CARGO_TARGET_",
            "CARGO_PKG_",
            "RUSTFLAGS",
            "RUSTC",
        ]
        .iter()
        .any(|prefix| name_text.starts_with(prefix));
        let others = [
            "CARGO_INCREMENTAL",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_MANIFEST_DIR",
        ];
        if has_prefix || others.contains(&&*name_text) {
            command.env_remove(&name);
        }
    }
    command
}

/// Returns the size of a folder. A file with several hard links counts once.
pub(super) fn size_in_bytes(folder: &Path) -> Result<u64> {
    let mut seen = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    let mut sum = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else if seen.insert(file_identity(&metadata, &entry.path())) {
                sum += metadata.len();
            }
        }
    }
    Ok(sum)
}

#[cfg(unix)]
fn file_identity(metadata: &fs::Metadata, _: &Path) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn file_identity(_: &fs::Metadata, path: &Path) -> std::path::PathBuf {
    path.to_owned()
}
