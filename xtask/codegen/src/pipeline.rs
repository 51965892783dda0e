//! All stages in a row.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Policy, Report, Severity};
use crate::generate::Uses;
use crate::plan::Plan;
use crate::target::Target;
use crate::{
    compact, format, generate, limits, lint, lower, normalise, operation_ids, overlay, polish,
    progress, walk,
};

/// A document and the name that messages give it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name, as a rule the path as the user wrote it.
    pub file: String,
    /// The document.
    pub value: Value,
}

/// A client that is not printed yet, and the document that it was made of.
#[derive(Debug)]
pub struct Draft {
    /// The document, as the generator read it.
    pub doc: Value,
    /// What was known of the document.
    pub plan: Plan,
    /// The code.
    pub file: syn::File,
    /// Crates that the types need.
    pub uses: Uses,
}

/// A generated client.
#[derive(Clone, Debug)]
pub struct Client {
    /// The code, formatted.
    pub code: String,
    /// What was known of the document.
    pub plan: Plan,
    /// Crates that the types need.
    pub uses: Uses,
}

/// What came of a run: what was said, and a client where nothing of it was an error.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The client, where there is one.
    pub client: Option<Client>,
    /// Everything that the stages had to say.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// The errors alone.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
    }
}

/// A document that the generator can read, and what later stages have to know of it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The document, lowered and normalised.
    pub doc: Value,
    /// What has to be known of it.
    pub plan: Plan,
}

/// The stages before the generator.
pub fn prepare(doc: Value, target: Target, report: &mut Report) -> Option<Prepared> {
    let mut doc = doc;
    if !limits::check(&doc, report) {
        return None;
    }
    progress::stage("lower");
    lower::lower(&mut doc, report);
    // A document of an unknown version would only give errors that come of it.
    if report.errors().any(|e| e.rule == "version") {
        return None;
    }
    let described = walk::operations(&doc)
        .into_iter()
        .map(|(path, method, _, _)| (method.to_uppercase(), path.to_owned()))
        .collect();
    progress::stage("normalise");
    let mut plan = normalise::normalise(&mut doc, target, report);
    plan.described = described;
    progress::stage("lint");
    lint::lint(&doc, report);
    (!report.has_errors()).then_some(Prepared { doc, plan })
}

/// The document under its overlay, with the names of its operations where it asks for them.
pub fn overlaid(
    document: Source,
    overlay: Option<Source>,
    policy: Policy,
) -> (Option<Value>, Vec<Diagnostic>) {
    let Source { file, mut value } = document;
    let mut report = Report::new(file, policy);
    let names = operation_ids::of(&value);
    operation_ids::fill(&mut value, &names, &mut report);
    let mut diagnostics = Vec::new();
    let mut refused = false;
    if let Some(overlay) = overlay {
        progress::stage("overlay");
        let mut said = Report::new(overlay.file, policy);
        overlay::apply(&mut value, &overlay.value, &mut said);
        refused = said.has_errors();
        diagnostics.extend_from_slice(said.diagnostics());
        // The overlay may ask for them too; the names are those of before.
        operation_ids::fill(&mut value, &names, &mut report);
    }
    refused |= report.has_errors();
    diagnostics.extend_from_slice(report.diagnostics());
    ((!refused).then_some(value), diagnostics)
}

/// Runs the stages from overlay to polish, and says what they had to say.
pub fn draft(
    document: Source,
    overlay: Option<Source>,
    target: Target,
    policy: Policy,
) -> (Option<Draft>, Vec<Diagnostic>) {
    let file = document.file.clone();
    let (value, mut diagnostics) = overlaid(document, overlay, policy);
    let Some(value) = value else {
        return (None, diagnostics);
    };
    let mut report = Report::new(file, policy);
    let draft = stages(value, target, &mut report).filter(|_| !report.has_errors());
    diagnostics.extend_from_slice(report.diagnostics());
    (draft, diagnostics)
}

fn stages(value: Value, target: Target, report: &mut Report) -> Option<Draft> {
    let mut prepared = prepare(value, target, report)?;
    progress::stage("generate");
    let generated = generate::generate(&mut prepared, target, report)?;
    let Prepared { doc, plan } = prepared;
    progress::stage("polish");
    let file = polish::polish(generated.tokens, &plan, target, report)?;
    Some(Draft {
        doc,
        plan,
        file,
        uses: generated.uses,
    })
}

/// Runs all stages from overlay to format.
pub fn run(
    document: Source,
    overlay: Option<Source>,
    target: Target,
    policy: Policy,
    header: &str,
) -> Outcome {
    let name = document.file.clone();
    let (draft, mut diagnostics) = draft(document, overlay, target, policy);
    let draft = draft.map(|mut draft| {
        if target == Target::Sdk {
            progress::stage("compact");
            compact::compact(&mut draft.file);
        }
        draft
    });
    progress::stage("format");
    let client = draft.and_then(|draft| match format::format(&draft.file, header) {
        Ok(code) => Some(Client {
            code,
            plan: draft.plan,
            uses: draft.uses,
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
    });
    Outcome {
        client,
        diagnostics,
    }
}
