//! The table as a page.

use std::fmt::Write as _;

use super::Row;

/// The page with these rows, made with this version of `cargo semver-checks`.
pub fn page(rows: &[Row], version: &str) -> String {
    let agreed = rows.iter().filter(|row| row.agrees()).count();
    let mut out = format!(
        "# What a change of a document means for dependents\n\n\
         Written by `cargo xtask semver-table --write docs/semver.md`, with {version}. Each row is a \
         change of `xtask/codegen/tests/changes/base.yaml`: the step that `cargo xtask diff` says it asks \
         for, and what `cargo semver-checks` says of the two generated crates. They agree on what \
         breaks in {agreed} of {} changes. What is only new is no break and no matter to \
         `cargo semver-checks`, which knows of no patches either.\n\n\
         | change | kinds | our verdict | cargo semver-checks | agree on what breaks? |\n\
         |---|---|---|---|---|\n",
        rows.len()
    );
    for row in rows {
        let kinds: Vec<&str> = row.case.kinds.iter().map(String::as_str).collect();
        let mut theirs = row.theirs.step.to_string();
        for (names, word) in [
            (&row.theirs.failures, ""),
            (&row.theirs.warnings, "warns: "),
        ] {
            if !names.is_empty() {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let _ = write!(theirs, " ({word}{})", names.join(", "));
            }
        }
        let agree = match (row.agrees(), &row.case.why) {
            (true, _) => "yes".to_owned(),
            (false, Some(why)) => format!("**no.** {why}"),
            (false, None) => "**no**, and nobody has said why".to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {theirs} | {agree} |",
            row.case.name,
            kinds.join(", "),
            row.ours
        );
    }
    out
}
