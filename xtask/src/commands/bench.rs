//! `cargo xtask bench`: builds and runs `rolekit-bench`.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Args;

/// Optimized, like the code that it measures.
const COMMAND: [&str; 6] = ["run", "--release", "--quiet", "-p", "rolekit-bench", "--"];

#[derive(Args, Debug)]
pub(crate) struct Bench {
    /// Parts (calls, listing, vendors, pipeline, inside, build, access; page only renders the page), followed by
    /// their options; defaults to all parts
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "PART"
    )]
    arguments: Vec<OsString>,
}

pub(crate) fn run(args: &Bench, root: &Path) -> Result<ExitCode, String> {
    for arguments in runs(&args.arguments) {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(program)
            .args(COMMAND)
            .args(arguments)
            .current_dir(root)
            .status()
            .map_err(|e| format!("cargo could not be run: {e}"))?;
        if !status.success() {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Splits the arguments into runs of `rolekit-bench`, which takes at most one part.
fn runs(arguments: &[OsString]) -> Vec<Vec<OsString>> {
    let is_option = |argument: &OsString| argument.to_string_lossy().starts_with('-');
    let parts = arguments
        .iter()
        .position(is_option)
        .unwrap_or(arguments.len());
    let (parts, options) = arguments.split_at(parts);
    if parts.is_empty() {
        return vec![options.to_vec()];
    }
    let run = |part: &OsString| [std::slice::from_ref(part), options].concat();
    parts.iter().map(run).collect()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::runs;

    #[test]
    fn each_part_is_a_run_with_the_options() {
        for (arguments, runs_of_it) in [
            ("", "[]"),
            ("--help", r#"[["--help"]]"#),
            ("calls", r#"[["calls"]]"#),
            (
                "calls build --rounds 1",
                r#"[["calls", "--rounds", "1"], ["build", "--rounds", "1"]]"#,
            ),
        ] {
            let arguments: Vec<OsString> = arguments.split_whitespace().map(Into::into).collect();
            let found = runs(&arguments);
            let found: Vec<_> = found.iter().filter(|run| !run.is_empty()).collect();
            assert_eq!(format!("{found:?}"), runs_of_it);
        }
    }
}
