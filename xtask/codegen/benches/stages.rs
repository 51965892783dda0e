//! How long each stage takes over the full document of Gcore's Cloud API.
//!
//! `cargo bench -p xtask`; skipped where the document is not beside the project.

// A benchmark that cannot be set up is none.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion};
use rolekit_codegen::diagnostic::{Policy, Report};
use rolekit_codegen::pipeline::{self, Prepared};
use rolekit_codegen::target::Target;
use rolekit_codegen::{format, generate, lint, load, lower, normalise, polish, stack};

const DOCUMENT: &str = "../../../shared/specs/gcore/2026-08-20/cloud_api.yaml";
const TARGET: Target = Target::Standalone;

fn main() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {DOCUMENT} is not there");
        return;
    };
    stack::with_large_stack(|| stages(&text));
}

fn report() -> Report {
    Report::new("cloud_api.yaml", Policy::Lenient)
}

fn stages(text: &str) {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("cloud_api");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5));
    let large = BatchSize::PerIteration;

    group.bench_function("load", |b| b.iter(|| load::parse("d", text)));
    let loaded = load::parse("d", text).unwrap();
    let json = loaded.to_string();
    group.bench_function("load as JSON", |b| b.iter(|| load::parse("d", &json)));

    group.bench_function("lower", |b| {
        b.iter_batched_ref(
            || loaded.clone(),
            |doc| lower::lower(doc, &mut report()),
            large,
        );
    });
    let mut lowered = loaded.clone();
    lower::lower(&mut lowered, &mut report());

    group.bench_function("normalise", |b| {
        b.iter_batched_ref(
            || lowered.clone(),
            |doc| normalise::normalise(doc, TARGET, &mut report()),
            large,
        );
    });
    let Prepared { doc, plan } = pipeline::prepare(loaded, TARGET, &mut report()).unwrap();

    group.bench_function("lint", |b| b.iter(|| lint::lint(&doc, &mut report())));

    let prepared = Prepared { doc, plan };
    group.bench_function("generate", |b| {
        b.iter_batched_ref(
            || prepared.clone(),
            |prepared| generate::generate(prepared, TARGET, &mut report()),
            large,
        );
    });
    let mut generated_of = prepared;
    let generated = generate::generate(&mut generated_of, TARGET, &mut report()).unwrap();
    let plan = generated_of.plan;

    group.bench_function("polish", |b| {
        b.iter_batched(
            || generated.tokens.clone(),
            |tokens| polish::polish(tokens, &plan, TARGET, &mut report()),
            large,
        );
    });
    let file = polish::polish(generated.tokens, &plan, TARGET, &mut report()).unwrap();
    group.bench_function("format", |b| b.iter(|| format::format(&file, "")));
    group.finish();
}
