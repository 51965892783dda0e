//! `cargo xtask vendor CLIENT FILE`: updates a client's document from the vendor's.
//!
//! Nothing is written unless a client can be generated from the new document and every action of
//! the overlay matches.

mod extensions;
mod provenance;
mod yaml;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::bundle::BundleInfo;
use crate::clients::{self, Include};
use crate::codegen::{self, DocumentOverride, OUTPUT, REGISTRY};
use crate::diagnostic::{Diagnostic, Policy, Severity};
use crate::pipeline::Source;
use crate::sources::{self, FileAccess};
use crate::{subset, walk, write};
use provenance::DocumentSource;

/// The input of an update.
#[derive(Clone, Debug)]
pub struct UpdateInput {
    /// The name of the client.
    pub client: String,
    /// The vendor's document.
    pub file: PathBuf,
    /// The files that it may refer to.
    pub allowed: FileAccess,
    /// The date for the registry; defaults to today.
    pub date: Option<String>,
}

/// An update that is not written yet.
#[derive(Clone, Debug)]
pub struct DocumentUpdate {
    /// The old document and overlay, if they could be read.
    pub old: Option<(Source, Option<Source>)>,
    /// The new document and overlay.
    pub new: (Source, Option<Source>),
    /// The files to write.
    pub files: Vec<(PathBuf, String)>,
    /// The registry's note on the old document, which is removed.
    pub note: Option<String>,
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

impl DocumentUpdate {
    /// Writes the files that differ, and returns their paths.
    ///
    /// # Errors
    /// Fails if a file cannot be written.
    pub fn write(&self) -> std::io::Result<Vec<&Path>> {
        let changed: Vec<(&Path, &str)> = self
            .files
            .iter()
            .filter(|(path, text)| !std::fs::read(path).is_ok_and(|old| old == text.as_bytes()))
            .map(|(path, text)| (path.as_path(), text.as_str()))
            .collect();
        write::replace_all(&changed)?;
        Ok(changed.into_iter().map(|(path, _)| path).collect())
    }
}

/// Selects the client's operations in the vendor's document, and generates the client.
///
/// # Errors
/// Fails with diagnostics if no client can be generated.
pub fn vendor(root: &Path, request: &UpdateInput) -> Result<DocumentUpdate, Vec<Diagnostic>> {
    let name = request.file.display().to_string();
    let error = |rule, message: String, advice: &str| {
        vec![Diagnostic {
            severity: Severity::Error,
            rule,
            file: name.clone(),
            pointer: String::new(),
            message,
            advice: advice.to_owned(),
        }]
    };
    let date = request.date.clone().unwrap_or_else(provenance::today);
    if !provenance::is_date(&date) {
        let message = format!("invalid date `{date}`");
        return Err(error("date", message, "Write a date such as 2026-08-20."));
    }
    let path = root.join(REGISTRY);
    let registry = clients::read(&path).map_err(|m| vec![codegen::unreadable(m)])?;
    let Some(entry) = registry.get(&request.client) else {
        let names: Vec<&str> = registry.keys().map(String::as_str).collect();
        let message = format!("no client `{}` in {REGISTRY}", request.client);
        return Err(error(
            "client",
            message,
            &format!("The clients are: {}.", names.join(", ")),
        ));
    };
    let read = sources::read(&request.file, &name, &request.allowed);
    let Source {
        value: full,
        bundled,
        ..
    } = read.map_err(|error| vec![error])?;
    let sha256 = digest(&request.file, &bundled)
        .map_err(|e| error("unreadable", e.to_string(), "Check the path."))?;
    let lost = lost_operations(&bundled);
    if !lost.is_empty() {
        return Err(lost);
    }
    check_include(&full, &entry.include, &name)?;
    let mut doc = subset::select(&full, &entry.include.tags, &entry.include.operations);
    extensions::strip(&mut doc);

    let old = codegen::sources(root, entry, None).ok();
    let replacement = DocumentOverride {
        client: request.client.clone(),
        value: doc,
        bundled,
    };
    let new = codegen::sources(root, entry, Some(&replacement)).map_err(|error| vec![*error])?;
    let generated = codegen::codegen_with(root, Some(&replacement));
    if generated.has_errors() {
        return Err(generated.diagnostics);
    }

    let version = full.pointer("/info/version").and_then(Value::as_str);
    let provenance = DocumentSource {
        source: request
            .file
            .file_name()
            .map_or_else(|| name.clone(), |name| name.to_string_lossy().into_owned()),
        version: version.unwrap_or("").to_owned(),
        date,
        sha256,
    };
    let text =
        std::fs::read_to_string(&path).map_err(|e| vec![codegen::unreadable(e.to_string())])?;
    let (text, note) = provenance
        .write(&text, &request.client)
        .map_err(|m| vec![codegen::unreadable(m)])?;
    let head = format!(
        "# Written by `cargo xtask vendor {}`; its source is in clients.toml.\n\
         # Write corrections into the overlay: the next run overwrites this file.\n",
        request.client
    );
    let yaml = yaml::write(&replacement.value, &head).map_err(|message| {
        let advice = "Report this with the document: it cannot be written as YAML.";
        error("yaml", message, advice)
    })?;
    let mut files = vec![
        (root.join("openapi").join(&entry.document), yaml),
        (path, text),
    ];
    for (name, text) in generated.files {
        files.push((root.join(OUTPUT).join(name), text));
    }
    Ok(DocumentUpdate {
        old,
        new,
        files,
        note,
        diagnostics: generated.diagnostics,
    })
}

/// Returns the diagnostics on operations in files that cannot be read: they may be among the selected ones.
fn lost_operations(bundled: &BundleInfo) -> Vec<Diagnostic> {
    let is_operation = |at: &str| at.starts_with("/paths/") && at.matches('/').count() <= 4;
    let findings = bundled.findings.iter().filter(|finding| {
        let reference = finding.reference.as_ref();
        reference.is_none_or(|(at, _)| is_operation(at))
    });
    findings
        .map(|finding| finding.diagnostic.clone().under(Policy::Strict))
        .collect()
}

/// Returns the SHA-256 of a document. That of several files is the one of their digests and paths, as
/// `sha256sum` prints them, sorted by path.
fn digest(document: &Path, bundled: &BundleInfo) -> std::io::Result<String> {
    let mut paths = bundled.files.clone();
    if paths.is_empty() {
        return Ok(provenance::sha256(&std::fs::read(document)?));
    }
    paths.sort();
    let folder = document.parent().unwrap_or(Path::new(""));
    let mut lines = String::new();
    for path in paths {
        let digest = provenance::sha256(&std::fs::read(folder.join(&path))?);
        let _ = writeln!(lines, "{digest}  {path}");
    }
    Ok(provenance::sha256(lines.as_bytes()))
}

/// Checks that all selected tags and operations are in the document.
fn check_include(full: &Value, include: &Include, file: &str) -> Result<(), Vec<Diagnostic>> {
    let operations = walk::operations(full);
    let tags: BTreeSet<&str> = operations
        .iter()
        .filter_map(|(_, _, operation, _)| operation.get("tags")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let ids: BTreeSet<&str> = operations
        .iter()
        .filter_map(|(_, _, operation, _)| operation.get("operationId")?.as_str())
        .collect();
    let mut diagnostics = Vec::new();
    for (kind, included, existing) in [
        ("tag", &include.tags, &tags),
        ("operationId", &include.operations, &ids),
    ] {
        for name in included
            .iter()
            .filter(|name| !existing.contains(name.as_str()))
        {
            diagnostics.push(missing(kind, name, existing, file));
        }
    }
    if include.tags.is_empty() && include.operations.is_empty() {
        diagnostics.push(Diagnostic {
            severity: Severity::Error,
            rule: "include",
            file: REGISTRY.to_owned(),
            pointer: String::new(),
            message: "the client has no `include`".to_owned(),
            advice: "Add `include.tags` or `include.operations`.".to_owned(),
        });
    }
    if diagnostics.is_empty() {
        Ok(())
    } else {
        Err(diagnostics)
    }
}

fn missing(kind: &str, name: &str, existing: &BTreeSet<&str>, file: &str) -> Diagnostic {
    let names: Vec<&str> = existing.iter().copied().collect();
    let near = similar::get_close_matches(name, &names, 5, 0.5);
    let quoted: Vec<String> = near.iter().map(|near| format!("`{near}`")).collect();
    let advice = if quoted.is_empty() {
        format!("No name is similar. Search the document, and change {REGISTRY}.")
    } else {
        format!("Similar names: {}. Change {REGISTRY}.", quoted.join(", "))
    };
    Diagnostic {
        severity: Severity::Error,
        rule: "include",
        file: file.to_owned(),
        pointer: String::new(),
        message: format!("no operation has the {kind} `{name}`"),
        advice,
    }
}
