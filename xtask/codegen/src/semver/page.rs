//! Renders the table as a page.

use std::fmt::Write as _;

use super::VerdictRow;

/// Renders the page. `version` is that of `cargo semver-checks`.
pub fn page(rows: &[VerdictRow], version: &str) -> String {
    let agreed = rows.iter().filter(|row| row.agrees()).count();
    let mut out = format!(
        "# Semver verdicts\n\n\
         Written by `cargo xtask semver-table --write docs/semver.md` with {version}. Each row is a change \
         of `xtask/codegen/tests/changes/base.yaml` with the semver bump that `cargo xtask diff` requires, \
         and the result of `cargo semver-checks` on the two generated crates. They agree on whether a change \
         is breaking in {agreed} of {} cases. `cargo semver-checks` does not report additions and changes of \
         behaviour.\n\n\
         | change | kinds | `cargo xtask diff` | `cargo semver-checks` | agree? |\n\
         |---|---|---|---|---|\n",
        rows.len()
    );
    for row in rows {
        let mut checks = row.checks.bump.to_string();
        for (names, prefix) in [
            (&row.checks.failures, ""),
            (&row.checks.warnings, "warns: "),
        ] {
            if !names.is_empty() {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let _ = write!(checks, " ({prefix}{})", names.join(", "));
            }
        }
        let agree = match (row.agrees(), &row.case.why) {
            (true, _) => "yes".to_owned(),
            (false, Some(why)) => format!("**no**: {why}"),
            (false, None) => "**no**: add `why` to changes.yaml".to_owned(),
        };
        // Several operations may have the same change.
        let mut kinds: Vec<&str> = row.case.kinds.iter().map(String::as_str).collect();
        kinds.dedup();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {checks} | {agree} |",
            row.case.name,
            kinds.join(", "),
            row.bump
        );
    }
    out
}
