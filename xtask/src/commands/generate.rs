//! `cargo xtask generate`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::generate_crate::{self, ClientStatus, Input, Runtime};
use rolekit_codegen::sources::FileAccess;
use rolekit_codegen::write;

/// The exit status if the client lacks operations.
const PARTIAL: u8 = 3;

/// Arguments of `cargo xtask generate`.
#[derive(Args, Debug)]
pub(crate) struct Generate {
    /// The document: OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0, YAML or JSON, of one or several files
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// Read files outside the folder of the document if it refers to them
    #[arg(long)]
    allow_outside: bool,
    /// An OpenAPI Overlay, 1.0 to 1.2, that is applied to the document first
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The folder of the crate: a new one, or one that was generated before
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The name of the crate; defaults to the name of the document
    #[arg(long)]
    name: Option<String>,
    /// The crate `rolekit-runtime` to depend on, a folder or a version; defaults to a copy of its source
    #[arg(long, value_name = "PATH|VERSION")]
    runtime: Option<String>,
    /// Write all diagnostics to this file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Fail if the client cannot express everything in the document
    #[arg(long)]
    strict: bool,
    /// Print all diagnostics
    #[arg(long, short)]
    verbose: bool,
}

/// Generates a crate. Exits with 0 if it has all operations, 3 if it lacks some, and 1 if the document
/// has errors.
pub(crate) fn run(args: &Generate) -> Result<ExitCode, String> {
    let output = generate_crate::generate(&Input {
        spec: &args.spec,
        allowed: FileAccess::outside(args.allow_outside),
        overlay: args.overlay.as_deref(),
        name: args.name.as_deref(),
        runtime: match &args.runtime {
            Some(runtime) => Runtime::parse(runtime),
            None => Runtime::Copy,
        },
        policy: if args.strict {
            Policy::Strict
        } else {
            Policy::Lenient
        },
    })?;
    if let Some(path) = &args.report {
        let text = format!("{:#}\n", output.summary.json());
        write::replace_all(&[(path.as_path(), text.as_str())])
            .map_err(|e| format!("{}: {e}", path.display()))?;
    }
    if let Some(files) = &output.files {
        generate_crate::write_folder(&args.out, files)?;
    }
    crate::terminal::print_stderr(output.summary.text(args.verbose).trim_end());
    Ok(match output.summary.status {
        ClientStatus::Complete => ExitCode::SUCCESS,
        ClientStatus::Partial => ExitCode::from(PARTIAL),
        ClientStatus::Failed => ExitCode::FAILURE,
    })
}
