//! What criterion measured: the parts whose benches stand beside what they measure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::had::Had;
use crate::machine::Machine;
use crate::stats::rounded;
use crate::{Result, tell};

/// The parts `inside` and `pipeline`.
#[derive(Debug, Args)]
pub(crate) struct Criterion {
    /// Passed on to criterion
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) machine: Machine,
    /// Why there are none, where there are none.
    pub(crate) measured: Had<Vec<Measured>>,
}

/// A benchmark.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// Group and name.
    pub(crate) name: String,
    pub(crate) nanoseconds: Estimate,
}

/// The mean, and where it lies with 95 in a hundred.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Estimate {
    pub(crate) lower: f64,
    pub(crate) mean: f64,
    pub(crate) upper: f64,
}

/// `estimates.json`, as far as it is read.
#[derive(Deserialize)]
struct Estimates {
    mean: Mean,
}

#[derive(Deserialize)]
struct Mean {
    confidence_interval: Interval,
    point_estimate: f64,
}

#[derive(Deserialize)]
struct Interval {
    lower_bound: f64,
    upper_bound: f64,
}

/// `benchmark.json`, as far as it is read.
#[derive(Deserialize)]
struct Named {
    title: String,
}

impl Criterion {
    /// Runs a bench of a package, and gives what it left.
    pub(crate) fn run(&self, root: &Path, package: &str, bench: &str) -> Result<Figures> {
        tell(&format!(
            "{bench}: cargo bench -p {package} --bench {bench}"
        ));
        // Of this run alone.
        let folder = scratch()?.join(bench);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(program)
            .args(["bench", "-p", package, "--bench", bench, "--"])
            .args(["--noplot", "--quiet"])
            .args(&self.arguments)
            .env("CRITERION_HOME", &folder)
            .current_dir(root)
            .status()?;
        if !status.success() {
            return Err(format!("cargo bench ended with {status}").into());
        }
        let mut measured = Vec::new();
        collect(&folder, &mut measured)?;
        measured.sort_by(|one: &Measured, other| one.name.cmp(&other.name));
        Ok(Figures {
            machine: Machine::here(),
            measured: if measured.is_empty() {
                Had::Missing("the bench measured nothing: what it needs is not there".to_owned())
            } else {
                Had::Measured(measured)
            },
        })
    }
}

/// Beside what is built.
fn scratch() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("the program is nowhere")?;
    Ok(target.join("bench").join("criterion"))
}

fn collect(folder: &Path, measured: &mut Vec<Measured>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?.path();
        if !entry.is_dir() {
            continue;
        }
        if !entry.ends_with("new") {
            collect(&entry, measured)?;
            continue;
        }
        let Estimates { mean } = read(&entry.join("estimates.json"))?;
        let named: Named = read(&entry.join("benchmark.json"))?;
        measured.push(Measured {
            name: named.title,
            nanoseconds: Estimate {
                lower: rounded(mean.confidence_interval.lower_bound, 1),
                mean: rounded(mean.point_estimate, 1),
                upper: rounded(mean.confidence_interval.upper_bound, 1),
            },
        });
    }
    Ok(())
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}
