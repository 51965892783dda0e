//! Measures each stage on the full document of Gcore's Cloud API.
//!
//! Run by `cargo xtask bench pipeline`; skipped if the document is not beside the project.

// A benchmark may fail in its setup.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion};
use rolekit_codegen::diagnostic::{Policy, Report};
use rolekit_codegen::pipeline::{self, NormalizedDocument};
use rolekit_codegen::{
    build_ir, document, emit, format, generate, lint, lower, normalise, postprocess, stack,
};

const DOCUMENT: &str = "../../../shared/specs/gcore/2026-08-20/cloud_api.yaml";

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

    group.bench_function("document", |b| b.iter(|| document::parse("d", text)));
    let loaded = document::parse("d", text).unwrap();
    let json = loaded.to_string();
    group.bench_function("document as JSON", |b| {
        b.iter(|| document::parse("d", &json))
    });

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
            |doc| normalise::normalise(doc, &mut report()),
            large,
        );
    });
    let prepared = pipeline::prepare(loaded, &mut report()).unwrap();

    group.bench_function("lint", |b| {
        b.iter(|| lint::lint(&prepared.doc, &mut report()))
    });

    let build = |prepared: NormalizedDocument| {
        let NormalizedDocument {
            doc,
            types,
            described,
        } = prepared;
        build_ir::build(&doc, types, described, &mut report())
    };
    group.bench_function("build_ir", |b| {
        b.iter_batched(|| prepared.clone(), build, large);
    });
    let ir = build(prepared);

    let generate = |ir| generate::generate(ir, &mut report()).unwrap();
    group.bench_function("generate", |b| {
        b.iter_batched(|| ir.clone(), generate, large);
    });

    let postprocess = |types| postprocess::postprocess(types, &mut report()).unwrap();
    group.bench_function("postprocess", |b| {
        b.iter_batched(|| generate(ir.clone()), postprocess, large);
    });

    let emit = |types| emit::emit(types, &mut report());
    group.bench_function("emit", |b| {
        b.iter_batched(|| postprocess(generate(ir.clone())), emit, large);
    });
    let file = emit(postprocess(generate(ir))).file;
    group.bench_function("format", |b| b.iter(|| format::format(&file, "")));
    group.finish();
}
