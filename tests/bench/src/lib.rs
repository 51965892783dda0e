//! Measures rolekit against what it could cost, and writes the page of it.
//!
//! Each part measures one thing and stores its figures as JSON in `docs/benchmarks/`, so that one
//! can be measured anew alone. Whatever is compared is measured in turns within one run: what the
//! machine does meanwhile befalls all alike.

mod calls;
mod child;
mod machine;
mod stats;
mod store;

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// What goes wrong here ends the run, and is told.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What came of it, or what went wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Measures rolekit against what it could cost.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
pub struct Cli {
    #[command(subcommand)]
    part: Part,
    /// The folder with docs/ in it
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."), hide_default_value = true, global = true)]
    root: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// A call: rolekit, reqwest by hand, bare hyper
    Calls(calls::Calls),
    /// Serves fixed answers, in a process of its own
    #[command(hide = true)]
    ServeFixed,
    /// Makes calls of one contender, to be counted from outside
    #[command(hide = true)]
    CallOnly(calls::Only),
}

/// Runs the driver.
///
/// # Errors
/// Why a part could not be measured.
pub fn run(cli: Cli) -> Result<()> {
    let store = store::Store::new(&cli.root);
    match cli.part {
        Part::Calls(calls) => store.write("calls", &calls.run()?),
        Part::ServeFixed => calls::serve_fixed(),
        Part::CallOnly(only) => only.run(),
    }
}

/// Says how far it is.
fn tell(line: &str) {
    // Nobody is left to be told where stderr is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A runtime of one thread: what is measured is not spread over cores.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}
