//! `cargo xtask semver-table`: our verdicts beside those of `cargo semver-checks`.
//!
//! The changes are data. Our verdict on each is held to what the data expect by the tests; theirs
//! takes two generated crates and their rustdoc, which only the command has the time for.

mod checks;
mod page;

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

pub use checks::{Checks, Theirs, installed};
pub use page::page;

use crate::diagnostic::{Diagnostic, Policy, Report};
use crate::diff::{self, Comparison, Side, Step};
use crate::pipeline::Source;
use crate::{document, overlay};

/// Where the changes stand, from the root of the project.
pub const FOLDER: &str = "xtask/codegen/tests/changes";

/// A small change of the base document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is.
    pub name: String,
    /// The change, as actions of an overlay.
    pub patch: Vec<Value>,
    /// The step that it asks for.
    pub step: Step,
    /// The kinds of change that are found.
    pub kinds: Vec<String>,
    /// Why `cargo semver-checks` says something else, where it does.
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
/// Why they cannot be read.
pub fn read(root: &Path) -> Result<Cases, String> {
    let file = |name: &str| {
        let shown = format!("{FOLDER}/{name}");
        document::read(&root.join(&shown), &shown).map_err(|d| d.to_string())
    };
    let cases = serde_json::from_value(file("changes.yaml")?).map_err(|e| e.to_string())?;
    Ok(Cases {
        base: file("base.yaml")?,
        cases,
    })
}

impl Cases {
    /// The document after this change.
    ///
    /// # Errors
    /// What is wrong with the change.
    pub fn changed(&self, case: &Case) -> Result<Value, Vec<Diagnostic>> {
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

    /// Our verdict on this change.
    ///
    /// # Errors
    /// What is wrong with the change.
    pub fn ours(&self, case: &Case) -> Result<Comparison, Vec<Diagnostic>> {
        let side = |name: &str, value: Value| Side {
            name: name.to_owned(),
            document: Source {
                file: name.to_owned(),
                value,
            },
            overlay: None,
        };
        let old = side("base.yaml", self.base.clone());
        let new = side(&case.name, self.changed(case)?);
        diff::diff("library", old, new)
    }
}

/// A change and both verdicts on it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The change.
    pub case: Case,
    /// Our verdict.
    pub ours: Step,
    /// Theirs.
    pub theirs: Theirs,
}

impl Row {
    /// Whether both say the same of what breaks; they do not look for what is new.
    pub fn agrees(&self) -> bool {
        (self.ours == Step::Major) == (self.theirs.step == Step::Major)
    }
}
