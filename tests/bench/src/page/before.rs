//! Floors that were missed and mended, as whoever mended them wrote them down.

use serde::Deserialize;

use super::table;

/// A row of `docs/benchmarks/before.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Before {
    /// What was measured.
    what: String,
    /// What was changed.
    change: String,
    before: String,
    after: String,
}

pub(super) fn table_of(rows: &[Before]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows = rows.iter().map(|row| {
        let Before {
            what,
            change,
            before,
            after,
        } = row.clone();
        [what, change, before, after]
    });
    format!(
        "\n## Before and after\n\nWhere a floor was missed, or nearly: what was changed, and what came of it.\n\n{}",
        table(["What", "Change", "before", "after"], rows),
    )
}
