//! The section about a long list.

use super::markdown::grouped;
use super::section::Section;
use crate::error::Result;
use crate::listing::ListingFigures;
use crate::plot::line;

#[expect(clippy::cast_precision_loss, reason = "shown with few decimal places")]
pub(super) fn section(figures: &ListingFigures) -> Result<Section> {
    let items = figures.items as f64;
    let mut text = format!(
        "{} role assignments, read one by one from `list().stream()` in pages of 1000; the sandbox is a
process of its own. It took {:.2} s, {:.0} items per second.",
        grouped(figures.items as u64),
        figures.seconds,
        items / figures.seconds,
    );
    if let Some(cpu) = figures.cpu_seconds {
        text += &format!(
            " CPU time of the client: {cpu:.2} s, {:.2} µs per item.",
            cpu * 1e6 / items,
        );
    }
    text.push('\n');
    match figures.growth() {
        None => text += "\nThis system does not report the memory of a process.\n",
        Some((early, most)) => {
            text += &format!(
                "\nResident memory of the client: {} KiB after a tenth of the items, at most {} KiB from there
on.",
                grouped(early),
                grouped(most),
            );
            if let Some(peak) = figures.peak_kib {
                text += &format!(" Peak of the process: {} KiB.", grouped(peak));
            }
            text.push('\n');
        }
    }
    let points: Vec<_> = figures
        .samples
        .iter()
        .map(|sample| (sample.items as f64, sample.resident_kib as f64 / 1024.0))
        .collect();
    let title = "Resident memory of the client while it reads a list";
    Ok(Section {
        title: "Long list",
        machine: figures.machine.clone(),
        text,
        plot: if points.is_empty() {
            None
        } else {
            Some(line(title, "items read", "MiB", &points)?)
        },
    })
}
