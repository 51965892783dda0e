//! What a dependent pays at each build: a cold build of the SDK with each set of features, against a
//! crate that only has what any client by hand has; and a build after a change in a wrapper.
//!
//! Built is a copy of the tree, outside the workspace, with the versions of its `Cargo.lock` and
//! cargo's own settings for development.

mod cargo;
mod rows;

use std::fs;
use std::path::Path;

use clap::Args;
use serde::{Deserialize, Serialize};
use toml::Table;

use self::cargo::As;
use self::rows::Tls;
pub(crate) use self::rows::{Row, rows};
use crate::machine::Machine;
use crate::stats::{Spread, rounded};
use crate::{Result, tell};

/// The wrapper that is changed, and a line of a method in it that stands there once.
const CHANGED: &str = "src/gcore/role_assignments/mod.rs";
const LINE: &str = "        let client = self.client.generated();\n        let changed = client\n";

/// The part `build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// How often each row is built from nothing
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many changes are built
    #[arg(long, default_value_t = 7)]
    rebuilds: usize,
    /// Only rows with one of these texts in their name; the figures are printed then, and not stored
    #[arg(long, value_name = "TEXT")]
    pub(crate) rows: Vec<String>,
}

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) machine: Machine,
    pub(crate) rounds: usize,
    pub(crate) measured: Vec<Measured>,
    pub(crate) rebuild: Option<Rebuild>,
}

/// A row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) row: Row,
    pub(crate) crates: usize,
    pub(crate) seconds: Spread,
    pub(crate) bytes: u64,
    /// The time of each build by that of the floor with the same TLS in the same round. `None` for
    /// that floor itself.
    pub(crate) to_floor: Option<Spread>,
}

/// Builds after a change in a wrapper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rebuild {
    pub(crate) changes: usize,
    /// With all services and rustls, as by default.
    pub(crate) seconds: Spread,
}

impl Build {
    pub(crate) fn run(&self, root: &Path) -> Result<Figures> {
        let scratch = tempfile::tempdir()?;
        let tree = scratch.path().join("tree");
        for part in ["Cargo.toml", "Cargo.lock", "sdk"] {
            copy(&root.join(part), &tree.join(part))?;
        }
        let wanted = |row: &Row| {
            self.rows.is_empty() || self.rows.iter().any(|text| row.name.contains(text))
        };
        let rows: Vec<_> = rows().into_iter().filter(wanted).collect();
        for (place, row) in rows.iter().enumerate() {
            let folder = scratch.path().join(place.to_string());
            dependent(&folder, row, &tree)?;
        }
        let rebuild = self.rebuild(scratch.path())?;
        let measured = self.cold(scratch.path(), &rows)?;
        Ok(Figures {
            machine: Machine::here(),
            rounds: self.rounds,
            measured,
            rebuild,
        })
    }

    /// Builds all rows from nothing, round after round, every other round from the last to the first.
    fn cold(&self, scratch: &Path, rows: &[Row]) -> Result<Vec<Measured>> {
        let target = scratch.join("target");
        let mut seconds = vec![Vec::new(); rows.len()];
        let mut sizes = vec![(0, 0); rows.len()];
        for round in 0..self.rounds {
            let mut order: Vec<_> = (0..rows.len()).collect();
            if round % 2 == 1 {
                order.reverse();
            }
            for place in order {
                let row = &rows[place];
                let package = if row.features.is_some() {
                    "rolekit"
                } else {
                    "dependent"
                };
                let built = cargo::build(
                    &scratch.join(place.to_string()),
                    package,
                    &target,
                    As::Downloaded,
                )?;
                sizes[place] = (built.crates, cargo::bytes(&target)?);
                seconds[place].push(built.took.as_secs_f64());
                fs::remove_dir_all(&target)?;
                tell(&format!(
                    "build: {}: {} crates, {:.1} s",
                    row.name,
                    built.crates,
                    built.took.as_secs_f64(),
                ));
            }
        }
        let floor = |tls| {
            rows.iter()
                .position(|row| row.features.is_none() && row.tls == tls)
        };
        let measured = rows.iter().enumerate().map(|(place, row)| {
            // Another back-end is held against the one that is the default.
            let against = match (&row.features, row.tls) {
                (Some(_), tls) => floor(tls),
                (None, Tls::Native | Tls::Ring) => floor(Tls::Rustls),
                (None, _) => None,
            };
            let to_floor = against.and_then(|floor| {
                let pairs = seconds[place].iter().zip(&seconds[floor]);
                Spread::of(pairs.map(|(took, floor)| took / floor))
            });
            let (crates, bytes) = sizes[place];
            Some(Measured {
                row: row.clone(),
                crates,
                bytes,
                seconds: Spread::of(seconds[place].iter().copied())?.rounded(1),
                to_floor: to_floor.map(|spread| spread.rounded(3)),
            })
        });
        measured
            .collect::<Option<_>>()
            .ok_or_else(|| "no round was asked for".into())
    }

    /// Builds, changes a wrapper, builds again; several times.
    fn rebuild(&self, scratch: &Path) -> Result<Option<Rebuild>> {
        if self.rebuilds == 0 {
            return Ok(None);
        }
        let folder = scratch.join("rebuild");
        let row = rows::by_default();
        dependent(&folder, &row, &scratch.join("tree"))?;
        let target = scratch.join("target-rebuild");
        cargo::build(&folder, "rolekit", &target, As::WorkedOn)?;
        let file = scratch.join("tree/sdk/rolekit").join(CHANGED);
        let before = fs::read_to_string(&file)?;
        let place = before
            .find(LINE)
            .ok_or_else(|| format!("{CHANGED} has no longer the line that is changed"))?;
        let mut seconds = Vec::new();
        for number in 0..self.rebuilds {
            let mut after = before.clone();
            after.insert_str(place, &format!("        std::hint::black_box({number});\n"));
            fs::write(&file, after)?;
            let built = cargo::build(&folder, "rolekit", &target, As::WorkedOn)?;
            if built.crates != 1 {
                return Err(format!("a change made {} crates compile", built.crates).into());
            }
            tell(&format!(
                "build: after a change: {:.2} s",
                built.took.as_secs_f64()
            ));
            seconds.push(built.took.as_secs_f64());
        }
        fs::write(&file, before)?;
        fs::remove_dir_all(&target)?;
        Ok(Spread::of(seconds).map(|seconds| Rebuild {
            changes: self.rebuilds,
            seconds: seconds.rounded(2),
        }))
    }
}

impl Measured {
    /// In millions, as it is shown.
    #[expect(clippy::cast_precision_loss, reason = "shown with one place")]
    pub(crate) fn megabytes(&self) -> f64 {
        rounded(self.bytes as f64 / 1e6, 0)
    }
}

/// A crate with nothing of its own, outside the workspace, with the versions of its `Cargo.lock`.
fn dependent(folder: &Path, row: &Row, tree: &Path) -> Result<()> {
    let sdk = fs::read_to_string(tree.join("sdk/rolekit/Cargo.toml"))?.parse()?;
    let mut manifest: Table = MANIFEST.parse()?;
    let dependencies = row.dependencies(&sdk)?;
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

/// Copies a file, or a folder without what was built in it.
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
