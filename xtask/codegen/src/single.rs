//! `cargo xtask generate`: a crate of its own from any one document.

mod folder;
mod report;

use std::path::Path;
use std::time::Duration;

pub use self::folder::place;
pub use self::report::{Skipped, Status, Summary};
use crate::diagnostic::{Diagnostic, Policy, Severity};
use crate::pipeline::{self, Source};
use crate::target::Target;
use crate::write::Files;
use crate::{load, progress, standalone};

/// Names of crates that a generated one depends on or that mean something to the compiler.
const TAKEN: [&str; 14] = [
    "alloc",
    "chrono",
    "core",
    "futures",
    "proc-macro",
    "proc_macro",
    "progenitor-client",
    "regress",
    "reqwest",
    "serde",
    "serde_json",
    "std",
    "test",
    "uuid",
];

/// What to generate from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The document.
    pub spec: &'a Path,
    /// Its overlay.
    pub overlay: Option<&'a Path>,
    /// The name of the crate; of the document's file where there is none.
    pub name: Option<&'a str>,
    /// What becomes of what cannot be expressed.
    pub policy: Policy,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The crate, where one was made.
    pub files: Option<Files>,
    /// What there is to say about it.
    pub summary: Summary,
}

/// Generates a crate. Writes nothing.
///
/// # Errors
/// Where `input` names no crate.
pub fn make(input: Input<'_>) -> Result<Made, String> {
    let name = crate_name(input)?;
    progress::start();
    progress::stage("load");
    let mut diagnostics = Vec::new();
    let mut read = |path: &Path| {
        let file = path.display().to_string();
        match load::read(path, &file) {
            Ok(value) => Some(Source { file, value }),
            Err(refusal) => {
                diagnostics.push(refusal);
                None
            }
        }
    };
    let document = read(input.spec);
    let overlay = input.overlay.map(&mut read);
    let mut client = None;
    if let Some(document) = document
        && overlay.as_ref().is_none_or(Option::is_some)
    {
        let header = standalone::header(&file_name(input.spec));
        let outcome = pipeline::run(
            document,
            overlay.flatten(),
            Target::Standalone,
            input.policy,
            &header,
        );
        diagnostics.extend(outcome.diagnostics);
        client = outcome.client;
    }
    let laps = progress::stop();
    let summary = Summary::new(input, &name, client.as_ref(), diagnostics, &laps);
    let files = client.map(|client| standalone::emit(&name, &client));
    Ok(Made { files, summary })
}

/// All that was said, at the severity of `least` or above.
pub fn said(diagnostics: &[Diagnostic], least: Severity) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(move |d| d.severity >= least)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    // A line of a comment.
    name.to_string_lossy().replace(char::is_control, " ")
}

fn crate_name(input: Input<'_>) -> Result<String, String> {
    if let Some(name) = input.name {
        let fine = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let keyword = syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err();
        if !fine || keyword || TAKEN.contains(&name) {
            return Err(format!("`{name}` is no name of a crate"));
        }
        return Ok(name.to_owned());
    }
    let stem = input.spec.file_stem().unwrap_or_default().to_string_lossy();
    let mut name = String::new();
    for c in stem.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    let fine = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok()
        && !TAKEN.contains(&name);
    Ok(match name {
        "" => "client".to_owned(),
        name if fine => name.to_owned(),
        name => format!("client-{name}"),
    })
}

/// Milliseconds, for a report.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_named_as_asked_or_after_the_document() {
        let named = |spec: &str, name: Option<&str>| {
            crate_name(Input {
                spec: Path::new(spec),
                overlay: None,
                name,
                policy: Policy::Lenient,
            })
        };
        assert_eq!(named("a/cloud_api.yaml", None).unwrap(), "cloud-api");
        assert_eq!(named("a/3d API.v2.json", None).unwrap(), "client-3d-api-v2");
        assert_eq!(named("serde.json", None).unwrap(), "client-serde");
        assert_eq!(named("x", Some("my-crate_2")).unwrap(), "my-crate_2");
        for wrong in ["", "2a", "a b", "serde", "fn", "a/b"] {
            assert!(named("x", Some(wrong)).is_err(), "{wrong}");
        }
    }
}
