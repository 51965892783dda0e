//! Stage `write`: writes files, or compares them with the existing ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// The files of a folder, by name.
pub type Files = BTreeMap<String, String>;

/// Makes `folder` contain exactly `files`, and returns the names of the changed ones.
///
/// Does not touch files that are up to date, so that cargo does not compile them again.
///
/// # Errors
/// Returns the error of the file system.
pub fn write(folder: &Path, files: &Files) -> io::Result<Vec<String>> {
    std::fs::create_dir_all(folder)?;
    let mut changed = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        if std::fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        replace(&path, text)?;
        changed.push(name.clone());
    }
    for name in strays(folder, files)? {
        std::fs::remove_file(folder.join(&name))?;
        changed.push(name);
    }
    Ok(changed)
}

/// Writes a temporary file and renames it, so that no program reads an incomplete file.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    replace_all(&[(path, text)])
}

/// Writes all files to temporary files, and renames them after all were written.
///
/// # Errors
/// Returns the error of the file system.
pub fn replace_all(files: &[(&Path, &str)]) -> io::Result<()> {
    let mut temporary = Vec::with_capacity(files.len());
    let result = stage(files, &mut temporary).and_then(|()| {
        let pairs = temporary.iter().zip(files);
        pairs
            .into_iter()
            .try_for_each(|(from, (to, _))| std::fs::rename(from, to))
    });
    if result.is_err() {
        for path in temporary {
            // The first error is returned.
            let _ = std::fs::remove_file(path);
        }
    }
    result
}

fn stage(files: &[(&Path, &str)], temporary: &mut Vec<PathBuf>) -> io::Result<()> {
    for (path, text) in files {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        temporary.push(PathBuf::from(&name));
        std::fs::write(name, text)?;
    }
    Ok(())
}

/// Returns the changes that [`write()`] would make as a unified diff, empty if there are none.
///
/// # Errors
/// Returns the error of the file system.
pub fn diff(folder: &Path, label: &str, files: &Files) -> io::Result<String> {
    let mut out = String::new();
    for (name, new) in files {
        let old = match std::fs::read_to_string(folder.join(name)) {
            Ok(old) => old,
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(e),
        };
        // A checkout may have changed line endings.
        let old = old.replace("\r\n", "\n");
        if old != *new {
            out += &unified(&format!("{label}/{name}"), &old, new);
        }
    }
    for name in strays(folder, files)? {
        let _ = writeln!(out, "{label}/{name}: not generated");
    }
    Ok(out)
}

/// Returns the unified diff of two texts.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    similar::TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("{name} (is)"), &format!("{name} (should be)"))
        .to_string()
}

fn strays(folder: &Path, files: &Files) -> io::Result<Vec<String>> {
    let mut strays = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(strays),
        Err(e) => return Err(e),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !files.contains_key(&name) {
            strays.push(name);
        }
    }
    strays.sort();
    Ok(strays)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn a_folder_contains_exactly_the_generated_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("generated");
        let generated = files(&[("a.rs", "a\n"), ("mod.rs", "m\n")]);
        assert_eq!(write(&at, &generated).unwrap(), ["a.rs", "mod.rs"]);
        assert!(write(&at, &generated).unwrap().is_empty());
        assert_eq!(diff(&at, "g", &generated).unwrap(), "");

        std::fs::write(at.join("old.rs"), "").unwrap();
        std::fs::write(at.join("a.rs"), "b\n").unwrap();
        let difference = super::diff(&at, "g", &generated).unwrap();
        assert!(difference.contains("-b\n+a\n"), "{difference}");
        assert!(
            difference.contains("g/old.rs: not generated"),
            "{difference}"
        );
        assert_eq!(write(&at, &generated).unwrap(), ["a.rs", "old.rs"]);
        assert_eq!(std::fs::read_dir(&at).unwrap().count(), 2);
    }

    #[test]
    fn line_endings_are_not_compared() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.rs"), "a\r\nb\r\n").unwrap();
        let difference = super::diff(folder.path(), "g", &files(&[("a.rs", "a\nb\n")])).unwrap();
        assert_eq!(difference, "");
    }
}
