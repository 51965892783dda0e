//! The table of a corpus as a page.

use std::fmt::Write as _;

use super::entry::{CheckOutcome, CorpusEntry};
use crate::diagnostic::Severity;

/// Renders the page.
pub fn page(entries: &[CorpusEntry]) -> String {
    let mut out = String::from(
        "# Real documents and their clients\n\n\
         Written by `cargo xtask corpus DIR`, which generates a client of each OpenAPI document below a\n\
         folder and checks that it compiles. `unsupported` counts the parts of a document that the client\n\
         cannot express; `cargo xtask generate` reports each with its pointer and advice.\n\n\
         | document | kB | operations in | operations out | unsupported | rewrites | generated in | lines | check |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---|\n",
    );
    for entry in entries {
        let summary = &entry.summary;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            entry.name.replace('|', "\\|"),
            entry.bytes / 1000,
            summary.described,
            summary.generated,
            summary.count(Severity::Unsupported),
            summary.count(Severity::Note),
            seconds(summary.took()),
            summary.lines,
            verdict(entry),
        );
    }
    let (described, generated) = entries.iter().fold((0, 0), |(d, g), entry| {
        (d + entry.summary.described, g + entry.summary.generated)
    });
    let compiling = entries
        .iter()
        .filter(|e| matches!(e.checked, Some(CheckOutcome::Compiles(_))))
        .count();
    let _ = writeln!(
        out,
        "\n{} documents, {generated} of {described} operations; {compiling} clients compile.",
        entries.len()
    );
    failures(entries, &mut out);
    unsupported(entries, &mut out);
    out
}

fn verdict(entry: &CorpusEntry) -> String {
    match &entry.checked {
        None if entry.files.is_none() => "not generated".to_owned(),
        None => "not checked".to_owned(),
        Some(CheckOutcome::Compiles(took)) => {
            format!("compiles, {}", seconds(crate::progress::millis(*took)))
        }
        Some(CheckOutcome::Failed(_)) => "**does not compile**".to_owned(),
        Some(CheckOutcome::TimedOut(limit)) => format!("not finished in {} s", limit.as_secs()),
    }
}

fn seconds(millis: u64) -> String {
    format!("{}.{} s", millis / 1000, millis % 1000 / 100)
}

/// Lists the failures.
fn failures(entries: &[CorpusEntry], out: &mut String) {
    for entry in entries {
        let mut lines: Vec<String> = Vec::new();
        for skipped in &entry.summary.skipped {
            let reasons = skipped.reasons.join("; ");
            lines.push(format!(
                "skipped: {} {}: {reasons}",
                skipped.method, skipped.path
            ));
        }
        if entry.files.is_none() {
            let errors = entry.summary.diagnostics.iter();
            let errors = errors.filter(|d| d.severity == Severity::Error).take(5);
            lines.extend(errors.map(ToString::to_string));
        }
        if let Some(CheckOutcome::Failed(error)) = &entry.checked {
            lines.push(error.clone());
        }
        if !lines.is_empty() {
            let _ = writeln!(
                out,
                "\n## {}\n\n```text\n{}\n```",
                entry.name,
                lines.join("\n")
            );
        }
    }
}

/// Lists the rules of the unsupported parts.
fn unsupported(entries: &[CorpusEntry], out: &mut String) {
    let mut rules: std::collections::BTreeMap<&str, (usize, std::collections::BTreeSet<&str>)> =
        std::collections::BTreeMap::new();
    for entry in entries {
        for d in entry
            .summary
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Unsupported)
        {
            let rule = rules.entry(d.rule).or_default();
            rule.0 += 1;
            rule.1.insert(&entry.name);
        }
    }
    if rules.is_empty() {
        return;
    }
    out.push_str(
        "\n## Unsupported parts by rule\n\n| rule | times | documents |\n|---|---:|---|\n",
    );
    for (rule, (times, documents)) in rules {
        let documents: Vec<&str> = documents.into_iter().collect();
        let _ = writeln!(out, "| {rule} | {times} | {} |", documents.join(", "));
    }
}
