//! Stage `lint`: reports schemas on which the generator would panic, or which it would merge or
//! misread.

mod schemas;

use serde_json::Value;

use crate::diagnostic::Report;

/// Checks a normalised document.
pub fn lint(doc: &Value, report: &mut Report) {
    schemas::lint(doc, report);
}
