//! The command line.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use clap::{Parser, Subcommand};

use crate::error::Result;
use crate::store::Store;
use crate::{access, build, calls, criterion, listing, page, progress, sandbox, vendors};

/// Measure what rolekit costs; without a part, measure all parts
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
pub struct Cli {
    #[command(subcommand)]
    part: Option<Part>,
    /// Folder that contains docs/
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."), hide_default_value = true, global = true)]
    root: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Compare calls by rolekit, by reqwest and by hyper
    Calls(calls::Calls),
    /// Read a million items from a stream, and measure memory
    Listing(listing::Listing),
    /// Compare rolekit with the vendors' Python clients
    Vendors(vendors::Vendors),
    /// Measure the stages of the pipeline on Gcore's full document
    Pipeline(criterion::Criterion),
    /// Measure parts of the SDK that need no network
    Inside(criterion::Criterion),
    /// Measure cold builds with each set of features
    Build(build::Build),
    /// Import and plan the access of many people with the program `rolekit`
    Access(access::Access),
    /// Render the page from the stored figures
    Page,
    /// Serve fixed responses, as a child process
    #[command(hide = true)]
    ServeFixed,
    /// Serve the sandbox, as a child process
    #[command(hide = true)]
    ServeSandbox { assignments: usize },
    /// Make calls with one client, for a profiler
    #[command(hide = true)]
    Profile(calls::Profile),
    /// Administer the sandbox that stdin names, as a child process
    #[command(hide = true)]
    Administer,
}

/// All parts, in the order of the page.
const PARTS: [&str; 7] = [
    "calls", "listing", "vendors", "pipeline", "inside", "build", "access",
];

/// Runs the command.
///
/// # Errors
/// If a part cannot be measured, or the page cannot be written.
pub fn run(cli: Cli) -> Result<()> {
    let root = cli.root;
    let store = Store::new(&root);
    match cli.part {
        Some(Part::Calls(calls)) => store.write_figures("calls", &calls.run()?)?,
        Some(Part::Listing(listing)) => store.write_figures("listing", &listing.run()?)?,
        Some(Part::Vendors(vendors)) => store.write_figures("vendors", &vendors.run()?)?,
        Some(Part::Pipeline(part)) => {
            store.write_figures("pipeline", &part.run(&root, "pipeline")?)?;
        }
        Some(Part::Inside(part)) => store.write_figures("inside", &part.run(&root, "inside")?)?,
        Some(Part::Build(build)) => {
            let figures = build.run(&root)?;
            if !build.rows.is_empty() {
                // The page shows all rows.
                let figures = serde_json::to_string_pretty(&figures)?;
                return Ok(writeln!(std::io::stdout(), "{figures}")?);
            }
            store.write_figures("build", &figures)?;
        }
        Some(Part::Access(access)) => store.write_figures("access", &access.run(&root)?)?,
        Some(Part::Page) => {}
        Some(Part::ServeFixed) => return calls::serve_fixed(),
        Some(Part::ServeSandbox { assignments }) => return sandbox::serve(assignments),
        Some(Part::Profile(profile)) => return profile.run(),
        Some(Part::Administer) => return vendors::administer(),
        None => {
            // A process for each, so that none starts with the memory of the one before.
            for part in PARTS {
                let mut program = Command::new(std::env::current_exe()?);
                let status = program.arg(part).arg("--root").arg(&root).status()?;
                if !status.success() {
                    return Err(format!("part {part} ended with {status}").into());
                }
            }
            return Ok(());
        }
    }
    for (name, text) in page::render(store.docs())? {
        store.write(&name, &text)?;
    }
    progress::report("docs/benchmarks.md");
    Ok(())
}
