//! Reads the file of desired access.

use std::path::Path;

use rolekit_access::check::check;
use rolekit_access::desired::{self, Desired};
use rolekit_access::file::{self, Loaded};
use rolekit_access::lapse;
use rolekit_access::plan::{Cause, Plan};
use rolekit_access::problem::Problem;
use serde_json::json;

use super::clock;
use super::options::{Failure, Options};
use super::output::Output;

/// A file, and the desired state that it describes.
pub(super) struct CheckedFile {
    pub(super) loaded: Loaded,
    pub(super) desired: Desired,
    /// Assertions that fail only because entries of the file have ended.
    lapsed: Vec<Problem>,
}

/// Reads and checks the file. Assertions that fail only because entries have ended are no error: see
/// [`CheckedFile::check_lapsed`].
pub(super) fn read_and_check(
    options: &Options,
    output: &mut Output,
) -> Result<CheckedFile, Failure> {
    let mut access = read(options, output)?;
    let problems = check(&access.loaded.file, &access.desired);
    let (lapsed, others) = lapse::partition(&access.loaded.file, &access.desired, problems);
    if others.is_empty() {
        access.lapsed = lapsed;
        Ok(access)
    } else {
        output.problems(&others, &access.loaded.sources);
        output.problems(&lapsed, &access.loaded.sources);
        Err(wrong(options.file(), others.len() + lapsed.len()))
    }
}

/// Reads the file, and logs failed checks as warnings. Returns `None` if no file was named and the default one does
/// not exist.
pub(super) fn read_if_present(
    options: &Options,
    output: &mut Output,
) -> Result<Option<CheckedFile>, Failure> {
    if options.is_without_file() {
        return Ok(None);
    }
    let access = read(options, output)?;
    let problems = check(&access.loaded.file, &access.desired);
    access.warn(&problems, "", output);
    Ok(Some(access))
}

/// Reads the file and resolves its names.
fn read(options: &Options, output: &mut Output) -> Result<CheckedFile, Failure> {
    let loaded = file::load(options.file()).map_err(|(problems, sources)| {
        output.problems(&problems, &sources);
        wrong(options.file(), problems.len())
    })?;
    let desired = desired::resolve(&loaded.file, clock::now()).map_err(|problems| {
        output.problems(&problems, &loaded.sources);
        wrong(options.file(), problems.len())
    })?;
    Ok(CheckedFile {
        loaded,
        desired,
        lapsed: Vec::new(),
    })
}

impl CheckedFile {
    /// Fails if assertions have lapsed and the plan does more than revoke ended access. Otherwise logs them as warnings:
    /// an assertion must not keep access past its end.
    pub(super) fn check_lapsed(
        &self,
        plan: Option<&Plan>,
        options: &Options,
        output: &mut Output,
    ) -> Result<(), Failure> {
        if self.lapsed.is_empty() {
            return Ok(());
        }
        let is_end = |plan: &Plan| plan.changes.iter().all(|it| it.why.cause == Cause::Ended);
        if plan.is_some_and(is_end) {
            self.warn_lapsed(output);
            return Ok(());
        }
        output.problems(&self.lapsed, &self.loaded.sources);
        Err(wrong(options.file(), self.lapsed.len()))
    }

    /// Logs assertions that have lapsed as warnings.
    pub(super) fn warn_lapsed(&self, output: &mut Output) {
        self.warn(
            &self.lapsed,
            ", because an entry of the file has ended",
            output,
        );
    }

    fn warn(&self, problems: &[Problem], note: &str, output: &mut Output) {
        for problem in problems {
            let location = problem.at.and_then(|at| self.loaded.sources.show(at));
            let place = location
                .as_ref()
                .map_or(String::new(), |at| format!("{at}: "));
            let text = format!("warning: {place}{problem}{note}");
            let fields =
                json!({"message": problem.message, "location": location, "help": problem.help});
            output.log("warning", &text, fields);
        }
    }
}

fn wrong(path: &Path, count: usize) -> Failure {
    let things = if count == 1 { "thing is" } else { "things are" };
    format!("{}: {count} {things} wrong", path.display()).into()
}
