//! Generates every client of the registry into the SDK: `cargo xtask codegen`.

use std::path::Path;

use serde_json::Value;

use crate::bundle::BundleInfo;
use crate::clients::{self, ClientEntry, Clients};
use crate::diagnostic::{Diagnostic, Policy, Severity};
use crate::document;
use crate::pipeline::{self, Source};
use crate::sources::{self, FileAccess};
use crate::write::Files;

/// The path of the registry, from the root of the project.
pub const REGISTRY: &str = "openapi/clients.toml";
/// The folder of the generated clients, from the root of the project.
pub const OUTPUT: &str = "sdk/rolekit/src/generated";

/// The result of generating all clients.
#[derive(Clone, Debug, Default)]
pub struct GeneratedClients {
    /// The files of the output folder; incomplete if a document has errors.
    pub files: Files,
    /// All diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

impl GeneratedClients {
    /// Returns whether a document has errors.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|d| d.severity == Severity::Error)
    }
}

/// A document that replaces one in `openapi/` before it is written there.
#[derive(Clone, Debug)]
pub struct DocumentOverride {
    /// The client that the document belongs to.
    pub client: String,
    /// The document.
    pub value: Value,
    /// The files that its parts are from.
    pub bundled: BundleInfo,
}

/// Generates all clients of the project at `root`.
pub fn codegen(root: &Path) -> GeneratedClients {
    codegen_with(root, None)
}

/// Generates all clients of the project at `root`, one of them from another document.
pub fn codegen_with(root: &Path, replacement: Option<&DocumentOverride>) -> GeneratedClients {
    let mut out = GeneratedClients::default();
    let registry = match clients::read(&root.join(REGISTRY)) {
        Ok(registry) => registry,
        Err(message) => {
            out.diagnostics.push(unreadable(message));
            return out;
        }
    };
    for (name, entry) in &registry {
        let replacement = replacement.filter(|i| i.client == *name);
        if let Some(code) = client(root, entry, replacement, &mut out.diagnostics) {
            out.files
                .insert(format!("{}.rs", clients::module(name)), code);
        }
    }
    out.files.insert("mod.rs".to_owned(), modules(&registry));
    out
}

/// Returns the diagnostic of a registry that cannot be read.
pub fn unreadable(message: String) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        rule: "registry",
        file: REGISTRY.to_owned(),
        pointer: String::new(),
        message,
        advice: "Correct it; the other entries are examples.".to_owned(),
    }
}

fn client(
    root: &Path,
    entry: &ClientEntry,
    replacement: Option<&DocumentOverride>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let (document, overlay) = match sources(root, entry, replacement) {
        Ok(sources) => sources,
        Err(error) => {
            diagnostics.push(*error);
            return None;
        }
    };
    let header = header(&document.file, overlay.as_ref().map(|o| o.file.as_str()));
    let file = document.file.clone();
    let output = pipeline::run(document, overlay, Policy::Strict, &header);
    diagnostics.extend(output.diagnostics);
    let client = output.client?;
    // Its tables take longer to compile than any other dependency of the SDK.
    for pattern in client.dependencies.regress {
        diagnostics.push(Diagnostic {
            severity: Severity::Error,
            rule: "pattern",
            file: file.clone(),
            pointer: String::new(),
            message: format!("the pattern {pattern:?} needs the runtime's feature `regress`"),
            advice: "Reword or remove it in an overlay; the service checks it.".to_owned(),
        });
    }
    Some(client.code)
}

/// Returns the document and the overlay of a client in the project, or `replacement` for the
/// document.
///
/// # Errors
/// Fails if one of the two cannot be read.
pub fn sources(
    root: &Path,
    entry: &ClientEntry,
    replacement: Option<&DocumentOverride>,
) -> Result<(Source, Option<Source>), Box<Diagnostic>> {
    let path = |name: &str| (root.join("openapi").join(name), format!("openapi/{name}"));
    let (document, file) = path(&entry.document);
    let document = match replacement {
        Some(replacement) => Source {
            file,
            value: replacement.value.clone(),
            bundled: replacement.bundled.clone(),
        },
        None => sources::read(&document, &file, &FileAccess::Beside)?,
    };
    let overlay = entry.overlay.as_deref().map(|name| {
        let (overlay, file) = path(name);
        let value = document::read(&overlay, &file)?;
        Ok::<_, Diagnostic>(Source::new(file, value))
    });
    Ok((document, overlay.transpose()?))
}

fn header(document: &str, overlay: Option<&str>) -> String {
    let overlay = overlay.map_or(String::new(), |name| format!(" and {name}"));
    format!(
        "// Generated by `cargo xtask codegen` from {document}{overlay}.\n\
         // Change those, not this file.\n"
    )
}

/// Exempts generated code from lints.
const EXEMPT: &str = "#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_mut,
    clippy::all,
    clippy::expect_used,
    clippy::missing_errors_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = \"generated; the pipeline is tested instead\"
)]";

fn modules(registry: &Clients) -> String {
    let mut text = format!(
        "// Generated by `cargo xtask codegen` from {REGISTRY}.\n// Change that, not this file.\n"
    );
    for name in registry.keys() {
        let module = clients::module(name);
        text += &format!("\n#[cfg(feature = \"{name}\")]\n{EXEMPT}\npub mod {module};\n");
    }
    text
}
