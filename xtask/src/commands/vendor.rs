//! `cargo xtask vendor`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::diagnostic::Severity;
use rolekit_codegen::diff::{self, Side};
use rolekit_codegen::vendor::{self, Request};

use crate::{Common, root, say, tell};

#[derive(Args, Debug)]
pub(crate) struct Vendor {
    /// The client, as openapi/clients.toml names it
    client: String,
    /// The vendor's document, YAML or JSON
    file: PathBuf,
    /// The date that the registry gets, as 2026-08-20; today's when left out
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(args: &Vendor) -> Result<ExitCode, String> {
    let root = root(&args.common)?;
    let request = Request {
        client: args.client.clone(),
        file: args.file.clone(),
        date: args.date.clone(),
    };
    let vendored = match vendor::vendor(&root, &request) {
        Ok(vendored) => vendored,
        Err(diagnostics) => {
            for diagnostic in &diagnostics {
                if args.common.verbose || diagnostic.severity > Severity::Note {
                    tell(&diagnostic.to_string());
                }
            }
            tell("Nothing was written.");
            return Ok(ExitCode::FAILURE);
        }
    };
    if args.common.verbose {
        for diagnostic in &vendored.diagnostics {
            tell(&diagnostic.to_string());
        }
    }
    let document = vendored.new.0.file.clone();
    let side = |name: &str, (document, overlay)| Side {
        name: name.to_owned(),
        document,
        overlay,
    };
    let new = side(&args.file.display().to_string(), vendored.new.clone());
    // Both are read before anything is written, for the old one is overwritten.
    let comparison = vendored.old.clone().map(|old| {
        let old = side(&format!("{document} as it was"), old);
        diff::diff(&args.client, old, new)
    });
    for path in vendored.write().map_err(|e| e.to_string())? {
        tell(
            &path
                .strip_prefix(&root)
                .unwrap_or(path)
                .display()
                .to_string(),
        );
    }
    if let Some(note) = &vendored.note {
        tell(&format!(
            "The note on the document before is gone from the registry: {note}"
        ));
    }
    match comparison {
        Some(Ok(mut comparison)) => {
            comparison.release = diff::release(&root);
            say(&comparison.text())?;
        }
        Some(Err(_)) | None => tell(&format!(
            "What changed is not known: {document}, as it was, does not go through the pipeline."
        )),
    }
    Ok(ExitCode::SUCCESS)
}
