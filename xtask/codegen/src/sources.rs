//! Reads a document with the files that it refers to.

use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::bundle::{self, FileReader, ReadError};
use crate::diagnostic::Diagnostic;
use crate::pipeline::Source;
use crate::{document, progress};

/// The files that a document may refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileAccess {
    /// Those below the folder of the document.
    #[default]
    Beside,
    /// Those below this folder.
    Below(PathBuf),
    /// All files.
    Anywhere,
}

impl FileAccess {
    /// Returns [`FileAccess::Anywhere`] or the default.
    pub fn outside(is_allowed: bool) -> Self {
        if is_allowed {
            Self::Anywhere
        } else {
            Self::Beside
        }
    }
}

/// Reads the document at `path` and the files that it refers to. Diagnostics name it `file`.
///
/// # Errors
/// Fails if the document cannot be read. What is wrong with other files is in the bundled document.
pub fn read(path: &Path, file: &str, allowed: &FileAccess) -> Result<Source, Diagnostic> {
    let root = document::read(path, file)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let boundary = match allowed {
        FileAccess::Beside => Some(folder),
        FileAccess::Below(folder) => Some(folder.as_path()),
        FileAccess::Anywhere => None,
    };
    let mut files = Disk {
        folder: absolute(folder),
        boundary: boundary.map(absolute),
        file,
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(bundled(root, &name, file, &mut files))
}

/// Reads the files that the document `root` refers to. `name` is the name of its file, and `file` is its
/// name in messages.
pub fn bundled(root: Value, name: &str, file: &str, files: &mut dyn FileReader) -> Source {
    progress::stage("bundle");
    let (value, bundled) = bundle::bundle(root, name, file, files);
    Source {
        file: file.to_owned(),
        value,
        bundled,
    }
}

/// Parses the text of a file at `path`. Only YAML and JSON have references; another file is one string.
///
/// # Errors
/// Fails with the message of the reader.
pub fn parse(path: &str, text: &str) -> Result<Value, ReadError> {
    let extension = Path::new(path).extension().and_then(|e| e.to_str());
    if matches!(extension, Some("md" | "txt")) {
        return Ok(Value::from(text));
    }
    document::parse(path, text).map_err(|error| ReadError::Unreadable(error.message))
}

/// The files of the disk.
struct Disk<'a> {
    /// The folder of the document.
    folder: PathBuf,
    /// The folder that all files must be in.
    boundary: Option<PathBuf>,
    file: &'a str,
}

impl FileReader for Disk<'_> {
    fn read(&mut self, path: &str, limit: u64) -> Result<(Value, u64), ReadError> {
        let full = normalised(&self.folder.join(path));
        if let Some(boundary) = &self.boundary {
            // Nothing outside is looked at, not even to find out whether it exists.
            if !full.starts_with(boundary) {
                return Err(ReadError::Outside);
            }
            let real = full.canonicalize().map_err(unreadable)?;
            if !real.starts_with(boundary.canonicalize().map_err(unreadable)?) {
                return Err(ReadError::Outside);
            }
        }
        let metadata = std::fs::metadata(&full).map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(ReadError::Unreadable("not a file".to_owned()));
        }
        if metadata.len() > limit {
            return Err(ReadError::TooLarge);
        }
        let text = std::fs::read_to_string(&full).map_err(unreadable)?;
        let value = parse(&bundle::file_name(self.file, path), &text)?;
        Ok((value, text.len() as u64))
    }
}

fn unreadable(error: std::io::Error) -> ReadError {
    ReadError::Unreadable(match error.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".to_owned(),
        _ => error.to_string(),
    })
}

/// Returns an absolute path without `.` and `..`.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    normalised(&std::path::absolute(path).unwrap_or(path.to_owned()))
}

fn normalised(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            component => out.push(component),
        }
    }
    out
}
