//! Measures what a dependent pays for a build: a cold build of the SDK with each set of features,
//! compared with a baseline crate that depends only on reqwest, serde, serde_json and tokio.
//!
//! The builds use a copy of the SDK outside the workspace, the versions in its `Cargo.lock`, and cargo's
//! default settings of the dev profile.

mod cargo;
mod rows;

use std::fs;
use std::path::Path;

use clap::Args;
use serde::{Deserialize, Serialize};
use toml::Table;

use self::rows::Tls;
pub(crate) use self::rows::{Row, rows};
use crate::error::Result;
use crate::machine::Machine;
use crate::progress;
use crate::stats::{Spread, rounded};

/// The part `build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Cold builds of each row
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Measure only rows whose name contains one of these texts, and print the figures instead of
    /// storing them
    #[arg(long, value_name = "TEXT")]
    pub(crate) rows: Vec<String>,
}

/// The figures of the part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BuildFigures {
    pub(crate) machine: Machine,
    pub(crate) rounds: usize,
    pub(crate) builds: Vec<ColdBuild>,
}

/// The figures of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ColdBuild {
    pub(crate) row: Row,
    pub(crate) crates: usize,
    pub(crate) seconds: Spread,
    pub(crate) bytes: u64,
    /// Ratio to the baseline crate with the same TLS in the same round. For baseline crates with another TLS
    /// library, ratio to the baseline crate with rustls. `None` for the baselines without TLS and with rustls.
    pub(crate) to_baseline: Option<Spread>,
}

impl ColdBuild {
    #[expect(clippy::cast_precision_loss, reason = "shown without decimal places")]
    pub(crate) fn megabytes(&self) -> f64 {
        rounded(self.bytes as f64 / 1e6, 0)
    }
}

impl Build {
    pub(crate) fn run(&self, root: &Path) -> Result<BuildFigures> {
        let scratch = tempfile::tempdir()?;
        let tree = scratch.path().join("tree");
        for name in ["Cargo.toml", "Cargo.lock", "sdk"] {
            copy(&root.join(name), &tree.join(name))?;
        }
        let is_selected = |row: &Row| {
            self.rows.is_empty() || self.rows.iter().any(|text| row.name.contains(text))
        };
        let rows: Vec<_> = rows().into_iter().filter(is_selected).collect();
        for (index, row) in rows.iter().enumerate() {
            let folder = scratch.path().join(index.to_string());
            create_dependent(&folder, row, &tree)?;
        }
        Ok(BuildFigures {
            machine: Machine::current(),
            rounds: self.rounds,
            builds: self.cold_builds(scratch.path(), &rows)?,
        })
    }

    /// Builds all rows in each round. Every other round is in reverse order.
    fn cold_builds(&self, scratch: &Path, rows: &[Row]) -> Result<Vec<ColdBuild>> {
        let target = scratch.join("target");
        let mut seconds = vec![Vec::new(); rows.len()];
        let mut sizes = vec![(0, 0); rows.len()];
        for round in 0..self.rounds {
            let mut order: Vec<_> = (0..rows.len()).collect();
            if round % 2 == 1 {
                order.reverse();
            }
            for index in order {
                let row = &rows[index];
                let package = if row.features.is_some() {
                    "rolekit"
                } else {
                    "dependent"
                };
                let built = cargo::build(&scratch.join(index.to_string()), package, &target)?;
                sizes[index] = (built.crates, cargo::size_in_bytes(&target)?);
                seconds[index].push(built.wall.as_secs_f64());
                fs::remove_dir_all(&target)?;
                progress::report(&format!(
                    "build: {}: {} crates, {:.1} s",
                    row.name,
                    built.crates,
                    built.wall.as_secs_f64(),
                ));
            }
        }
        let baseline = |tls| {
            rows.iter()
                .position(|row| row.features.is_none() && row.tls == tls)
        };
        let builds = rows.iter().enumerate().map(|(index, row)| {
            let reference = match (&row.features, row.tls) {
                (Some(_), tls) => baseline(tls),
                (None, Tls::Native | Tls::Ring) => baseline(Tls::Rustls),
                (None, _) => None,
            };
            let to_baseline = reference.and_then(|baseline| {
                let pairs = seconds[index].iter().zip(&seconds[baseline]);
                Spread::of(pairs.map(|(seconds, baseline)| seconds / baseline))
            });
            let (crates, bytes) = sizes[index];
            Some(ColdBuild {
                row: row.clone(),
                crates,
                bytes,
                seconds: Spread::of(seconds[index].iter().copied())?.rounded(1),
                to_baseline: to_baseline.map(|spread| spread.rounded(3)),
            })
        });
        builds
            .collect::<Option<_>>()
            .ok_or_else(|| "--rounds must be at least 1".into())
    }
}

/// Creates an empty crate with the dependencies of `row` and the `Cargo.lock` of the workspace.
fn create_dependent(folder: &Path, row: &Row, tree: &Path) -> Result<()> {
    let runtime = fs::read_to_string(tree.join("sdk/runtime/Cargo.toml"))?.parse()?;
    let mut manifest: Table = MANIFEST.parse()?;
    let dependencies = row.dependencies(&runtime)?;
    manifest.insert("dependencies".to_owned(), dependencies.into());
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(folder.join("Cargo.toml"), manifest.to_string())?;
    fs::copy(tree.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    cargo::fetch(folder)
}

const MANIFEST: &str = r#"
[package]
name = "dependent"
version = "0.0.0"
edition = "2024"

[workspace]
"#;

/// Copies a file, or a folder without target directories.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let name = entry?.file_name();
            if name != "target" {
                copy(&from.join(&name), &to.join(&name))?;
            }
        }
    } else {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, to)?;
    }
    Ok(())
}
