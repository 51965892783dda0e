//! Assertions that fail only because entries of the file have ended.

use crate::check::check;
use crate::desired::{Desired, Section};
use crate::file::AccessFile;
use crate::problem::Problem;

/// Divides the problems that [`check`] found into those that end with the passing of time, and all others. The first
/// would not exist if the entries that have ended were still in effect.
#[must_use]
pub fn partition(
    file: &AccessFile,
    desired: &Desired,
    problems: Vec<Problem>,
) -> (Vec<Problem>, Vec<Problem>) {
    if problems.is_empty() {
        return (Vec::new(), problems);
    }
    let remaining = check(file, &before_ends(desired));
    problems
        .into_iter()
        .partition(|problem| !remaining.contains(problem))
}

/// Returns the desired state as if no entry had ended.
fn before_ends(desired: &Desired) -> Desired {
    let mut before = desired.clone();
    before.grants.iter_mut().for_each(restore);
    before.members.iter_mut().for_each(restore);
    before.users.iter_mut().for_each(restore);
    before
}

fn restore<K: Ord, V>(section: &mut Section<K, V>) {
    let ended = std::mem::take(&mut section.ended);
    section.active.extend(ended);
}
