//! `cargo xtask semver-table`: compares the verdicts of `diff` with those of `cargo semver-checks`.
//!
//! The changes are data. A test checks the verdict of `diff` on each. `cargo semver-checks` needs two
//! generated crates and their rustdoc for each, which is too slow for tests.

mod checks;
mod page;

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

pub use checks::{CheckResult, Checks, installed_version};
pub use page::page;

use crate::diagnostic::{Diagnostic, Policy, Report};
use crate::diff::{self, Comparison, DiffInput, SemverBump};
use crate::pipeline::Source;
use crate::{document, overlay};

/// The folder of the changes, relative to the root of the project.
pub const FOLDER: &str = "xtask/codegen/tests/changes";

/// A small change of the base document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The name of the change.
    pub name: String,
    /// The change, as actions of an overlay.
    pub patch: Vec<Value>,
    /// The semver bump that `diff` must require.
    pub bump: SemverBump,
    /// The kinds of change that `diff` must report.
    pub kinds: Vec<String>,
    /// The reason why `cargo semver-checks` disagrees on whether the change is breaking, if it
    /// does.
    pub why: Option<String>,
}

/// The base document and its changes.
#[derive(Clone, Debug)]
pub struct Cases {
    /// The document.
    pub base: Value,
    /// The changes.
    pub cases: Vec<Case>,
}

/// Reads the changes of the project at `root`.
///
/// # Errors
/// Fails if a file cannot be read or is invalid.
pub fn read(root: &Path) -> Result<Cases, String> {
    let file = |name: &str| {
        let path = format!("{FOLDER}/{name}");
        document::read(&root.join(&path), &path).map_err(|d| d.to_string())
    };
    let cases = serde_json::from_value(file("changes.yaml")?).map_err(|e| e.to_string())?;
    Ok(Cases {
        base: file("base.yaml")?,
        cases,
    })
}

impl Cases {
    /// Returns the base document with this change.
    ///
    /// # Errors
    /// Fails with the diagnostics if the change is not a valid overlay.
    pub fn apply(&self, case: &Case) -> Result<Value, Vec<Diagnostic>> {
        let mut doc = self.base.clone();
        let actions: Vec<Value> = case
            .patch
            .iter()
            .map(|action| {
                let mut action = action.clone();
                action["description"] = json!(case.name);
                action
            })
            .collect();
        let mut report = Report::new(format!("{FOLDER}/changes.yaml"), Policy::Strict);
        overlay::apply(
            &mut doc,
            &json!({"overlay": "1.0.0", "actions": actions}),
            &mut report,
        );
        match report.has_errors() {
            true => Err(report.diagnostics().to_vec()),
            false => Ok(doc),
        }
    }

    /// Compares the base document with the changed one, as `cargo xtask diff` does.
    ///
    /// # Errors
    /// Fails with the diagnostics if the change is not a valid overlay or no client can be generated.
    pub fn compare(&self, case: &Case) -> Result<Comparison, Vec<Diagnostic>> {
        let input = |name: &str, value: Value| DiffInput {
            name: name.to_owned(),
            document: Source::new(name, value),
            overlay: None,
        };
        let old = input("base.yaml", self.base.clone());
        let new = input(&case.name, self.apply(case)?);
        diff::diff("library", old, new)
    }
}

/// A change and both verdicts on it.
#[derive(Clone, Debug)]
pub struct VerdictRow {
    /// The change.
    pub case: Case,
    /// The bump that `diff` requires.
    pub bump: SemverBump,
    /// The result of `cargo semver-checks`.
    pub checks: CheckResult,
}

impl VerdictRow {
    /// Returns whether both agree on whether the change is breaking. `cargo semver-checks` does not
    /// report additions.
    pub fn agrees(&self) -> bool {
        (self.bump == SemverBump::Major) == (self.checks.bump == SemverBump::Major)
    }
}
