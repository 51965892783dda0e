//! Stage 5: what is left that the generator would panic on, merge or mistake is told before it can.

mod operations;
mod schemas;

use serde_json::Value;

use crate::diagnostic::Report;

/// Looks through a normalised document.
pub fn lint(doc: &Value, report: &mut Report) {
    schemas::lint(doc, report);
    operations::lint(doc, report);
}
