//! Reads the file of desired access.

use std::path::Path;

use rolekit_access::check::check;
use rolekit_access::desired::{self, Desired};
use rolekit_access::file::{self, Loaded};

use super::clock;
use super::options::{Failure, Options};
use super::output::Output;

/// A file without problems, and the desired state that it describes.
pub(super) struct CheckedFile {
    pub(super) loaded: Loaded,
    pub(super) desired: Desired,
}

/// Reads and checks the file.
pub(super) fn read_and_check(
    options: &Options,
    output: &mut Output,
) -> Result<CheckedFile, Failure> {
    let loaded = file::load(options.file()).map_err(|(problems, sources)| {
        output.problems(&problems, &sources);
        wrong(options.file(), problems.len())
    })?;
    let desired = desired::resolve(&loaded.file, clock::now()).map_err(|problems| {
        output.problems(&problems, &loaded.sources);
        wrong(options.file(), problems.len())
    })?;
    let problems = check(&loaded.file, &desired);
    if problems.is_empty() {
        Ok(CheckedFile { loaded, desired })
    } else {
        output.problems(&problems, &loaded.sources);
        Err(wrong(options.file(), problems.len()))
    }
}

/// Reads and checks the file. Returns `None` if no file was named and the default one does not exist.
pub(super) fn read_if_present(
    options: &Options,
    output: &mut Output,
) -> Result<Option<CheckedFile>, Failure> {
    if options.is_without_file() {
        return Ok(None);
    }
    read_and_check(options, output).map(Some)
}

fn wrong(path: &Path, count: usize) -> Failure {
    let things = if count == 1 { "thing is" } else { "things are" };
    format!("{}: {count} {things} wrong", path.display()).into()
}
