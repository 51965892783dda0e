//! The section about the vendors' clients.

use super::markdown::{grouped, spread, table};
use super::section::Section;
use crate::error::Result;
use crate::measurement::Measurement;
use crate::plot::{Bar, Group, bars};
use crate::vendors::{Service, VendorFigures};

pub(super) fn section(figures: &VendorFigures) -> Result<Section> {
    let mut text = format!(
        "The same operations on a sandbox, without concurrency: on Gcore a role assignment is created,
updated, listed and deleted; on Trusted Twin a role is created, updated, read and deleted. Each client
runs in {} processes of {} calls each, which alternate. The first response is that of a read; its time
includes the start of the process.

",
        figures.processes,
        grouped(figures.calls_per_process as u64),
    );
    match &figures.python {
        Measurement::Measured(version) => {
            text += &format!("The vendors' clients ran on {version}.\n\n");
        }
        Measurement::Unavailable(reason) => {
            text += &format!("The vendors' clients could not be installed: {reason}.\n\n");
        }
    }
    let rows = figures.clients.iter().map(|client| {
        [
            client.service.to_string(),
            format!("`{}`", client.client),
            spread(client.calls_per_second, 0),
            spread(client.first_response_ms, 1),
            client
                .peak_kib
                .map_or_else(|| "unknown".to_owned(), grouped),
        ]
    });
    let head = [
        "API",
        "Client",
        "calls per second",
        "ms to the first response",
        "peak KiB",
    ];
    text += &table(head, rows);
    let group = |service: Service| {
        let clients = figures.clients.iter();
        Group {
            title: service.to_string(),
            bars: clients
                .filter(|client| client.service == service)
                .enumerate()
                .map(|(index, client)| Bar {
                    label: client.client.clone(),
                    value: client.calls_per_second.median,
                    color: index,
                })
                .collect(),
        }
    };
    let groups = [group(Service::Gcore), group(Service::TrustedTwin)];
    Ok(Section {
        title: "Vendors' clients",
        machine: figures.machine.clone(),
        text,
        plot: Some(bars("Calls per second, without concurrency", &groups)?),
    })
}
