//! The section about access as code.

use super::markdown::{grouped, table};
use super::section::Section;
use crate::access::AccessFigures;

pub(super) fn section(figures: &AccessFigures) -> Section {
    let mut text =
        "The program `rolekit` on a sandbox with people of one account of Gcore, each a member of a group with
ten grants. Time is from the start of the process to its end, with the sandbox on the same machine;
memory is the peak of the process. A plan holds the state and the file, so that its memory grows with
them; calls are pages of lists. *Changes*: one grant in a hundred is no longer in the file, which revokes it.

"
        .to_owned();
    let rows = figures.runs.iter().map(|run| {
        let peak = run.peak_kib.map(|kib| grouped(kib / 1024));
        let changes = run.changes.map(|count| grouped(count as u64));
        [
            format!("`{}`", run.command.split(',').next().unwrap_or_default())
                + run.command.split_once(',').map_or("", |(_, what)| what),
            grouped(run.people as u64),
            grouped(run.grants as u64),
            format!("{:.2}", run.seconds),
            peak.unwrap_or_else(|| "unknown".to_owned()),
            grouped(run.calls),
            changes.unwrap_or_else(|| "–".to_owned()),
        ]
    });
    let head = [
        "Command", "people", "grants", "seconds", "peak MiB", "calls", "changes",
    ];
    text += &table(head, rows);
    Section {
        title: "Access as code",
        machine: figures.machine.clone(),
        text,
        plot: None,
    }
}
