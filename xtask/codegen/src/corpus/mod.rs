//! `cargo xtask corpus`: generates and checks a client of every document below a folder.

mod check;
mod entry;
mod page;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use self::check::check;
pub use self::entry::{CheckOutcome, CorpusEntry};
pub use self::page::page;
use crate::diagnostic::Policy;
use crate::document;
use crate::generate_crate::{self, Input, Runtime};
use crate::sources::{self, FileAccess};

/// Returns the OpenAPI and Swagger documents below `folder` that are smaller than `max_bytes`, sorted. A
/// file of a document of several files is not a document of its own.
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
            } else if entry.metadata()?.len() < max_bytes
                && let Some(content) = content(&path)
            {
                found.push((path, content));
            }
        }
    }
    found.sort();
    let parts = parts(folder, &found);
    let documents = found.into_iter().map(|(path, _)| path);
    Ok(documents
        .filter(|path| !parts.contains(&sources::absolute(path)))
        .collect())
}

/// Returns the files that other documents are made of: those whose path items they refer to, and those
/// without operations.
fn parts(folder: &Path, documents: &[(PathBuf, Content)]) -> BTreeSet<PathBuf> {
    let without_operations: BTreeSet<PathBuf> = documents
        .iter()
        .filter(|(_, content)| *content == Content::NoOperations)
        .map(|(path, _)| sources::absolute(path))
        .collect();
    let mut parts = BTreeSet::new();
    for (path, _) in documents {
        if parts.contains(&sources::absolute(path)) {
            continue;
        }
        let allowed = FileAccess::Below(folder.to_owned());
        let Ok(source) = sources::read(path, &path.display().to_string(), &allowed) else {
            continue;
        };
        let beside = path.parent().unwrap_or(folder);
        let other = |file: &PathBuf| *file != sources::absolute(path);
        let files = source.bundled.files.iter();
        let files = files.map(|file| sources::absolute(&beside.join(file)));
        parts.extend(files.filter(|file| other(file) && without_operations.contains(file)));
        let items = source.bundled.origins.positions();
        let items = items.filter(|position| position.pointer.starts_with("/paths/"));
        let files = items.filter_map(|position| position.file.as_deref());
        let files = files.map(|file| sources::absolute(Path::new(file)));
        parts.extend(files.filter(other));
    }
    parts
}

/// What is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    Operations,
    NoOperations,
    /// It counts as a document, so that it is reported.
    Unreadable,
}

/// Returns what is in a file, if it is an OpenAPI or Swagger document.
fn content(path: &Path) -> Option<Content> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    if !["json", "yaml", "yml"].contains(&extension) {
        return None;
    }
    let Ok(doc) = document::read(path, "") else {
        return Some(Content::Unreadable);
    };
    doc.get("openapi").or_else(|| doc.get("swagger"))?;
    let paths = doc.get("paths").and_then(Value::as_object);
    Some(match paths.is_some_and(|paths| !paths.is_empty()) {
        true => Content::Operations,
        false => Content::NoOperations,
    })
}

/// Generates the crate of the document at `path`, which is below `folder`.
///
/// # Errors
/// Fails if no crate name can be derived or a file cannot be read.
pub fn generate(folder: &Path, path: &Path) -> Result<CorpusEntry, String> {
    let name = path
        .strip_prefix(folder)
        .unwrap_or(path)
        .display()
        .to_string();
    let output = generate_crate::generate(&Input {
        spec: path,
        allowed: FileAccess::Below(folder.to_owned()),
        overlay: None,
        // The clients share one build of the runtime.
        runtime: Runtime::in_workspace(),
        name: Some(&crate_name(&name)),
        policy: Policy::Lenient,
    })?;
    Ok(CorpusEntry {
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
