//! The section about calls.

use super::markdown::{grouped, spread, table};
use super::section::Section;
use crate::calls::{CallFigures, ClientKind, InstructionCount};
use crate::error::Result;
use crate::measurement::Measurement;
use crate::plot::{Bar, Group, bars};

pub(super) fn section(figures: &CallFigures) -> Result<Section> {
    let mut rows = Vec::new();
    let mut groups = Vec::new();
    for comparison in &figures.comparisons {
        let title = format!(
            "{}, {} at once",
            comparison.workload, comparison.concurrency
        );
        let mut bars = Vec::new();
        for time in &comparison.clients {
            rows.push([
                title.clone(),
                time.client.to_string(),
                spread(time.microseconds, 2),
                time.cpu_microseconds
                    .map_or_else(String::new, |cpu| format!("{:.2}", cpu.median)),
                match time.client {
                    ClientKind::Reqwest => "1".to_owned(),
                    _ => spread(time.to_reqwest, 3),
                },
            ]);
            bars.push(Bar {
                label: time.client.to_string(),
                value: time.microseconds.median,
                color: time.client as usize,
            });
        }
        groups.push(Group { title, bars });
    }
    let mut text = format!(
        "The same requests over loopback by three clients. *rolekit* is the SDK with its default options:
retries, deadlines, the retry token bucket, and tracing without a subscriber. *reqwest* is hand-written
code with the same connection settings, a timeout, a check of the status, and responses decoded into
types with the same fields; a second instance of it shows the noise of the measurement. *hyper* uses an
open connection for each concurrent call and does not decode the response. Client and server are
processes with one thread each, and the server always sends the same bytes. Rounds: {} of {} calls
each, alternating between the clients. A ratio compares rounds that followed each other.

",
        figures.rounds, figures.calls_per_round,
    );
    let head = ["Call", "Client", "µs", "µs of CPU time", "ratio to reqwest"];
    text += &table(head, rows);
    text += "\nInstructions of a call in user space, without concurrency:\n\n";
    match &figures.instructions {
        Measurement::Unavailable(reason) => text += &format!("not counted: {reason}.\n"),
        Measurement::Measured(counts) => {
            let rows = counts.iter().map(|count| {
                let reqwest = counts.iter().find(|other| {
                    other.workload == count.workload && other.client == ClientKind::Reqwest
                });
                [
                    count.workload.to_string(),
                    count.client.to_string(),
                    grouped(count.instructions),
                    reqwest.map_or_else(String::new, |reqwest| ratio(count, reqwest)),
                ]
            });
            let head = ["Call", "Client", "instructions", "ratio to reqwest"];
            text += &table(head, rows);
        }
    }
    Ok(Section {
        title: "Call",
        machine: figures.machine.clone(),
        text,
        plot: Some(bars("Microseconds per call", &groups)?),
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "shown with three decimal places"
)]
fn ratio(one: &InstructionCount, other: &InstructionCount) -> String {
    format!("{:.3}", one.instructions as f64 / other.instructions as f64)
}
