//! The command `rolekit`: access as code.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match cli::Cli::try_parse() {
        Ok(cli) => cli::run(&cli),
        Err(error) => {
            // Ignored: the standard output or error may be closed.
            let _ = error.print();
            // clap's status for errors, 2, means changes here.
            ExitCode::from(u8::from(error.use_stderr()))
        }
    }
}
