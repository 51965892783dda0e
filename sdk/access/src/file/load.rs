//! Reads one or several files and merges them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use super::folder::{files_of, format, unreadable};
use super::model::{AccessFile, Managed, Unlisted};
use crate::located::{self, Kind, Located, Location};
use crate::problem::{Problem, Sources};

/// The merged files, and their sources.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The merged content.
    pub file: AccessFile,
    /// The source files that locations in `file` refer to.
    pub sources: Sources,
}

/// Reads a file, or all files of a folder that end in `.yaml`, `.yml`, `.json` or `.toml`, in the order
/// of their names, and merges them. Hidden files, records and `rolekit.toml` are left out. A subfolder with such files is
/// an error.
///
/// # Errors
/// Fails if a file cannot be read or is not of the format; returns all problems found, and the files
/// that they refer to.
pub fn load(path: &Path) -> Result<Loaded, (Vec<Problem>, Sources)> {
    let mut sources = Sources::default();
    let mut problems = Vec::new();
    let mut files = Vec::new();
    match paths(path) {
        Ok(paths) => {
            for path in paths {
                match read(&path, &mut sources) {
                    Ok(file) => files.push(file),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        Err(problem) => problems.push(problem),
    }
    finish(files, sources, problems)
}

/// Parses a text as if it were the file `path`.
///
/// # Errors
/// Fails if it is not of the format that the path's extension names.
pub fn parse(path: &Path, text: &str) -> Result<Loaded, (Vec<Problem>, Sources)> {
    let mut sources = Sources::default();
    match one(path, text.to_owned(), &mut sources) {
        Ok(file) => finish(vec![file], sources, Vec::new()),
        Err(problem) => Err((vec![problem], sources)),
    }
}

/// Reads a file of a folder and, as one, the others in the folder. Locations in both refer to the sources of the
/// second.
///
/// # Errors
/// As [`load`].
pub fn load_apart(
    folder: &Path,
    file: &Path,
) -> Result<(Option<AccessFile>, Loaded), (Vec<Problem>, Sources)> {
    let mut sources = Sources::default();
    let mut own = None;
    let mut others = Vec::new();
    let mut problems = Vec::new();
    match files_of(folder) {
        Ok(paths) => {
            for path in paths {
                match read(&path, &mut sources) {
                    Ok(read) if path.file_name() == file.file_name() => own = Some(read),
                    Ok(read) => others.push(read),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        Err(problem) => problems.push(problem),
    }
    Ok((own, finish(others, sources, problems)?))
}

/// Merges files, like those of a folder.
pub(crate) fn join(files: Vec<AccessFile>) -> Result<AccessFile, Vec<Problem>> {
    match finish(files, Sources::default(), Vec::new()) {
        Ok(loaded) => Ok(loaded.file),
        Err((problems, _)) => Err(problems),
    }
}

fn finish(
    files: Vec<AccessFile>,
    sources: Sources,
    mut problems: Vec<Problem>,
) -> Result<Loaded, (Vec<Problem>, Sources)> {
    let mut files = files.into_iter();
    let mut file = files.next().unwrap_or_default();
    for other in files {
        merge(&mut file, other, &mut problems);
    }
    if problems.is_empty() {
        Ok(Loaded { file, sources })
    } else {
        Err((problems, sources))
    }
}

fn paths(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let paths = files_of(path)?;
    if paths.is_empty() {
        let problem = Problem::new(format!("{}: the folder has no file", path.display()));
        return Err(problem.help("add one that ends in .yaml, .json or .toml"));
    }
    Ok(paths)
}

fn read(path: &Path, sources: &mut Sources) -> Result<AccessFile, Problem> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    one(path, text, sources)
}

fn one(path: &Path, text: String, sources: &mut Sources) -> Result<AccessFile, Problem> {
    let format = format(path).ok_or_else(|| {
        Problem::new(format!("{}: the format is not known", path.display()))
            .help("name the file .yaml, .json or .toml")
    })?;
    let index = sources.add(path, text.clone());
    let root = located::read(&text, format, index)?;
    if root.kind == Kind::Null {
        let problem = Problem::new(format!("{}: the file is empty", path.display()));
        return Err(problem.help("begin it with `version: 1`"));
    }
    let file: AccessFile = located::from_node(&root)?;
    if *file.version != 1 {
        let problem = Problem::new(format!(
            "version {} of the format is not known",
            file.version
        ));
        return Err(problem.at(file.version.at).help("known is version 1"));
    }
    Ok(file)
}

/// Merges `other` into `file`.
fn merge(file: &mut AccessFile, other: AccessFile, problems: &mut Vec<Problem>) {
    file.schema = file.schema.take().or(other.schema);
    merge_maps(&mut file.people, other.people, "the person", problems);
    merge_maps(&mut file.teams, other.teams, "the team", problems);
    let at = other.version.at;
    merge_sections(&mut file.gcore, other.gcore, |own, other| {
        merge_lists(&mut own.grants, other.grants, "gcore.grants", at, problems);
    });
    merge_sections(&mut file.iam, other.iam, |own, other| {
        merge_lists(&mut own.members, other.members, "iam.members", at, problems);
    });
    merge_sections(&mut file.trusted_twin, other.trusted_twin, |own, other| {
        merge_sections(&mut own.roles, other.roles, |own, other| {
            merge_lists(own, other, "trusted_twin.roles", at, problems);
        });
        merge_sections(&mut own.users, other.users, |own, other| {
            merge_lists(own, other, "trusted_twin.users", at, problems);
        });
    });
    file.assertions.extend(other.assertions);
    file.separate_duties.extend(other.separate_duties);
    if let (Some(_), Some(guards)) = (&file.guards, &other.guards) {
        let problem = Problem::new("`guards` is in two files").at(guards.at);
        problems.push(problem.help("keep it in one"));
    } else {
        file.guards = file.guards.take().or(other.guards);
    }
}

fn merge_maps<T>(
    own: &mut BTreeMap<Located<String>, T>,
    other: BTreeMap<Located<String>, T>,
    what: &str,
    problems: &mut Vec<Problem>,
) {
    for (key, value) in other {
        let at = key.at;
        match own.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
            Entry::Occupied(entry) => {
                let problem = Problem::new(format!("{what} `{}` is in two files", entry.key()));
                problems.push(problem.at(at).help("keep it in one"));
            }
        }
    }
}

fn merge_sections<T>(own: &mut Option<T>, other: Option<T>, merge: impl FnOnce(&mut T, T)) {
    match (own.as_mut(), other) {
        (Some(own), Some(other)) => merge(own, other),
        (None, other) => *own = other,
        (Some(_), None) => {}
    }
}

/// Merges two lists. Their settings for unlisted resources must be equal.
fn merge_lists<T>(
    own: &mut Managed<T>,
    other: Managed<T>,
    name: &str,
    at: Location,
    problems: &mut Vec<Problem>,
) {
    let settings = |it: &Managed<T>| -> (Unlisted, bool, bool) {
        (it.unlisted.value, it.adopt, it.allow_empty)
    };
    if settings(own) != settings(&other) {
        let message =
            format!("`{name}` is in two files that differ in `unlisted`, `adopt` or `allow_empty`");
        // If `unlisted` is absent, the first entry is nearer than the beginning of the file.
        let first = other.list.first().map_or(at, |entry| entry.at);
        let at = Some(other.unlisted.at)
            .filter(|at| at.line > 0)
            .unwrap_or(first);
        problems.push(Problem::new(message).at(at).help("write the same in both"));
    }
    own.list.extend(other.list);
}
