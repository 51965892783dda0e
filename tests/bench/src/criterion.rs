//! Runs the criterion benchmarks of this crate and collects their results.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::machine::Machine;
use crate::measurement::Measurement;
use crate::progress;
use crate::stats::rounded;

/// The parts `inside` and `pipeline`.
#[derive(Debug, Args)]
pub(crate) struct Criterion {
    /// Arguments of criterion
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// The figures of the part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CriterionFigures {
    pub(crate) machine: Machine,
    pub(crate) benchmarks: Measurement<Vec<Benchmark>>,
}

/// A benchmark and its result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Benchmark {
    /// Group and name.
    pub(crate) name: String,
    pub(crate) nanoseconds: Estimate,
}

/// The mean with its confidence interval of 95 percent.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Estimate {
    pub(crate) lower: f64,
    pub(crate) mean: f64,
    pub(crate) upper: f64,
}

/// The fields of `estimates.json` that are read.
#[derive(Deserialize)]
struct EstimatesFile {
    mean: Mean,
}

#[derive(Deserialize)]
struct Mean {
    confidence_interval: ConfidenceInterval,
    point_estimate: f64,
}

#[derive(Deserialize)]
struct ConfidenceInterval {
    lower_bound: f64,
    upper_bound: f64,
}

/// The fields of `benchmark.json` that are read.
#[derive(Deserialize)]
struct BenchmarkFile {
    title: String,
}

impl Criterion {
    /// Runs the benchmark target `bench` of this crate.
    pub(crate) fn run(&self, root: &Path, bench: &str) -> Result<CriterionFigures> {
        let arguments = [
            "bench",
            "--package=rolekit-bench",
            "--features=criterion",
            "--bench",
            bench,
        ];
        progress::report(&format!("{bench}: cargo {}", arguments.join(" ")));
        // Without results of earlier runs.
        let folder = results_folder()?.join(bench);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(program)
            .args(arguments)
            .args(["--", "--noplot", "--quiet"])
            .args(&self.arguments)
            .env("CRITERION_HOME", &folder)
            .current_dir(root)
            .status()?;
        if !status.success() {
            return Err(format!("cargo bench ended with {status}").into());
        }
        let mut benchmarks = Vec::new();
        collect(&folder, &mut benchmarks)?;
        benchmarks.sort_by(|one: &Benchmark, other| one.name.cmp(&other.name));
        Ok(CriterionFigures {
            machine: Machine::current(),
            benchmarks: if benchmarks.is_empty() {
                Measurement::Unavailable("the input of the benchmark is missing".to_owned())
            } else {
                Measurement::Measured(benchmarks)
            },
        })
    }
}

/// Returns a folder in the target directory.
fn results_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("no target directory")?;
    Ok(target.join("bench").join("criterion"))
}

fn collect(folder: &Path, benchmarks: &mut Vec<Benchmark>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?.path();
        if !entry.is_dir() {
            continue;
        }
        if !entry.ends_with("new") {
            collect(&entry, benchmarks)?;
            continue;
        }
        let EstimatesFile { mean } = read(&entry.join("estimates.json"))?;
        let file: BenchmarkFile = read(&entry.join("benchmark.json"))?;
        benchmarks.push(Benchmark {
            name: file.title,
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
