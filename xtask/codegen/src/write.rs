//! Stage 8: files are written, or compared with what is there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// The files of a folder, by name.
pub type Files = BTreeMap<String, String>;

/// Makes `folder` hold exactly `files`. Gives back the names of those that changed.
///
/// A file that is right already is not touched, so that nothing is compiled again for it.
///
/// # Errors
/// What the file system said.
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

/// Writes beside and renames, so that nobody ever reads half a file.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    replace_all(&[(path, text)])
}

/// Writes all files beside their places and renames only when every one of them could be written.
///
/// # Errors
/// What the file system said.
pub fn replace_all(files: &[(&Path, &str)]) -> io::Result<()> {
    let mut beside = Vec::with_capacity(files.len());
    let result = stage(files, &mut beside).and_then(|()| {
        let pairs = beside.iter().zip(files);
        pairs
            .into_iter()
            .try_for_each(|(from, (to, _))| std::fs::rename(from, to))
    });
    if result.is_err() {
        for path in beside {
            // The error that counts is the first one.
            let _ = std::fs::remove_file(path);
        }
    }
    result
}

fn stage(files: &[(&Path, &str)], beside: &mut Vec<PathBuf>) -> io::Result<()> {
    for (path, text) in files {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        beside.push(PathBuf::from(&name));
        std::fs::write(name, text)?;
    }
    Ok(())
}

/// What would change, as a unified diff; empty where nothing would.
///
/// # Errors
/// What the file system said.
pub fn diff(folder: &Path, shown: &str, files: &Files) -> io::Result<String> {
    let mut out = String::new();
    for (name, new) in files {
        let old = match std::fs::read_to_string(folder.join(name)) {
            Ok(old) => old,
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(e),
        };
        // A checkout may have changed the ends of lines, which is no change of the client.
        let old = old.replace("\r\n", "\n");
        if old != *new {
            out += &unified(&format!("{shown}/{name}"), &old, new);
        }
    }
    for name in strays(folder, files)? {
        let _ = writeln!(out, "{shown}/{name}: generated from nothing");
    }
    Ok(out)
}

/// The difference between two texts.
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
    fn a_folder_holds_exactly_what_was_generated() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("generated");
        let wanted = files(&[("a.rs", "a\n"), ("mod.rs", "m\n")]);
        assert_eq!(write(&at, &wanted).unwrap(), ["a.rs", "mod.rs"]);
        assert!(write(&at, &wanted).unwrap().is_empty());
        assert_eq!(diff(&at, "g", &wanted).unwrap(), "");

        std::fs::write(at.join("old.rs"), "").unwrap();
        std::fs::write(at.join("a.rs"), "b\n").unwrap();
        let said = diff(&at, "g", &wanted).unwrap();
        assert!(said.contains("-b\n+a\n"), "{said}");
        assert!(said.contains("g/old.rs: generated from nothing"), "{said}");
        assert_eq!(write(&at, &wanted).unwrap(), ["a.rs", "old.rs"]);
        assert_eq!(std::fs::read_dir(&at).unwrap().count(), 2);
    }

    #[test]
    fn ends_of_lines_are_no_difference() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.rs"), "a\r\nb\r\n").unwrap();
        let said = diff(folder.path(), "g", &files(&[("a.rs", "a\nb\n")])).unwrap();
        assert_eq!(said, "");
    }
}
