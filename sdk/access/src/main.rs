//! The command `rolekit`: access as code.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    cli::run(&cli::Cli::parse())
}
