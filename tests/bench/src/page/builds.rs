//! The section about builds.

use super::markdown::{spread, table};
use super::section::Section;
use crate::build::{BuildFigures, ColdBuild};
use crate::error::Result;
use crate::plot::{Bar, Group, bars};

pub(super) fn section(figures: &BuildFigures) -> Result<Section> {
    let mut text = format!(
        "Cold `cargo build -p rolekit` of a dependent outside the workspace: dev profile, no incremental
compilation (as for every downloaded package), the versions of this `Cargo.lock`, all packages
downloaded before. Rounds: {}. A baseline crate depends only on reqwest, serde, serde_json and tokio, with
the features that `rolekit-runtime` enables. Each row is compared with the baseline crate that has the same
TLS library, and baseline crates with another TLS library with that on rustls.

",
        figures.rounds,
    );
    let rows = figures.builds.iter().map(|build| {
        [
            build.row.name.clone(),
            build.crates.to_string(),
            spread(build.seconds, 1),
            format!("{:.0}", build.megabytes()),
            build
                .to_baseline
                .map_or_else(String::new, |ratio| spread(ratio, 3)),
        ]
    });
    let head = [
        "Crate",
        "packages",
        "seconds",
        "megabytes",
        "ratio to baseline",
    ];
    text += &table(head, rows);
    let bar = |build: &ColdBuild| Bar {
        label: build.row.name.clone(),
        value: build.seconds.median,
        color: usize::from(build.row.features.is_none()),
    };
    let group = Group {
        title: "crate".to_owned(),
        bars: figures.builds.iter().map(bar).collect(),
    };
    Ok(Section {
        title: "Build",
        machine: figures.machine.clone(),
        text,
        plot: Some(bars("Seconds of a cold build", &[group])?),
    })
}
