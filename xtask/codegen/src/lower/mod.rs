//! Stage 3: OpenAPI 3.1 becomes the dialect of 3.0 that the generator reads.
//!
//! Every rewrite is a note. What is not known is refused, for the generator drops it without a
//! word.

mod discriminators;
mod document;
mod keywords;
mod path_items;
mod references;
mod rust_types;
mod schema;
mod shape;
mod unions;
mod values;
mod words;

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::walk;

/// The version that the lowered document has.
const LOWERED: &str = "3.0.3";

/// Lowers `doc`, whichever of 3.0 and 3.1 it is.
pub fn lower(doc: &mut Value, report: &mut Report) {
    let version = doc
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned();
    let family = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    if !["3.0", "3.1"].contains(&family.as_str()) {
        report.error(
            "version",
            "/openapi",
            format!("version `{version}` is neither 3.0 nor 3.1"),
            "Convert the document to OpenAPI 3.1 first.",
        );
        return;
    }
    path_items::inline(doc, report);
    document::lower(doc, report);
    rust_types::hoist(doc, report);
    references::resolve(doc, report);
    discriminators::spread(doc, report);
    walk::roots_mut(doc, &mut |_, schema, at| schema::lower(schema, at, report));
    if family != "3.0" {
        report.note(
            "version",
            "/openapi",
            format!("{version} lowered to {LOWERED}"),
        );
    }
    if let Some(doc) = doc.as_object_mut() {
        doc.insert("openapi".to_owned(), json!(LOWERED));
    }
}
