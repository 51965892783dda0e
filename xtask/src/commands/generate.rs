//! `cargo xtask generate`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::single::{self, Input, Status};
use rolekit_codegen::write;

/// The status of a client that lacks operations.
const PARTIAL: u8 = 3;

/// A document, and where to write its client.
#[derive(Args, Debug)]
pub(crate) struct Generate {
    /// The OpenAPI document, 3.0 or 3.1, YAML or JSON
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// An OpenAPI Overlay to apply first
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The folder of the crate: a new one, or one that was generated before
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The name of the crate; defaults to the title of the document
    #[arg(long)]
    name: Option<String>,
    /// Write a report to this file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Fail if the client cannot express a part of the document
    #[arg(long)]
    strict: bool,
    /// Print every rewrite and every unsupported part
    #[arg(long, short)]
    verbose: bool,
}

/// Generates the crate. 0: with all operations; 3: with some; 1: refused.
pub(crate) fn run(args: &Generate) -> Result<ExitCode, String> {
    let made = single::make(Input {
        spec: &args.spec,
        overlay: args.overlay.as_deref(),
        name: args.name.as_deref(),
        policy: if args.strict {
            Policy::Strict
        } else {
            Policy::Lenient
        },
    })?;
    if let Some(path) = &args.report {
        let text = format!("{:#}\n", made.summary.json());
        write::replace_all(&[(path.as_path(), text.as_str())])
            .map_err(|e| format!("{}: {e}", path.display()))?;
    }
    if let Some(files) = &made.files {
        single::place(&args.out, files)?;
    }
    crate::terminal::print_stderr(made.summary.text(args.verbose).trim_end());
    Ok(match made.summary.status {
        Status::Complete => ExitCode::SUCCESS,
        Status::Partial => ExitCode::from(PARTIAL),
        Status::Refused => ExitCode::FAILURE,
    })
}
