//! The public API as text, one line per item.

use std::path::Path;

use public_api::Builder;

use crate::rustdoc::{self, Failure, PUBLISHED};
use rolekit_codegen::write::Files;

/// The folder of the listings, relative to the root of the project.
pub(crate) const OUTPUT: &str = "docs/api";

/// Lists the public API of each published crate.
///
/// Auto traits, blanket impls and derived impls are omitted.
///
/// # Errors
/// Fails if rustdoc fails or writes another format.
pub(crate) fn list(root: &Path, target: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    for krate in &PUBLISHED {
        let json = rustdoc::json(root, target, krate)?;
        let api = Builder::from_rustdoc_json(json)
            .omit_auto_derived_impls(true)
            .omit_auto_trait_impls(true)
            .omit_blanket_impls(true)
            .build()
            .map_err(|e| Failure::Other(e.to_string()))?;
        let lines: String = api.items().map(|item| format!("{item}\n")).collect();
        files.insert(format!("{}.txt", krate.name), lines);
    }
    Ok(files)
}
