//! cargo, as a dependent runs it: outside the workspace, with a target folder of its own.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use crate::Result;
use crate::time::Start;

/// What a build came to.
pub(super) struct Built {
    /// How many crates were compiled, build scripts not counted.
    pub(super) crates: usize,
    pub(super) took: Duration,
}

/// A message of cargo, as far as it is read.
#[derive(Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    fresh: Option<bool>,
}

/// How a package is built.
#[derive(Clone, Copy)]
pub(super) enum As {
    /// As one that was downloaded, which cargo builds as a whole.
    Downloaded,
    /// As one that is worked on, of which cargo builds again what a change calls for.
    WorkedOn,
}

/// Builds one package of the dependent in `folder`.
pub(super) fn build(folder: &Path, package: &str, target: &Path, how: As) -> Result<Built> {
    let mut command = cargo(folder);
    let incremental = match how {
        As::Downloaded => "0",
        As::WorkedOn => "1",
    };
    command
        .env("CARGO_INCREMENTAL", incremental)
        .args(["build", "--offline", "--quiet", "--message-format=json"])
        .args(["--package", package])
        .env("CARGO_TARGET_DIR", target)
        .stdout(Stdio::piped());
    let start = Start::now();
    let mut child = command.spawn()?;
    let mut compiled = BTreeSet::new();
    for line in BufReader::new(child.stdout.take().ok_or("cargo says nothing")?).lines() {
        let message: Message = serde_json::from_str(&line?)?;
        if message.reason == "compiler-artifact" && message.fresh == Some(false) {
            compiled.extend(message.package_id);
        }
    }
    let status = child.wait()?;
    let took = start.taken().time;
    if !status.success() {
        return Err(format!("cargo build of {package} ended with {status}").into());
    }
    Ok(Built {
        crates: compiled.len(),
        took,
    })
}

/// Downloads what a dependent needs, so that no build waits for it.
pub(super) fn fetch(folder: &Path) -> Result<()> {
    let status = cargo(folder).args(["fetch", "--quiet"]).status()?;
    if !status.success() {
        return Err(format!("cargo fetch ended with {status}").into());
    }
    Ok(())
}

/// The environment may say where crates come from, not how they are built.
fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        let builds = [
            "CARGO_BUILD_",
            "CARGO_PROFILE_",
            "CARGO_TARGET_",
            "CARGO_PKG_",
            "RUSTFLAGS",
            "RUSTC",
        ]
        .iter()
        .any(|start| name_text.starts_with(start));
        let more = [
            "CARGO_INCREMENTAL",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_MANIFEST_DIR",
        ];
        if builds || more.contains(&&*name_text) {
            command.env_remove(&name);
        }
    }
    command
}

/// What a folder takes, a file with several names once.
pub(super) fn bytes(folder: &Path) -> Result<u64> {
    let mut seen = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    let mut sum = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else if seen.insert(identity(&metadata, &entry.path())) {
                sum += metadata.len();
            }
        }
    }
    Ok(sum)
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata, _: &Path) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata, path: &Path) -> std::path::PathBuf {
    path.to_owned()
}
