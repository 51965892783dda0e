//! Finds the files of a folder.

use std::path::{Path, PathBuf};

use crate::located::FileFormat;
use crate::problem::Problem;

/// The default name of the file of profiles, which may be in the folder.
const PROFILES: &str = "rolekit.toml";

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    let problem = Problem::new(format!("{}: {error}", path.display()));
    if error.kind() == std::io::ErrorKind::NotFound {
        let help = "name the file with `--file`, or write one with `rolekit import --out`";
        return problem.help(help);
    }
    problem
}

/// Returns the format of a file, by its name.
pub(super) fn format(path: &Path) -> Option<FileFormat> {
    FileFormat::of_extension(path.extension()?.to_str()?)
}

/// Returns whether a file is read as a part of its folder, by its name.
fn is_part_of_folder(path: &Path) -> bool {
    format(path).is_some() && !is_left_out(path)
}

fn is_left_out(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| {
        name.starts_with('.') || name.ends_with(".record.json") || name == PROFILES
    })
}

/// Returns the files of a folder, in the order of their names.
///
/// Subfolders are not read. It is an error if they have files: access that only those list would be revoked as unlisted.
pub(super) fn files_of(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = Vec::new();
    for entry in entries(path)? {
        if is_folder(&entry) {
            if let Some(file) = find_file(&entry)? {
                let (entry, file) = (entry.display(), file.display());
                let message = format!("{entry}: subfolders are not read, and this one has {file}");
                let help = "move its files into the folder above";
                return Err(Problem::new(message).help(help));
            }
        } else if is_part_of_folder(&entry) {
            paths.push(entry);
        }
    }
    Ok(paths)
}

/// Returns a file in a subfolder, at any depth, that would be read if it were in the folder itself.
fn find_file(folder: &Path) -> Result<Option<PathBuf>, Problem> {
    for entry in entries(folder)? {
        // Not those that links lead to, which may be the outer one.
        let inner = if entry.is_symlink() || !is_folder(&entry) {
            is_part_of_folder(&entry).then_some(entry)
        } else {
            find_file(&entry)?
        };
        if inner.is_some() {
            return Ok(inner);
        }
    }
    Ok(None)
}

fn is_folder(path: &Path) -> bool {
    path.is_dir() && !is_left_out(path)
}

/// Returns the paths in a folder, in the order of their names.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        paths.push(entry.map_err(|e| unreadable(folder, &e))?.path());
    }
    paths.sort();
    Ok(paths)
}
