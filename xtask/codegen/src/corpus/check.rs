//! Checks generated crates with the compiler.

use std::path::Path;
use std::time::Duration;

use super::entry::{CheckOutcome, CorpusEntry};
use crate::cargo;
use crate::clock::Stopwatch;
use crate::write::Files;

/// Checks the crate of `entry` in a subfolder of `scratch`. Crates of the same `worker` share their
/// compiled dependencies.
///
/// # Errors
/// Fails if a file cannot be written or cargo cannot be run.
pub fn check(
    entry: &CorpusEntry,
    scratch: &Path,
    worker: usize,
    limit: Duration,
) -> Result<Option<CheckOutcome>, String> {
    let Some(files) = &entry.files else {
        return Ok(None);
    };
    let name = &entry.summary.name;
    let folder = scratch.join(name);
    write(&folder, files).map_err(|e| format!("{}: {e}", folder.display()))?;
    // All crates use the same versions of dependencies.
    let lock = scratch.join("Cargo.lock");
    if lock.exists() {
        let _ = std::fs::copy(&lock, folder.join("Cargo.lock"));
    }
    let stopwatch = Stopwatch::start();
    let log = scratch.join(format!("{name}.log"));
    let mut command = cargo::command();
    command
        .args(["check", "--quiet", "--no-default-features", "--jobs", "1"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", scratch.join(format!("target-{worker}")))
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("CARGO_BUILD_TARGET_DIR");
    let Some(status) = cargo::run_within(&mut command, &log, limit)? else {
        return Ok(Some(CheckOutcome::TimedOut(limit)));
    };
    if status.success() {
        let own = folder.join("Cargo.lock");
        if !lock.exists() && own.exists() {
            let _ = std::fs::copy(own, lock);
        }
        return Ok(Some(CheckOutcome::Compiles(stopwatch.elapsed())));
    }
    let errors = std::fs::read_to_string(&log).unwrap_or_default();
    let first: Vec<&str> = errors
        .lines()
        .skip_while(|line| !line.starts_with("error"))
        .take(6)
        .collect();
    Ok(Some(CheckOutcome::Failed(first.join("\n"))))
}

fn write(folder: &Path, files: &Files) -> std::io::Result<()> {
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let text = match name.as_str() {
            "Cargo.toml" => format!("{text}\n[workspace]\n"),
            _ => text.clone(),
        };
        // The client is always compiled, because its time is measured. Other files are not written if they are
        // unchanged, so that cargo does not compile the runtime again.
        let is_client = name.starts_with("src/");
        if is_client || std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            std::fs::write(path, text)?;
        }
    }
    Ok(())
}
