//! `cargo xtask api`

use std::process::ExitCode;

use clap::Args;

use rolekit_codegen::{cargo, write};

use crate::api::{self, OUTPUT};
use crate::common::Common;
use crate::rustdoc::{self, Failure};
use crate::terminal::{print_stderr, print_stdout};

#[derive(Args, Debug)]
pub(crate) struct Api {
    /// Write nothing: fail, with a diff, if the listings are out of date
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(args: &Api) -> Result<ExitCode, String> {
    let root = args.common.root()?;
    let files = match api::list(&root, &cargo::target(&root).join("rustdoc-json")) {
        Ok(files) => files,
        Err(failure @ Failure::Format { .. }) => {
            print_stderr(&failure.to_string());
            return Ok(ExitCode::from(rustdoc::OTHER_RUST));
        }
        Err(failure) => return Err(failure.to_string()),
    };
    let folder = root.join(OUTPUT);
    if args.check {
        let diff = write::diff(&folder, OUTPUT, &files).map_err(|e| e.to_string())?;
        if diff.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        print_stdout(&diff)?;
        print_stderr("The public API has changed. If that is intended: cargo xtask api");
        return Ok(ExitCode::FAILURE);
    }
    for name in write::write(&folder, &files).map_err(|e| e.to_string())? {
        print_stderr(&format!("{OUTPUT}/{name}"));
    }
    Ok(ExitCode::SUCCESS)
}
