//! Runs `cargo semver-checks` on two generated crates.
//!
//! All crates are written to the same folder, one after the other, so that their dependencies are
//! compiled once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::cargo;
use crate::diagnostic::Policy;
use crate::diff::SemverBump;
use crate::pipeline::{self, Source};
use crate::{generate_crate, write};

/// The name of the generated crates.
const NAME: &str = "library-client";

/// The result of `cargo semver-checks`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// The semver bump that it requires.
    pub bump: SemverBump,
    /// The names of the checks that failed.
    pub failures: BTreeSet<String>,
    /// The names of the checks that only warn.
    pub warnings: BTreeSet<String>,
}

/// Returns the version of the installed `cargo semver-checks`.
///
/// # Errors
/// Fails if it is not installed.
pub fn installed_version() -> Result<String, String> {
    let missing = || "cargo-semver-checks is not installed: run `cargo xtask setup`".to_owned();
    let output = cargo::command()
        .args(["semver-checks", "--version"])
        .output()
        .map_err(|_| missing())?;
    if !output.status.success() {
        return Err(missing());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A working folder, and the rustdoc of the base document's client.
#[derive(Debug)]
pub struct Checks {
    folder: PathBuf,
    base: PathBuf,
}

impl Checks {
    /// Generates and documents the client of `base` in `folder`, with the dependency versions of `lock`.
    ///
    /// # Errors
    /// Fails if the client cannot be generated, written or documented.
    pub fn new(folder: &Path, lock: &Path, base: &Value) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        let to = folder.join("Cargo.lock");
        if !to.exists() && lock.is_file() {
            std::fs::copy(lock, to).map_err(|e| e.to_string())?;
        }
        let checks = Self {
            folder: folder.to_owned(),
            base: folder.join("base.json"),
        };
        checks.document(base, &checks.base)?;
        Ok(checks)
    }

    /// Compares the clients of the base document and of `doc`.
    ///
    /// # Errors
    /// Fails if the client cannot be generated, written or documented, or if `cargo semver-checks` fails.
    pub fn check(&self, doc: &Value) -> Result<CheckResult, String> {
        let current = self.folder.join("current.json");
        self.document(doc, &current)?;
        let output = cargo::command()
            .args([
                "semver-checks",
                "--color",
                "never",
                "--release-type",
                "patch",
            ])
            .arg("--baseline-rustdoc")
            .arg(&self.base)
            .arg("--current-rustdoc")
            .arg(&current)
            .current_dir(&self.folder)
            .output()
            .map_err(|e| e.to_string())?;
        parse(&output)
    }

    /// Generates the client of `doc`, and writes its rustdoc to `json`.
    fn document(&self, doc: &Value, json: &Path) -> Result<(), String> {
        let source = Source::new("library.yaml", doc.clone());
        let header = generate_crate::header("library.yaml");
        let output = pipeline::run(source, None, Policy::Strict, &header);
        let Some(client) = output.client else {
            let errors: Vec<String> = output.errors().map(ToString::to_string).collect();
            return Err(errors.join("\n"));
        };
        let runtime = generate_crate::Runtime::in_workspace();
        for (name, text) in generate_crate::files(NAME, &client, &runtime)? {
            let text = match name == "Cargo.toml" {
                // Not a member of an enclosing workspace.
                true => format!("{text}\n[workspace]\n"),
                false => text,
            };
            write::replace_all(&[(&self.folder.join(name), &text)]).map_err(|e| e.to_string())?;
        }
        let target = self.folder.join("target");
        let output = cargo::command()
            .args(["rustdoc", "--quiet", "--no-default-features", "--"])
            .args([
                "-Zunstable-options",
                "--output-format",
                "json",
                "--cap-lints",
                "allow",
            ])
            // Rustdoc's JSON is unstable. `cargo semver-checks` reports a version that it cannot read.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(&self.folder)
            .output()
            .map_err(|e| e.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let written = target
            .join("doc")
            .join(format!("{}.json", NAME.replace('-', "_")));
        std::fs::copy(written, json)
            .map(|_| ())
            .map_err(|e| e.to_string())
    }
}

/// Parses the output of `cargo semver-checks`.
fn parse(output: &Output) -> Result<CheckResult, String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    let checks = |kind: &str| {
        let names = text.lines().filter_map(|line| {
            let rest = line.strip_prefix("--- ")?.strip_prefix(kind)?;
            Some(rest.trim_start().split(':').next()?.to_owned())
        });
        names.collect::<BTreeSet<String>>()
    };
    let (failures, warnings) = (checks("failure "), checks("warning "));
    let bump = if text.contains("requires new major version") {
        SemverBump::Major
    } else if text.contains("requires new minor version") {
        SemverBump::Minor
    } else if output.status.success() {
        SemverBump::None
    } else {
        return Err(text);
    };
    Ok(CheckResult {
        bump,
        failures,
        warnings,
    })
}
