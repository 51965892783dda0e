//! `rolekit-bench`: the driver. `cargo xtask bench` runs it.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use rolekit_bench::Cli;

fn main() -> ExitCode {
    match rolekit_bench::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to be told where stderr is closed.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
