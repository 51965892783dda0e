//! Measures each stage on the full document of Gcore's Cloud API, and all stages on documents of growing
//! size.
//!
//! Run by `cargo xtask bench pipeline`. The stages are skipped if the document is not beside the project.

// A benchmark may fail in its setup.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion};
use rolekit_codegen::diagnostic::{Policy, Report};
use rolekit_codegen::pipeline::{self, NormalizedDocument, Source};
use rolekit_codegen::{
    build_ir, emit, format, generate, lint, lower, normalise, postprocess, stack,
};
use serde_json::{Map, Value, json};

const DOCUMENT: &str = "../../../shared/specs/gcore/2026-08-20/cloud_api.yaml";

/// The numbers of operations of the documents of growing size.
const SIZES: [usize; 5] = [100, 200, 400, 800, 1600];

fn main() {
    stack::with_large_stack(|| {
        let mut criterion = Criterion::default().configure_from_args();
        growth(&mut criterion);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
        match std::fs::read_to_string(path) {
            Ok(text) => stages(&mut criterion, &text),
            Err(_) => eprintln!("stages are skipped: {DOCUMENT} is not there"),
        }
    });
}

/// Measures the stages from `lower` to `format` on documents that differ in the number of operations.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("operations");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(2));
    for size in SIZES {
        let value = document(size);
        let source = || Source {
            file: "growing.json".to_owned(),
            value: value.clone(),
        };
        group.bench_function(size.to_string(), |b| {
            b.iter_batched(
                source,
                |source| {
                    let output = pipeline::run(source, None, Policy::Lenient, "");
                    let client = output.client.unwrap();
                    assert_eq!(client.ir.operations.len(), size);
                    client
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// Returns a document whose operations share schemas, extend one, repeat inline ones, and have unions and
/// cycles, as those of services do.
fn document(operations: usize) -> Value {
    let to = |name: String| json!({"$ref": format!("#/components/schemas/{name}")});
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    schemas.insert(
        "Envelope".to_owned(),
        json!({"type": "object", "required": ["success"], "properties": {
            "success": {"type": "boolean"},
            "errors": {"type": "array", "items": {"type": "object", "properties": {
                "code": {"type": "integer"}, "message": {"type": "string"}}}},
            "result": {"nullable": true}}}),
    );
    for i in 0..operations {
        let neighbour = (i + 7) % operations;
        schemas.insert(
            format!("Thing{i}"),
            json!({"type": "object", "required": ["id", "kind"], "properties": {
                "id": {"type": "string", "maxLength": 32},
                "kind": {"type": "string", "enum": [format!("thing{i}")]},
                "status": {"type": "string", "enum": ["on", "off", "failed"]},
                "level": {"type": "number"},
                "parent": to(format!("Thing{neighbour}")),
                "limits": {"type": "object", "properties": {
                    "cpu": {"type": "integer"}, "memory": {"type": "integer"}}},
                "source": {"oneOf": [to(format!("Thing{neighbour}")), to("Envelope".to_owned()), {"type": "string"}]}}}),
        );
        schemas.insert(
            format!("Thing{i}Response"),
            json!({"allOf": [to("Envelope".to_owned()), {"type": "object", "properties": {
                "result": to(format!("Thing{i}"))}}]}),
        );
        let content = |schema: Value| json!({"application/json": {"schema": schema}});
        paths.insert(
            format!("/things{i}/{{id}}"),
            json!({"put": {
                "operationId": format!("put_thing{i}"),
                "tags": [format!("tag{}", i / 20)],
                "parameters": [
                    {"in": "path", "name": "id", "required": true, "schema": {"type": "string"}},
                    {"in": "query", "name": "order", "schema": {"type": "string", "enum": ["asc", "desc"]}}],
                "requestBody": {"content": content(to(format!("Thing{i}")))},
                "responses": {
                    "200": {"description": "", "content": content(to(format!("Thing{i}Response")))},
                    "4XX": {"description": "", "content": content(to("Envelope".to_owned()))}}}}),
        );
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Growing", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn report() -> Report {
    Report::new("cloud_api.yaml", Policy::Lenient)
}

fn stages(criterion: &mut Criterion, text: &str) {
    let mut group = criterion.benchmark_group("cloud_api");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5));
    let large = BatchSize::PerIteration;

    group.bench_function("document", |b| {
        b.iter(|| rolekit_codegen::document::parse("d", text))
    });
    let loaded = rolekit_codegen::document::parse("d", text).unwrap();
    let json = loaded.to_string();
    group.bench_function("document as JSON", |b| {
        b.iter(|| rolekit_codegen::document::parse("d", &json))
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
