//! Stage 5: reports schemas that the generator would panic on, merge, or misread.

mod schemas;

use serde_json::Value;

use crate::diagnostic::Report;

/// Checks a normalised document.
pub fn lint(doc: &Value, report: &mut Report) {
    schemas::lint(doc, report);
}
