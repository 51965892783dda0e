//! The sections about the criterion benchmarks.

use super::markdown::table;
use super::section::Section;
use crate::criterion::{Benchmark, CriterionFigures, Estimate};
use crate::error::Result;
use crate::measurement::Measurement;
use crate::plot::{Bar, Group, bars};

/// The stages in their order.
const STAGES: [&str; 10] = [
    "document",
    "document as JSON",
    "lower",
    "normalise",
    "lint",
    "build_ir",
    "generate",
    "postprocess",
    "emit",
    "format",
];

pub(super) fn pipeline(figures: &CriterionFigures) -> Result<Section> {
    let mut text =
        "The stages of `cargo xtask codegen` on the full document of Gcore's Cloud API, of which the SDK
contains a subset. It is one file without an overlay, so the stages before `lower` have nothing to do.
`document as JSON` reads the same document as JSON. Means, with confidence intervals of 95 percent in
parentheses.

"
        .to_owned();
    let mut plot = None;
    match &figures.benchmarks {
        Measurement::Unavailable(reason) => text += &format!("Not measured: {reason}.\n"),
        Measurement::Measured(benchmarks) => {
            let find = |stage: &&'static str| {
                let name = format!("cloud_api/{stage}");
                let mut benchmarks = benchmarks.iter();
                let found = benchmarks.find(|benchmark| benchmark.name == name);
                found.map(|found| (*stage, found)).ok_or_else(|| {
                    format!("{name} was not measured; run `cargo xtask bench pipeline`")
                })
            };
            let stages = STAGES.iter().map(find).collect::<Result<Vec<_>, _>>()?;
            let rows = stages.iter().map(|(stage, benchmark)| {
                [
                    (*stage).to_owned(),
                    estimate(benchmark.nanoseconds, 1e9, "", 3),
                ]
            });
            text += &table(["Stage", "seconds"], rows);
            let bar = |(stage, benchmark): &(&str, &Benchmark)| Bar {
                label: (*stage).to_owned(),
                value: benchmark.nanoseconds.mean / 1e9,
                color: 0,
            };
            text += &growth(benchmarks);
            let group = Group {
                title: "stage".to_owned(),
                bars: stages.iter().map(bar).collect(),
            };
            plot = Some(bars("Seconds of each stage", &[group])?);
        }
    }
    Ok(Section {
        title: "Pipeline",
        machine: figures.machine.clone(),
        text,
        plot,
    })
}

/// Returns the table of documents of growing size.
fn growth(benchmarks: &[Benchmark]) -> String {
    let rows = benchmarks.iter().filter_map(|benchmark| {
        let operations: u32 = benchmark.name.strip_prefix("operations/")?.parse().ok()?;
        Some((operations, benchmark.nanoseconds))
    });
    let mut rows: Vec<(u32, Estimate)> = rows.collect();
    rows.sort_by_key(|(operations, _)| *operations);
    if rows.is_empty() {
        return String::new();
    }
    let rows = rows.into_iter().map(|(operations, nanoseconds)| {
        [
            operations.to_string(),
            estimate(nanoseconds, 1e9, "", 3),
            estimate(nanoseconds, 1e6 * f64::from(operations), "", 2),
        ]
    });
    let header = ["Operations", "seconds", "milliseconds per operation"];
    format!(
        "
All stages but `document` on generated documents that differ in the number of operations: each adds two
schemas, with a union, a cycle, an `allOf` and inline schemas.

{}",
        table(header, rows)
    )
}

pub(super) fn inside(figures: &CriterionFigures) -> Section {
    let mut text =
        "Parts of the SDK that need no network (`tests/bench/benches/inside.rs`). Means, with confidence
intervals of 95 percent in parentheses.

"
        .to_owned();
    match &figures.benchmarks {
        Measurement::Unavailable(reason) => text += &format!("Not measured: {reason}.\n"),
        Measurement::Measured(benchmarks) => {
            let rows = benchmarks.iter().map(|benchmark| {
                let (divisor, unit) = match benchmark.nanoseconds.mean {
                    1e6.. => (1e6, " ms"),
                    1e3.. => (1e3, " µs"),
                    _ => (1.0, " ns"),
                };
                [
                    benchmark.name.replace('/', ": "),
                    estimate(benchmark.nanoseconds, divisor, unit, 2),
                ]
            });
            text += &table(["Benchmark", "time"], rows);
        }
    }
    Section {
        title: "Inside",
        machine: figures.machine.clone(),
        text,
        plot: None,
    }
}

/// Formats a mean and its confidence interval.
fn estimate(estimate: Estimate, divisor: f64, unit: &str, places: usize) -> String {
    let [mean, lower, upper] =
        [estimate.mean, estimate.lower, estimate.upper].map(|nanoseconds| nanoseconds / divisor);
    format!("{mean:.places$}{unit} ({lower:.places$} to {upper:.places$})")
}
