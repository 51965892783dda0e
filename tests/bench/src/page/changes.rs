//! Changes that were made to meet a limit, with their effect.

use serde::Deserialize;

use super::markdown::table;

/// A row of `docs/benchmarks/changes.json`, which is written by hand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    figure: String,
    change: String,
    before: String,
    after: String,
}

pub(super) fn section(changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let rows = changes.iter().map(|row| {
        let Change {
            figure,
            change,
            before,
            after,
        } = row.clone();
        [figure, change, before, after]
    });
    format!(
        "\n## Changes to meet the limits\n\n{}",
        table(["Figure", "Change", "before", "after"], rows),
    )
}
