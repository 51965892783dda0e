//! `cargo xtask codegen` and `cargo xtask build`

use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::codegen::{self, OUTPUT};
use rolekit_codegen::diagnostic::Severity;
use rolekit_codegen::{cargo, write};

use crate::common::Common;
use crate::terminal::{print_stderr, print_stdout};

#[derive(Args, Debug)]
pub(crate) struct Codegen {
    /// Write nothing: fail, with a diff, if the clients are out of date
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub(crate) struct Build {
    #[command(flatten)]
    common: Common,
    /// Arguments for `cargo build`
    #[arg(last = true)]
    cargo: Vec<String>,
}

/// Generates the clients of the SDK.
pub(crate) fn run(args: &Codegen) -> Result<ExitCode, String> {
    generate(&args.common, args.check)
}

/// Generates the clients, then builds the SDK.
pub(crate) fn build(args: &Build) -> Result<ExitCode, String> {
    let code = generate(&args.common, false)?;
    if code != ExitCode::SUCCESS {
        return Ok(code);
    }
    let status = cargo::command()
        .arg("build")
        .args(&args.cargo)
        .current_dir(args.common.root()?)
        .status()
        .map_err(|e| format!("failed to run cargo: {e}"))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn generate(common: &Common, check: bool) -> Result<ExitCode, String> {
    let root = common.root()?;
    let generated = codegen::codegen(&root);
    for diagnostic in &generated.diagnostics {
        if common.verbose || diagnostic.severity > Severity::Note {
            print_stderr(&diagnostic.to_string());
        }
    }
    if generated.has_errors() {
        print_stderr("Nothing was written.");
        return Ok(ExitCode::FAILURE);
    }
    let folder = root.join(OUTPUT);
    if check {
        let diff = write::diff(&folder, OUTPUT, &generated.files).map_err(|e| e.to_string())?;
        if diff.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        print_stdout(&diff)?;
        print_stderr("The clients are out of date. To update them: cargo xtask codegen");
        return Ok(ExitCode::FAILURE);
    }
    for name in write::write(&folder, &generated.files).map_err(|e| e.to_string())? {
        print_stderr(&format!("{OUTPUT}/{name}"));
    }
    Ok(ExitCode::SUCCESS)
}
