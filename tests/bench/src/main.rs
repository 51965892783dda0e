//! `rolekit-bench`: runs the benchmarks. `cargo xtask bench` builds and runs it.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use rolekit_bench::Cli;

fn main() -> ExitCode {
    match rolekit_bench::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The exit code remains if stderr is closed.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
