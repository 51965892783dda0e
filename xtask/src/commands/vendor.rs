//! `cargo xtask vendor`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::diagnostic::Severity;
use rolekit_codegen::diff::{self, DiffInput};
use rolekit_codegen::sources::FileAccess;
use rolekit_codegen::vendor::{self, UpdateInput};

use crate::common::Common;
use crate::terminal::{print_stderr, print_stdout};

#[derive(Args, Debug)]
pub(crate) struct Vendor {
    /// The client, as openapi/clients.toml names it
    client: String,
    /// The vendor's document, YAML or JSON; one that has several files is written as one
    file: PathBuf,
    /// Read files outside the folder of the document if it refers to them
    #[arg(long)]
    allow_outside: bool,
    /// The date for the registry, such as 2026-08-20; defaults to today
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(args: &Vendor) -> Result<ExitCode, String> {
    let root = args.common.root()?;
    let request = UpdateInput {
        client: args.client.clone(),
        file: args.file.clone(),
        allowed: FileAccess::outside(args.allow_outside),
        date: args.date.clone(),
    };
    let vendored = match vendor::vendor(&root, &request) {
        Ok(vendored) => vendored,
        Err(diagnostics) => {
            for diagnostic in &diagnostics {
                if args.common.verbose || diagnostic.severity > Severity::Note {
                    print_stderr(&diagnostic.to_string());
                }
            }
            print_stderr("Nothing was written.");
            return Ok(ExitCode::FAILURE);
        }
    };
    if args.common.verbose {
        for diagnostic in &vendored.diagnostics {
            print_stderr(&diagnostic.to_string());
        }
    }
    let document = vendored.new.0.file.clone();
    let input = |name: &str, (document, overlay)| DiffInput {
        name: name.to_owned(),
        document,
        overlay,
    };
    let new = input(&args.file.display().to_string(), vendored.new.clone());
    // Before anything is written, because the old document is overwritten.
    let comparison = vendored.old.clone().map(|old| {
        let old = input(&format!("{document} before"), old);
        diff::diff(&args.client, old, new)
    });
    for path in vendored.write().map_err(|e| e.to_string())? {
        print_stderr(
            &path
                .strip_prefix(&root)
                .unwrap_or(path)
                .display()
                .to_string(),
        );
    }
    if let Some(note) = &vendored.note {
        print_stderr(&format!(
            "Removed the note on the old document from the registry: {note}"
        ));
    }
    match comparison {
        Some(Ok(mut comparison)) => {
            comparison.sdk_version = diff::sdk_version(&root);
            print_stdout(&comparison.text())?;
        }
        Some(Err(_)) | None => print_stderr(&format!(
            "Changes are unknown: no client can be generated from the old {document}."
        )),
    }
    Ok(ExitCode::SUCCESS)
}
