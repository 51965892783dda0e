//! `cargo xtask vendor CLIENT FILE`: a client's document is taken from the vendor's.
//!
//! Everything is made and tried out before a byte is written: where the new document does not go
//! through the pipeline, or an action of the overlay matches nothing any more, all stays as it is.

mod extensions;
mod provenance;
mod yaml;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::clients::{self, Include};
use crate::codegen::{self, Instead, OUTPUT, REGISTRY};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::Source;
use crate::{load, subset, walk, write};
use provenance::Provenance;

/// What is to be taken from where.
#[derive(Clone, Debug)]
pub struct Request {
    /// The client.
    pub client: String,
    /// The vendor's document.
    pub file: PathBuf,
    /// The date that the registry gets; today's where there is none.
    pub date: Option<String>,
}

/// What was made, and not written yet.
#[derive(Clone, Debug)]
pub struct Vendored {
    /// The document as it was, if it could be read, with its overlay.
    pub old: Option<(Source, Option<Source>)>,
    /// The new document, with its overlay.
    pub new: (Source, Option<Source>),
    /// The files that are to be written.
    pub files: Vec<(PathBuf, String)>,
    /// The registry's note on the document before, which does not hold any more.
    pub note: Option<String>,
    /// What the stages had to say.
    pub diagnostics: Vec<Diagnostic>,
}

impl Vendored {
    /// Writes the files that are not what they should be. Gives back which.
    ///
    /// # Errors
    /// What the file system said.
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

/// Takes the client's operations out of the vendor's document, and generates from them.
///
/// # Errors
/// What has to be mended first.
pub fn vendor(root: &Path, request: &Request) -> Result<Vendored, Vec<Diagnostic>> {
    let shown = request.file.display().to_string();
    let refuse = |rule, message: String, advice: &str| {
        vec![Diagnostic {
            severity: Severity::Error,
            rule,
            file: shown.clone(),
            pointer: String::new(),
            message,
            advice: advice.to_owned(),
        }]
    };
    let date = request.date.clone().unwrap_or_else(provenance::today);
    if !provenance::is_date(&date) {
        let message = format!("`{date}` is no date");
        return Err(refuse("date", message, "Write it as 2026-08-20."));
    }
    let path = root.join(REGISTRY);
    let registry = clients::read(&path).map_err(|m| vec![codegen::unreadable(m)])?;
    let Some(entry) = registry.get(&request.client) else {
        let names: Vec<&str> = registry.keys().map(String::as_str).collect();
        let message = format!("no client `{}` in {REGISTRY}", request.client);
        return Err(refuse(
            "client",
            message,
            &format!("There are: {}.", names.join(", ")),
        ));
    };
    let full = load::read(&request.file, &shown).map_err(|refusal| vec![refusal])?;
    let bytes = std::fs::read(&request.file)
        .map_err(|e| refuse("unreadable", e.to_string(), "Check the path."))?;
    check_include(&full, &entry.include, &shown)?;
    let mut doc = subset::select(&full, &entry.include.tags, &entry.include.operations);
    extensions::strip(&mut doc);

    let old = codegen::sources(root, entry, None).ok();
    let new = codegen::sources(root, entry, Some(&doc)).map_err(|refusal| vec![*refusal])?;
    let instead = Instead {
        client: request.client.clone(),
        value: doc,
    };
    let generated = codegen::codegen_with(root, Some(&instead));
    if generated.is_refused() {
        return Err(generated.diagnostics);
    }

    let version = full.pointer("/info/version").and_then(Value::as_str);
    let provenance = Provenance {
        source: request
            .file
            .file_name()
            .map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned()),
        version: version.unwrap_or("").to_owned(),
        date,
        sha256: provenance::sha256(&bytes),
    };
    let text =
        std::fs::read_to_string(&path).map_err(|e| vec![codegen::unreadable(e.to_string())])?;
    let (text, note) = provenance
        .write(&text, &request.client)
        .map_err(|m| vec![codegen::unreadable(m)])?;
    let head = format!(
        "# Written by `cargo xtask vendor {}`; where it comes from stands in clients.toml.\n\
         # Corrections go into the overlay, for the next run writes this file anew.\n",
        request.client
    );
    let yaml = yaml::write(&instead.value, &head).map_err(|message| {
        let advice = "Report it, with the document: what was read cannot be written as YAML.";
        refuse("yaml", message, advice)
    })?;
    let mut files = vec![
        (root.join("openapi").join(&entry.document), yaml),
        (path, text),
    ];
    for (name, text) in generated.files {
        files.push((root.join(OUTPUT).join(name), text));
    }
    Ok(Vendored {
        old,
        new,
        files,
        note,
        diagnostics: generated.diagnostics,
    })
}

/// Everything that is asked for has to be there.
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
    let mut said = Vec::new();
    for (what, wanted, there) in [
        ("tag", &include.tags, &tags),
        ("operationId", &include.operations, &ids),
    ] {
        for name in wanted.iter().filter(|name| !there.contains(name.as_str())) {
            said.push(missing(what, name, there, file));
        }
    }
    if include.tags.is_empty() && include.operations.is_empty() {
        said.push(Diagnostic {
            severity: Severity::Error,
            rule: "include",
            file: REGISTRY.to_owned(),
            pointer: String::new(),
            message: "the client includes nothing of a vendor's document".to_owned(),
            advice: "Give it `include.tags` or `include.operations`.".to_owned(),
        });
    }
    if said.is_empty() { Ok(()) } else { Err(said) }
}

fn missing(what: &str, name: &str, there: &BTreeSet<&str>, file: &str) -> Diagnostic {
    let names: Vec<&str> = there.iter().copied().collect();
    let near = similar::get_close_matches(name, &names, 5, 0.5);
    let quoted: Vec<String> = near.iter().map(|near| format!("`{near}`")).collect();
    let advice = if quoted.is_empty() {
        format!(
            "Nothing there has a name like it: look for it in the document, then change {REGISTRY}."
        )
    } else {
        format!("Near it are {}. Change {REGISTRY}.", quoted.join(", "))
    };
    Diagnostic {
        severity: Severity::Error,
        rule: "include",
        file: file.to_owned(),
        pointer: String::new(),
        message: format!("no operation has the {what} `{name}`"),
        advice,
    }
}
