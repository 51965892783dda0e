//! `cargo xtask corpus`: every document below a folder, generated, checked and told of in a table.

mod check;
mod page;

use std::path::{Path, PathBuf};

pub use self::check::{Checked, check};
pub use self::page::page;
use crate::diagnostic::Policy;
use crate::generate_crate::{self, Input, Runtime, Summary};
use crate::load;
use crate::write::Files;

/// One document of the corpus.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The path, from the folder on.
    pub name: String,
    /// How large the file is.
    pub bytes: u64,
    /// What came of it.
    pub summary: Summary,
    /// The crate, where there is one.
    pub files: Option<Files>,
    /// What the compiler said.
    pub checked: Option<Checked>,
}

/// The files below `folder` that are OpenAPI 3 documents, smaller than `most` bytes, in order.
///
/// # Errors
/// What the file system said.
pub fn documents(folder: &Path, most: u64) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                waiting.push(path);
            } else if entry.metadata()?.len() < most && is_document(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a file says of itself that it is one: what is broken counts, or nobody would hear of it.
fn is_document(path: &Path) -> bool {
    let kind = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    if !["json", "yaml", "yml"].contains(&kind) {
        return false;
    }
    match load::read(path, "") {
        Ok(doc) => doc.get("openapi").is_some(),
        Err(_) => true,
    }
}

/// Generates the crate of the document at `path`, which is below `folder`.
///
/// # Errors
/// Where it cannot be named, or the file system has something to say.
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

/// The name of the crate of a document: no two of a corpus have the same.
fn crate_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!(
        "corpus-{}",
        stem.chars().map(plain).collect::<String>().to_lowercase()
    )
}
