//! What a dependent pays at each build.

use super::{Section, table};
use crate::Result;
use crate::build::{Figures, Measured};
use crate::plot::{Bar, Group, bars};

pub(super) fn section(figures: &Figures) -> Result<Section> {
    let mut text = format!(
        "`cargo build -p rolekit` from nothing, as a dependent outside the workspace builds it, for
development, with the versions of this `Cargo.lock` and everything downloaded before; as cargo builds
what it downloaded, which is not incrementally; rounds: {}, in turns. A floor is a crate that has only
reqwest, serde, serde_json and tokio, with the features that the SDK asks of them and the same TLS.
Each row is held against the floor with its TLS; the floors with other TLS are held against that with
rustls.

",
        figures.rounds,
    );
    let rows = figures.measured.iter().map(|measured| {
        let seconds = measured.seconds;
        let ratio = measured.to_floor.map_or_else(String::new, |ratio| {
            format!(
                "{:.3} ({:.3} to {:.3})",
                ratio.median, ratio.lower, ratio.upper
            )
        });
        [
            measured.row.name.clone(),
            measured.crates.to_string(),
            format!(
                "{:.1} ({:.1} to {:.1})",
                seconds.median, seconds.lower, seconds.upper
            ),
            format!("{:.0}", measured.megabytes()),
            ratio,
        ]
    });
    text += &table(
        [
            "What is built",
            "crates",
            "seconds",
            "megabytes",
            "of the floor",
        ],
        rows,
    );
    if let Some(rebuild) = &figures.rebuild {
        let seconds = rebuild.seconds;
        text += &format!(
            "\nAfter a change in a method of a wrapper, with the default features: {:.2} s ({:.2} to
{:.2}), of {} changes.\n",
            seconds.median, seconds.lower, seconds.upper, rebuild.changes,
        );
    }
    let bar = |measured: &Measured| Bar {
        label: measured.row.name.clone(),
        value: measured.seconds.median,
        colour: usize::from(measured.row.features.is_none()),
    };
    let group = Group {
        title: "what is built".to_owned(),
        bars: figures.measured.iter().map(bar).collect(),
    };
    Ok(Section {
        title: "A build",
        machine: figures.machine.clone(),
        text,
        plot: Some(bars("Seconds of a cold build", &[group])?),
    })
}
