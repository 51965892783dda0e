//! A long list.

use super::{Section, grouped};
use crate::Result;
use crate::listing::Figures;
use crate::plot::line;

#[expect(clippy::cast_precision_loss, reason = "shown with few places")]
pub(super) fn section(figures: &Figures) -> Result<Section> {
    let items = figures.items as f64;
    let mut text = format!(
        "{} role assignments, one by one through `list().stream()`, in pages of 1000, from the
sandbox in a process of its own: {:.2} s, {:.0} items a second.",
        grouped(figures.items as u64),
        figures.seconds,
        items / figures.seconds,
    );
    if let Some(busy) = figures.busy_seconds {
        text += &format!(
            " The client was busy for {busy:.2} s of it, {:.2} µs an item; the rest is the sandbox's.",
            busy * 1e6 / items,
        );
    }
    text.push('\n');
    match figures.growth() {
        None => text += "\nWhat memory the process has is not known on this system.\n",
        Some((early, most)) => {
            text += &format!(
                "\nResident memory of the client: {} KiB after a tenth of the items, never more than
{} KiB after that.",
                grouped(early),
                grouped(most),
            );
            if let Some(peak) = figures.peak_kib {
                text += &format!(" The peak of the whole process is {} KiB.", grouped(peak));
            }
            text.push('\n');
        }
    }
    let points: Vec<_> = figures
        .marks
        .iter()
        .map(|mark| (mark.items as f64, mark.resident_kib as f64 / 1024.0))
        .collect();
    let title = "Resident memory of the client along a list";
    Ok(Section {
        title: "A long list",
        machine: figures.machine.clone(),
        text,
        plot: if points.is_empty() {
            None
        } else {
            Some(line(title, "items read", "MiB", &points)?)
        },
    })
}
