//! Reads the file of desired access and the record beside it.

use std::path::{Path, PathBuf};

use rolekit_access::check::check;
use rolekit_access::desired::{self, Desired};
use rolekit_access::file::{self, Loaded};
use rolekit_access::record::Record;

use super::clock;
use super::options::{Failure, Options};
use super::output::Output;

/// The file, and what it says.
pub(super) struct Access {
    pub(super) loaded: Loaded,
    pub(super) desired: Desired,
}

/// Reads and checks the file.
pub(super) fn access(options: &Options, output: &mut Output) -> Result<Access, Failure> {
    let loaded = file::load(&options.file).map_err(|(problems, sources)| {
        output.problems(&problems, &sources);
        wrong(&options.file, problems.len())
    })?;
    let desired = desired::resolve(&loaded.file, clock::now()).map_err(|problems| {
        output.problems(&problems, &loaded.sources);
        wrong(&options.file, problems.len())
    })?;
    let problems = check(&loaded.file, &desired);
    if problems.is_empty() {
        Ok(Access { loaded, desired })
    } else {
        output.problems(&problems, &loaded.sources);
        Err(wrong(&options.file, problems.len()))
    }
}

fn wrong(path: &Path, count: usize) -> Failure {
    let things = if count == 1 { "thing is" } else { "things are" };
    format!("{}: {count} {things} wrong", path.display()).into()
}

/// Returns where the record of a file is kept: `access.yaml` has `access.record.json`.
fn record_path(file: &Path) -> PathBuf {
    file.with_extension("record.json")
}

/// Reads the record of what the file made.
pub(super) fn record(file: &Path) -> Result<Record, Failure> {
    let path = record_path(file);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Record::default()),
        Err(error) => return Err(format!("{}: {error}", path.display()).into()),
    };
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Writes the record, so that an interruption leaves the old one or the new one.
pub(super) fn save_record(file: &Path, record: &Record) -> std::io::Result<()> {
    let text = serde_json::to_string_pretty(record)?;
    replace(&record_path(file), &text)
}

/// Writes a file as a whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut new, text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}
