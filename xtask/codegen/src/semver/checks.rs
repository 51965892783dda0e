//! `cargo semver-checks` on two generated crates.
//!
//! Both are written to one place in turn and documented from there, so that what they depend on is
//! compiled once for all of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::cargo;
use crate::diagnostic::Policy;
use crate::diff::Step;
use crate::pipeline::{self, Source};
use crate::{generate_crate, write};

/// The name of the crates.
const NAME: &str = "library-client";

/// What they say of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// The step that they ask for.
    pub step: Step,
    /// The names of the checks that failed.
    pub failures: BTreeSet<String>,
    /// The names of the checks that only warn.
    pub warnings: BTreeSet<String>,
}

/// Its version, or how to get it.
///
/// # Errors
/// How to get it.
pub fn installed() -> Result<String, String> {
    let missing =
        || "cargo-semver-checks is not installed. To get it: cargo xtask setup".to_owned();
    let output = cargo::command()
        .args(["semver-checks", "--version"])
        .output()
        .map_err(|_| missing())?;
    if !output.status.success() {
        return Err(missing());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A folder to work in, and the documented base.
#[derive(Debug)]
pub struct Checks {
    folder: PathBuf,
    base: PathBuf,
}

impl Checks {
    /// Documents the client of `base` in `folder`, with the versions of `lock`.
    ///
    /// # Errors
    /// What could not be done.
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

    /// What they say of the step from the base to `doc`.
    ///
    /// # Errors
    /// What could not be done.
    pub fn check(&self, doc: &Value) -> Result<Theirs, String> {
        let now = self.folder.join("now.json");
        self.document(doc, &now)?;
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
            .arg(&now)
            .current_dir(&self.folder)
            .output()
            .map_err(|e| e.to_string())?;
        understand(&output)
    }

    /// Writes the client of `doc`, and its rustdoc to `json`.
    fn document(&self, doc: &Value, json: &Path) -> Result<(), String> {
        let source = Source {
            file: "library.yaml".to_owned(),
            value: doc.clone(),
        };
        let header = generate_crate::header("library.yaml");
        let output = pipeline::run(source, None, Policy::Strict, &header);
        let Some(client) = output.client else {
            let errors: Vec<String> = output.errors().map(ToString::to_string).collect();
            return Err(errors.join("\n"));
        };
        let runtime = generate_crate::Runtime::in_workspace();
        for (name, text) in generate_crate::files(NAME, &client, &runtime)? {
            let text = match name == "Cargo.toml" {
                // No member of whatever it stands in.
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
            // The JSON is not stable; the two tools have to fit each other, and say if they do not.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(&self.folder)
            .output()
            .map_err(|e| e.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let made = target
            .join("doc")
            .join(format!("{}.json", NAME.replace('-', "_")));
        std::fs::copy(made, json)
            .map(|_| ())
            .map_err(|e| e.to_string())
    }
}

/// Reads the verdict off what was printed.
fn understand(output: &Output) -> Result<Theirs, String> {
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    let named = |kind: &str| {
        let found = said.lines().filter_map(|line| {
            let rest = line.strip_prefix("--- ")?.strip_prefix(kind)?;
            Some(rest.trim_start().split(':').next()?.to_owned())
        });
        found.collect::<BTreeSet<String>>()
    };
    let (failures, warnings) = (named("failure "), named("warning "));
    let step = if said.contains("requires new major version") {
        Step::Major
    } else if said.contains("requires new minor version") {
        Step::Minor
    } else if output.status.success() {
        Step::None
    } else {
        return Err(said);
    };
    Ok(Theirs {
        step,
        failures,
        warnings,
    })
}
