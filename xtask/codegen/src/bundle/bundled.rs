//! What is known about the files of a document.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Origins};

/// What is known about the files of a document.
#[derive(Clone, Debug, Default)]
pub struct BundleInfo {
    /// The positions in other files of the parts of the document.
    pub origins: Origins,
    /// Diagnostics on references, as under the lenient policy.
    pub findings: Vec<Finding>,
    /// The paths of all files, relative to the folder of the root document; empty if there is one only.
    pub files: Vec<String>,
}

/// A diagnostic on a reference.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The pointer of the reference in the bundled document, and its text; `None` if the diagnostic is
    /// about the whole document.
    pub reference: Option<(String, String)>,
    /// The diagnostic.
    pub diagnostic: Diagnostic,
}

impl BundleInfo {
    /// Returns the diagnostics that apply to `doc`: an overlay may have replaced references.
    pub fn diagnostics(&self, doc: &Value) -> impl Iterator<Item = Diagnostic> {
        let applies = |finding: &&Finding| match &finding.reference {
            Some((at, reference)) => doc.pointer(at).and_then(Value::as_str) == Some(reference),
            None => true,
        };
        let findings = self.findings.iter().filter(applies);
        findings.map(|finding| finding.diagnostic.clone())
    }
}

/// Returns the name in messages of the file at `path`, relative to the folder of the document `root`.
pub fn file_name(root: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    match root.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}
