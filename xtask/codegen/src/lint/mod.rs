//! Stage 5: what is left that the generator would panic on, merge or mistake is told before it can.

mod operations;
mod schemas;

use serde_json::Value;

use crate::diagnostic::{Policy, Report};

/// Looks through a normalised document.
pub fn lint(doc: &Value, report: &mut Report) {
    schemas::lint(doc, report);
    operations::lint(doc, report);
}

/// Whether the generator gets this operation right, its name and its answers apart.
pub(crate) fn is_clean(doc: &Value, path: &str, method: &str, operation: &Value) -> bool {
    let mut report = Report::new("", Policy::Strict);
    operations::one(doc, path, method, operation, "", &mut report);
    !report.has_errors()
}
