//! Side by server with the vendors' own clients.

use super::{Section, grouped, table};
use crate::Result;
use crate::had::Had;
use crate::plot::{Bar, Group, bars};
use crate::stats::Spread;
use crate::vendors::{Figures, Service};

pub(super) fn section(figures: &Figures) -> Result<Section> {
    let mut text = format!(
        "The same administration of a sandbox, one call after the other: on Gcore a role assignment
is made, changed, listed and deleted, on Trusted Twin a role is made, changed, read and deleted.
{} processes of {} calls for each client, in turns; the first answer is that of a read, counted from
the start of the process.

",
        figures.processes,
        grouped(figures.calls_a_process as u64),
    );
    match &figures.python {
        Had::Measured(version) => text += &format!("The vendors' clients ran on {version}.\n\n"),
        Had::Missing(reason) => {
            text += &format!("The vendors' clients were not to be had: {reason}.\n\n");
        }
    }
    let spread = |spread: Spread, places: usize| {
        format!(
            "{:.places$} ({:.places$} to {:.places$})",
            spread.median, spread.lower, spread.upper,
        )
    };
    let rows = figures.measured.iter().map(|measured| {
        [
            measured.service.to_string(),
            format!("`{}`", measured.client),
            spread(measured.calls_a_second, 0),
            spread(measured.first_answer_ms, 1),
            measured.peak_kib.map(grouped).unwrap_or_default(),
        ]
    });
    let head = [
        "API",
        "Client",
        "calls a second",
        "ms to the first answer",
        "peak KiB",
    ];
    text += &table(head, rows);
    let group = |service: Service| {
        let measured = figures.measured.iter();
        Group {
            title: service.to_string(),
            bars: measured
                .filter(|measured| measured.service == service)
                .enumerate()
                .map(|(place, measured)| Bar {
                    label: measured.client.clone(),
                    value: measured.calls_a_second.median,
                    colour: place,
                })
                .collect(),
        }
    };
    let groups = [group(Service::Gcore), group(Service::TrustedTwin)];
    Ok(Section {
        title: "Beside the vendors' clients",
        machine: figures.machine.clone(),
        text,
        plot: Some(bars("Calls a second, one at a time", &groups)?),
    })
}
