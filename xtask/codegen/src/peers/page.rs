//! The comparison as a section of `docs/corpus.md`.

use std::fmt::Write as _;
use std::time::Duration;

use super::{Generator, Measurement};
use crate::corpus::CheckOutcome;

const HEADING: &str = "## Compared with other generators";

/// A document, with the results of each generator.
#[derive(Clone, Debug)]
pub struct PeerRow {
    /// The path of the document.
    pub document: String,
    /// The operations that it describes.
    pub described: usize,
    /// The results.
    pub results: Vec<(Generator, Measurement)>,
}

/// Renders the section.
pub fn section(rows: &[PeerRow]) -> String {
    let mut out = format!("{HEADING}\n\n{}\n", about());
    totals(rows, &mut out);
    out += "\n| document | operations |";
    for generator in Generator::ALL {
        let _ = write!(out, " {} |", generator.name());
    }
    out += "\n|---|---:|---|---|---|---|\n";
    for row in rows {
        let document = row.document.replace('|', "\\|");
        let _ = write!(out, "| {document} | {} |", row.described);
        for generator in Generator::ALL {
            let found = row.results.iter().find(|(own, _)| *own == generator);
            let text = found.map_or("not measured".to_owned(), |(_, measured)| cell(measured));
            let _ = write!(out, " {text} |");
        }
        out.push('\n');
    }
    failures(rows, &mut out);
    out
}

fn about() -> String {
    let versions = Generator::ALL.iter().skip(1);
    let versions: Vec<String> = versions
        .map(|g| format!("{} {}", g.name(), g.version()))
        .collect();
    format!(
        "Written by `cargo xtask peers DIR…`, which builds {} and this project with optimisations, and\n\
         runs each on the same file, one at a time. Nothing is changed in a document. A cell has the operations of the\n\
         client, the seconds of CPU time to generate it as a process of its own, and those of `cargo check` without its\n\
         dependencies, or why there is none. Limits are in seconds of time.\n\n\
         - All run with default settings; spargen has `carve`, so that it leaves out what it rejects, as this project does.\n\
         - Operations are counted in the code that is written: one public method that sends a request per operation.\n\
         \x20 Methods that only read another form of a response are not counted if there are more methods than operations.\n\
         - `cargo check` has no incremental data and the features that each generator names; that of this project is\n\
         \x20 without TLS. Progenitor reads 3.0 only, spargen 3.1 and 3.2.\n",
        versions.join(", ")
    )
}

fn totals(rows: &[PeerRow], out: &mut String) {
    *out += "| generator | operations | whole documents | clients that compile | whole and compile | s to generate | s to check |\n\
             |---|---:|---:|---:|---:|---:|---:|\n";
    let described: usize = rows.iter().map(|row| row.described).sum();
    for generator in Generator::ALL {
        let results = rows.iter().filter_map(|row| {
            let found = row.results.iter().find(|(own, _)| *own == generator);
            found.map(|(_, measured)| (row, measured))
        });
        let results: Vec<(&PeerRow, &Measurement)> = results.collect();
        let operations: usize = results.iter().map(|(_, m)| m.operations).sum();
        let is_whole = |(row, m): &&(&PeerRow, &Measurement)| {
            m.generated_in.is_some() && m.operations >= row.described
        };
        let compiles = |(_, m): &&(&PeerRow, &Measurement)| {
            matches!(m.checked, Some(CheckOutcome::Compiles(_)))
        };
        let whole = results.iter().filter(is_whole).count();
        let compiling = results.iter().filter(compiles).count();
        let both = results.iter().filter(is_whole).filter(compiles).count();
        let generating: Duration = results.iter().filter_map(|(_, m)| m.generated_in).sum();
        let checking: Duration = results.iter().filter_map(|(_, m)| check_time(m)).sum();
        let _ = writeln!(
            out,
            "| {} {} | {operations} of {described} | {whole} of {} | {compiling} | {both} | {} | {} |",
            generator.name(),
            generator.version(),
            results.len(),
            seconds(generating),
            seconds(checking),
        );
    }
    *out += "\nThe sums of seconds are of the clients that were generated.\n";
}

fn check_time(measured: &Measurement) -> Option<Duration> {
    match measured.checked {
        Some(CheckOutcome::Compiles(took)) => Some(took),
        _ => None,
    }
}

fn cell(measured: &Measurement) -> String {
    let Some(generated_in) = measured.generated_in else {
        return "—".to_owned();
    };
    let checked = match &measured.checked {
        Some(CheckOutcome::Compiles(took)) => format!("{} s", seconds(*took)),
        Some(CheckOutcome::Failed(_)) => "**does not compile**".to_owned(),
        Some(CheckOutcome::TimedOut(limit)) => format!("not finished in {} s", limit.as_secs()),
        None => "not checked".to_owned(),
    };
    format!(
        "{}; {} s; {checked}",
        measured.operations,
        seconds(generated_in)
    )
}

fn seconds(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64())
}

/// Lists why there is no client, or why it does not compile.
fn failures(rows: &[PeerRow], out: &mut String) {
    let mut lines = String::new();
    for row in rows {
        for (generator, measured) in &row.results {
            let reason = match &measured.checked {
                Some(CheckOutcome::Failed(error)) => error,
                _ => &measured.error,
            };
            if !reason.is_empty() {
                let reason: String = reason.chars().take(160).collect();
                let _ = writeln!(lines, "{}, {}: {reason}", row.document, generator.name());
            }
        }
    }
    if !lines.is_empty() {
        let _ = write!(out, "\nThe first error of each:\n\n```text\n{lines}```\n");
    }
}

/// Returns `page` with the section of `old`, if that has one.
pub fn keep_section(old: &str, page: &str) -> String {
    match old.split_once(HEADING) {
        Some((_, rest)) => {
            let end = rest.find("\n## ").map_or(rest.len(), |end| end + 1);
            replace_section(page, &format!("{HEADING}{}", &rest[..end]))
        }
        None => page.to_owned(),
    }
}

/// Returns `page` with this section in place of the one that it has, or at its end.
pub fn replace_section(page: &str, section: &str) -> String {
    let start = page.find(HEADING).unwrap_or(page.len());
    let (before, rest) = page.split_at(start);
    let after = rest
        .get(HEADING.len()..)
        .and_then(|rest| rest.find("\n## "));
    let after = after.map_or("", |end| &rest[HEADING.len() + end..]);
    format!("{}\n\n{}{after}", before.trim_end(), section)
}

#[cfg(test)]
mod tests {
    use super::{HEADING, keep_section, replace_section};

    #[test]
    fn the_section_is_replaced_and_the_rest_stays() {
        let page = "# A\n\ntext\n";
        let first = replace_section(page, &format!("{HEADING}\n\none\n"));
        assert_eq!(first, format!("# A\n\ntext\n\n{HEADING}\n\none\n"));
        let page = format!("{first}\n## B\n\nmore\n");
        let second = replace_section(&page, &format!("{HEADING}\n\ntwo\n"));
        assert_eq!(
            second,
            format!("# A\n\ntext\n\n{HEADING}\n\ntwo\n\n## B\n\nmore\n")
        );
        assert_eq!(
            keep_section(&first, "# C\n"),
            format!("# C\n\n{HEADING}\n\none\n")
        );
        assert_eq!(keep_section("# A\n", "# C\n"), "# C\n");
    }
}
