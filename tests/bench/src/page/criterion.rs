//! What criterion measured.

use super::{Section, table};
use crate::Result;
use crate::criterion::{Estimate, Figures, Measured};
use crate::had::Had;
use crate::plot::{Bar, Group, bars};

/// The stages in their order.
const STAGES: [&str; 8] = [
    "load",
    "load as JSON",
    "lower",
    "normalise",
    "lint",
    "generate",
    "polish",
    "format",
];

pub(super) fn pipeline(figures: &Figures) -> Result<Section> {
    let mut text =
        "The stages of `cargo xtask codegen`, one after the other, on the full document of
Gcore's Cloud API, of which the SDK's own is a part. Means with what lies within 95 in a hundred.

"
        .to_owned();
    let mut plot = None;
    match &figures.measured {
        Had::Missing(reason) => text += &format!("Not measured: {reason}.\n"),
        Had::Measured(measured) => {
            let stage = |name: &str| {
                let wanted = format!("cloud_api/{name}");
                measured.iter().find(|one| one.name == wanted)
            };
            let known: Vec<_> = STAGES
                .iter()
                .filter_map(|name| Some((*name, stage(name)?)))
                .collect();
            let rows = known.iter().map(|(name, one)| {
                let Estimate { lower, mean, upper } = one.nanoseconds;
                [
                    (*name).to_owned(),
                    format!(
                        "{:.3} ({:.3} to {:.3})",
                        mean / 1e9,
                        lower / 1e9,
                        upper / 1e9
                    ),
                ]
            });
            text += &table(["Stage", "seconds"], rows);
            let bar = |(name, one): &(&str, &Measured)| Bar {
                label: (*name).to_owned(),
                value: one.nanoseconds.mean / 1e9,
                colour: 0,
            };
            let group = Group {
                title: "stage".to_owned(),
                bars: known.iter().map(bar).collect(),
            };
            plot = Some(bars("Seconds a stage", &[group])?);
        }
    }
    Ok(Section {
        title: "The pipeline",
        machine: figures.machine.clone(),
        text,
        plot,
    })
}

pub(super) fn inside(figures: &Figures) -> Result<Section> {
    let mut text = "Pieces of the SDK that no network is needed for, by criterion
(`tests/bench/benches/inside.rs`). Means with what lies within 95 in a hundred.

"
    .to_owned();
    match &figures.measured {
        Had::Missing(reason) => text += &format!("Not measured: {reason}.\n"),
        Had::Measured(measured) => {
            let rows = measured.iter().map(|one| {
                let Estimate { lower, mean, upper } = one.nanoseconds;
                let (by, unit) = match mean {
                    1e6.. => (1e6, "ms"),
                    1e3.. => (1e3, "µs"),
                    _ => (1.0, "ns"),
                };
                [
                    one.name.replace('/', ": "),
                    format!(
                        "{:.2} {unit} ({:.2} to {:.2})",
                        mean / by,
                        lower / by,
                        upper / by
                    ),
                ]
            });
            text += &table(["Piece", "time"], rows);
        }
    }
    Ok(Section {
        title: "Inside",
        machine: figures.machine.clone(),
        text,
        plot: None,
    })
}
