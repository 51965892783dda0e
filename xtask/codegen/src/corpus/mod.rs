//! `cargo xtask corpus`: generates and checks a client of every document below a folder.

mod check;
mod entry;
mod page;

use std::path::{Path, PathBuf};

pub use self::check::check;
pub use self::entry::{Checked, Entry};
pub use self::page::page;
use crate::diagnostic::Policy;
use crate::document;
use crate::generate_crate::{self, Input, Runtime};

/// Returns the OpenAPI and Swagger documents below `folder` that are smaller than `max_bytes`, sorted.
///
/// # Errors
/// Fails if a folder cannot be read.
pub fn documents(folder: &Path, max_bytes: u64) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                waiting.push(path);
            } else if entry.metadata()?.len() < max_bytes && is_document(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Returns whether a file is such a document. An unreadable one counts, so that it is reported.
fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    if !["json", "yaml", "yml"].contains(&extension) {
        return false;
    }
    match document::read(path, "") {
        Ok(doc) => doc.get("openapi").is_some() || doc.get("swagger").is_some(),
        Err(_) => true,
    }
}

/// Generates the crate of the document at `path`, which is below `folder`.
///
/// # Errors
/// Fails if no crate name can be derived or a file cannot be read.
pub fn generate(folder: &Path, path: &Path) -> Result<Entry, String> {
    let name = path
        .strip_prefix(folder)
        .unwrap_or(path)
        .display()
        .to_string();
    let output = generate_crate::generate(&Input {
        spec: path,
        overlay: None,
        // The clients share one build of the runtime.
        runtime: Runtime::in_workspace(),
        name: Some(&crate_name(&name)),
        policy: Policy::Lenient,
    })?;
    Ok(Entry {
        bytes: std::fs::metadata(path).map_err(|e| e.to_string())?.len(),
        name,
        summary: output.summary,
        files: output.files,
        checked: None,
    })
}

/// Returns a crate name that is unique within the corpus.
fn crate_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!(
        "corpus-{}",
        stem.chars().map(plain).collect::<String>().to_lowercase()
    )
}
