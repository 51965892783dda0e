//! Measures rolekit against what it could cost, and writes the page of it.
//!
//! Each part measures one thing and stores its figures as JSON in `docs/benchmarks/`, so that one
//! can be measured anew alone; the page and its plots are written from all of them. Whatever is
//! compared is measured in turns within one run: what the machine does meanwhile befalls all alike.

mod build;
mod calls;
mod child;
mod criterion;
mod had;
mod listing;
mod machine;
pub mod page;
mod plot;
mod sandbox;
mod stats;
mod store;
mod time;
mod vendors;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use clap::{Parser, Subcommand};

use crate::store::Store;

/// What goes wrong here ends the run, and is told.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What came of it, or what went wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Measures rolekit against what it could cost; every part, where none is named.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
pub struct Cli {
    #[command(subcommand)]
    part: Option<Part>,
    /// The folder with docs/ in it
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."), hide_default_value = true, global = true)]
    root: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// A call: rolekit, reqwest by hand, bare hyper
    Calls(calls::Calls),
    /// A million items through a stream, and the memory that it takes
    Listing(listing::Listing),
    /// Side by server with the vendors' Python clients
    Vendors(vendors::Vendors),
    /// The stages of the pipeline on Gcore's full document
    Pipeline(criterion::Criterion),
    /// Pieces of the SDK that no network is needed for
    Inside(criterion::Criterion),
    /// Cold builds with each set of features, and a build after a change
    Build(build::Build),
    /// Only writes the page anew
    Page,
    /// Serves fixed answers, in a process of its own
    #[command(hide = true)]
    ServeFixed,
    /// Serves the sandbox, in a process of its own
    #[command(hide = true)]
    ServeSandbox { assignments: usize },
    /// Makes calls of one contender, to be counted from outside
    #[command(hide = true)]
    CallOnly(calls::Only),
    /// Administers a sandbox as it is told on stdin
    #[command(hide = true)]
    Administer,
}

/// All parts, in the order in which they are measured and stand on the page.
const PARTS: [&str; 6] = ["calls", "listing", "vendors", "pipeline", "inside", "build"];

/// Runs the driver.
///
/// # Errors
/// Why a part could not be measured, or the page not be written.
pub fn run(cli: Cli) -> Result<()> {
    let root = cli.root;
    let store = Store::new(&root);
    match cli.part {
        Some(Part::Calls(calls)) => store.write("calls", &calls.run()?)?,
        Some(Part::Listing(listing)) => store.write("listing", &listing.run()?)?,
        Some(Part::Vendors(vendors)) => store.write("vendors", &vendors.run()?)?,
        Some(Part::Pipeline(part)) => {
            store.write("pipeline", &part.run(&root, "xtask", "stages")?)?;
        }
        Some(Part::Inside(part)) => {
            store.write("inside", &part.run(&root, "rolekit-bench", "inside")?)?
        }
        Some(Part::Build(build)) => {
            let figures = build.run(&root)?;
            if !build.rows.is_empty() {
                // Not what the page is to show.
                let figures = serde_json::to_string_pretty(&figures)?;
                return Ok(writeln!(std::io::stdout(), "{figures}")?);
            }
            store.write("build", &figures)?;
        }
        Some(Part::Page) => {}
        Some(Part::ServeFixed) => return calls::serve_fixed(),
        Some(Part::ServeSandbox { assignments }) => return sandbox::serve(assignments),
        Some(Part::CallOnly(only)) => return only.run(),
        Some(Part::Administer) => return vendors::Ours::run(),
        None => {
            // Each in a process of its own: none begins with the memory of another.
            for part in PARTS {
                let mut program = Command::new(std::env::current_exe()?);
                let status = program.arg(part).arg("--root").arg(&root).status()?;
                if !status.success() {
                    return Err(format!("the part {part} ended with {status}").into());
                }
            }
            return Ok(());
        }
    }
    for (name, text) in page::render(store.docs())? {
        store.put(&name, &text)?;
    }
    tell("docs/benchmarks.md");
    Ok(())
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
