//! Runs all stages in order.

use serde_json::Value;

use crate::bundle::BundleInfo;
use crate::dependencies::Dependencies;
use crate::diagnostic::{Diagnostic, Policy, Report, Severity};
use crate::emit::EmittedClient;
use crate::ir::{Ir, TypeHints};
use crate::{
    build_ir, emit, format, generate, limits, lint, lower, normalise, operation_ids, overlay,
    postprocess, progress, swagger2, walk,
};

/// A document and its name in messages.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name, usually the path as the user wrote it.
    pub file: String,
    /// The document.
    pub value: Value,
    /// The files that its parts are from.
    pub bundled: BundleInfo,
}

impl Source {
    /// Returns a document of one file.
    pub fn new(file: impl Into<String>, value: Value) -> Self {
        Self {
            file: file.into(),
            value,
            bundled: BundleInfo::default(),
        }
    }
}

/// A generated client.
#[derive(Clone, Debug)]
pub struct Client {
    /// The code, formatted.
    pub code: String,
    /// The IR of the client.
    pub ir: Ir,
    /// The dependencies of the code.
    pub dependencies: Dependencies,
}

/// The result of a run: diagnostics, and a client if none of them is an error.
#[derive(Clone, Debug)]
pub struct Output {
    /// The client.
    pub client: Option<Client>,
    /// The diagnostics of all stages.
    pub diagnostics: Vec<Diagnostic>,
}

impl Output {
    /// Returns the errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
    }
}

/// A document in the form that the IR is built from.
#[derive(Clone, Debug)]
pub struct NormalizedDocument {
    /// The document.
    pub doc: Value,
    /// Facts about the types that schemas cannot express.
    pub types: TypeHints,
    /// Method and path of each operation in the document before any was removed.
    pub described: Vec<(String, String)>,
}

/// Runs the stages from `swagger2` to `lint`.
pub fn prepare(doc: Value, report: &mut Report) -> Option<NormalizedDocument> {
    let mut doc = doc;
    progress::stage("swagger2");
    swagger2::convert(&mut doc, report);
    // Other errors in a document of an unknown version would only follow from it.
    let is_unknown = |report: &Report| report.errors().any(|e| e.rule == "version");
    if is_unknown(report) {
        return None;
    }
    if !limits::check(&doc, report) {
        return None;
    }
    progress::stage("lower");
    lower::lower(&mut doc, report);
    if is_unknown(report) {
        return None;
    }
    let described = walk::operations(&doc)
        .into_iter()
        .map(|(path, method, _, _)| (method.to_owned(), path.to_owned()))
        .collect();
    progress::stage("normalise");
    let types = normalise::normalise(&mut doc, report);
    progress::stage("lint");
    lint::lint(&doc, report);
    (!report.has_errors()).then_some(NormalizedDocument {
        doc,
        types,
        described,
    })
}

/// Returns the document with `x-operation-ids` replaced and the overlay applied.
pub fn apply_overlay(
    document: Source,
    overlay: Option<Source>,
    policy: Policy,
) -> (Option<Value>, Vec<Diagnostic>) {
    let Source {
        file,
        mut value,
        bundled,
    } = document;
    let mut report = Report::new(file, policy).with_origins(bundled.origins.clone());
    if operation_ids::is_used(&value) {
        let ids = operation_ids::collect(&value);
        operation_ids::expand(&mut value, &ids, None, &mut report);
    }
    if let Some(overlay) = overlay {
        progress::stage("overlay");
        let mut overlay_report = Report::new(overlay.file, policy);
        overlay::apply(&mut value, &overlay.value, &mut overlay_report);
        report.extend(overlay_report.diagnostics().iter().cloned());
    }
    report.extend(bundled.diagnostics(&value).map(|d| d.under(policy)));
    (
        (!report.has_errors()).then_some(value),
        report.diagnostics().to_vec(),
    )
}

/// A client that is not formatted, with its document.
#[derive(Debug)]
pub struct UnformattedClient {
    /// The normalised document.
    pub doc: Value,
    /// The client.
    pub client: EmittedClient,
}

/// Runs the stages from `overlay` to `emit`, and returns the diagnostics.
pub fn unformatted(
    document: Source,
    overlay: Option<Source>,
    policy: Policy,
) -> (Option<UnformattedClient>, Vec<Diagnostic>) {
    let file = document.file.clone();
    let origins = document.bundled.origins.clone();
    let (value, mut diagnostics) = apply_overlay(document, overlay, policy);
    let Some(value) = value else {
        return (None, diagnostics);
    };
    let mut report = Report::new(file, policy).with_origins(origins);
    let client = stages(value, &mut report).filter(|_| !report.has_errors());
    diagnostics.extend_from_slice(report.diagnostics());
    (client, diagnostics)
}

fn stages(value: Value, report: &mut Report) -> Option<UnformattedClient> {
    let NormalizedDocument {
        doc,
        types,
        described,
    } = prepare(value, report)?;
    progress::stage("ir");
    let ir = build_ir::build(&doc, types, described, report);
    progress::stage("generate");
    let generated = generate::generate(ir, report)?;
    progress::stage("postprocess");
    let types = postprocess::postprocess(generated, report)?;
    progress::stage("emit");
    let client = emit::emit(types, report);
    Some(UnformattedClient { doc, client })
}

/// Runs the stages from `overlay` to `format`.
pub fn run(document: Source, overlay: Option<Source>, policy: Policy, header: &str) -> Output {
    let name = document.file.clone();
    let (unformatted, mut diagnostics) = unformatted(document, overlay, policy);
    progress::stage("format");
    let client = unformatted.and_then(|unformatted| {
        let EmittedClient {
            ir,
            file,
            dependencies,
            ..
        } = unformatted.client;
        match format::format(&file, header) {
            Ok(code) => Some(Client {
                code,
                ir,
                dependencies,
            }),
            Err(message) => {
                let mut report = Report::new(name, policy);
                report.error(
                    "format",
                    "",
                    message,
                    "Install rustfmt: `rustup component add rustfmt`.",
                );
                diagnostics.extend_from_slice(report.diagnostics());
                None
            }
        }
    });
    Output {
        client,
        diagnostics,
    }
}
