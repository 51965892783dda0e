//! `cargo xtask`: the commands of the rolekit workspace.

mod api;
mod commands;
mod common;
mod package;
mod rustdoc;
mod terminal;
mod tools;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rolekit_codegen::stack;

/// The commands of the rolekit workspace.
///
/// A command that fails exits with 2, other statuses are those of the command.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generate the clients of the SDK from the documents in openapi/
    Codegen(commands::codegen::Codegen),
    /// Generate the clients, then build the SDK
    Build(commands::codegen::Build),
    /// Update a client's document from the vendor's, and show what changed
    Vendor(commands::vendor::Vendor),
    /// Show what changed in a client's document, and what that means for dependents
    Diff(commands::diff::Diff),
    /// Generate a crate from any OpenAPI document
    Generate(commands::generate::Generate),
    /// Compare the verdicts of `diff` with `cargo semver-checks`
    SemverTable(commands::semver_table::SemverTable),
    /// Generate and check a client of every document below a folder, and write a table
    Corpus(commands::corpus::Corpus),
    /// Compare the clients of other generators of the same documents, in docs/corpus.md
    Peers(commands::peers::Peers),
    /// Install the tools that .ci/run needs
    Setup(commands::setup::Setup),
    /// Write the public API to docs/api/
    Api(commands::api::Api),
    /// Check that the version is right for the changes since the last release
    SemverChecks(commands::semver_checks::SemverChecks),
    /// Check the package of each published crate, outside the workspace
    Package(commands::package::Package),
    /// Check that a release can be made, or make it
    Release(commands::release::Release),
    /// Run the benchmarks, and write docs/benchmarks.md
    Bench(commands::bench::Bench),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A panic in a library, such as the YAML reader, is reported like any other error.
    let result = catch_unwind(AssertUnwindSafe(|| {
        stack::with_large_stack(|| command(cli))
    }));
    let result =
        result.unwrap_or_else(|_| Err("internal error; report it, with the document".to_owned()));
    match result {
        Ok(code) => code,
        Err(message) => {
            terminal::print_stderr(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

fn command(cli: Cli) -> Result<ExitCode, String> {
    match cli.command {
        Task::Codegen(args) => commands::codegen::run(&args),
        Task::Build(args) => commands::codegen::build(&args),
        Task::Vendor(args) => commands::vendor::run(&args),
        Task::Diff(args) => commands::diff::run(&args),
        Task::Generate(args) => commands::generate::run(&args),
        Task::SemverTable(args) => commands::semver_table::run(&args),
        Task::Corpus(args) => commands::corpus::run(&args),
        Task::Peers(args) => commands::peers::run(&args),
        Task::Setup(args) => commands::setup::run(&args),
        Task::Api(args) => commands::api::run(&args),
        Task::SemverChecks(args) => commands::semver_checks::run(&args),
        Task::Package(args) => commands::package::run(&args),
        Task::Release(args) => commands::release::run(&args),
        Task::Bench(args) => commands::bench::run(&args, &common::find_root()?),
    }
}
