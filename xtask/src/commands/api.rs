//! `cargo xtask api`

use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::api::{self, OUTPUT};
use rolekit_codegen::rustdoc::Failure;
use rolekit_codegen::{cargo, write};

use crate::{Common, root, say, tell};

/// The status of a Rust whose rustdoc is not read here.
pub(crate) const OTHER_RUST: u8 = 3;

#[derive(Args, Debug)]
pub(crate) struct Api {
    /// Write nothing: fail, with a diff, where the listings are not what the code gives
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(args: &Api) -> Result<ExitCode, String> {
    let root = root(&args.common)?;
    let files = match api::list(&root, &cargo::target(&root).join("rustdoc-json")) {
        Ok(files) => files,
        Err(failure @ Failure::Format { .. }) => {
            tell(&failure.to_string());
            return Ok(ExitCode::from(OTHER_RUST));
        }
        Err(failure) => return Err(failure.to_string()),
    };
    let folder = root.join(OUTPUT);
    if args.check {
        let diff = write::diff(&folder, OUTPUT, &files).map_err(|e| e.to_string())?;
        if diff.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        say(&diff)?;
        tell("The public API is not what is listed. If that is meant: cargo xtask api");
        return Ok(ExitCode::FAILURE);
    }
    for name in write::write(&folder, &files).map_err(|e| e.to_string())? {
        tell(&format!("{OUTPUT}/{name}"));
    }
    Ok(ExitCode::SUCCESS)
}
