//! Finds the old document: a file, or a revision of the project.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::DiffInput;
use crate::bundle::{self, FileReader, ReadError};
use crate::clients::ClientEntry;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document;
use crate::pipeline::Source;
use crate::sources::{self, FileAccess};

/// Returns the version of the SDK in the project at `root`.
pub fn sdk_version(root: &Path) -> Option<String> {
    let text = std::fs::read_to_string(root.join("Cargo.toml")).ok()?;
    let manifest: toml::Table = toml::from_str(&text).ok()?;
    let version = manifest.get("workspace")?.get("package")?.get("version")?;
    version.as_str().map(str::to_owned)
}

/// Reads the file `other` with the current `overlay`, or document and overlay at the revision
/// `other`.
///
/// # Errors
/// Fails if they cannot be read.
pub fn load_old(
    root: &Path,
    entry: &ClientEntry,
    other: &str,
    overlay: Option<&Source>,
    allowed: &FileAccess,
) -> Result<DiffInput, Diagnostic> {
    let path = Path::new(other);
    if path.is_file() {
        return Ok(DiffInput {
            name: other.to_owned(),
            document: sources::read(path, other, allowed)?,
            overlay: overlay.cloned(),
        });
    }
    let at = |name: &str| {
        let file = format!("openapi/{name}");
        let name = format!("{file} at {other}");
        let text = show(root, other, &file)?;
        let value = document::parse(&name, &text)?;
        Ok::<_, Diagnostic>(Source::new(name, value))
    };
    let document = at(&entry.document)?;
    let mut files = Revision {
        root,
        revision: other,
        document: &entry.document,
    };
    let document = sources::bundled(document.value, &entry.document, &document.file, &mut files);
    Ok(DiffInput {
        name: document.file.clone(),
        document,
        overlay: entry.overlay.as_deref().map(at).transpose()?,
    })
}

/// The files at a revision.
struct Revision<'a> {
    root: &'a Path,
    revision: &'a str,
    /// The file name of the document in `openapi/`.
    document: &'a str,
}

impl FileReader for Revision<'_> {
    fn read(&mut self, path: &str, limit: u64) -> Result<(Value, u64), ReadError> {
        if path.starts_with("..") || path.starts_with('/') {
            return Err(ReadError::Outside);
        }
        let file = bundle::file_name(&format!("openapi/{}", self.document), path);
        let text = show(self.root, self.revision, &file)
            .map_err(|error| ReadError::Unreadable(error.message))?;
        if text.len() as u64 > limit {
            return Err(ReadError::TooLarge);
        }
        Ok((sources::parse(path, &text)?, text.len() as u64))
    }
}

/// Reads a file at a revision.
fn show(root: &Path, revision: &str, file: &str) -> Result<String, Diagnostic> {
    let error = |message: String| Diagnostic {
        severity: Severity::Error,
        rule: "revision",
        file: file.to_owned(),
        pointer: String::new(),
        message,
        advice: "Give `--against` a revision of git that has the file, or the path of a file."
            .to_owned(),
    };
    // Git would read it as an option.
    if revision.starts_with('-') {
        return Err(error(format!("`{revision}` is not a revision")));
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["show", &format!("{revision}:./{file}")])
        .output()
        .map_err(|e| error(format!("failed to run git: {e}")))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(error(stderr.trim().to_owned()));
    }
    String::from_utf8(output.stdout).map_err(|e| error(e.to_string()))
}
