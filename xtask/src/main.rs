//! `cargo xtask`: the commands of the spec pipeline.

mod commands;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Args, Parser, Subcommand};
use commands::{api, bench, corpus, diff, generate, package, semver, semver_checks, setup, vendor};
use rolekit_codegen::codegen::{self, OUTPUT};
use rolekit_codegen::diagnostic::Severity;
use rolekit_codegen::{stack, write};

/// The spec pipeline of rolekit.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generate the clients of the SDK from the documents in openapi/
    Codegen {
        /// Write nothing: fail, with a diff, where the clients are not what openapi/ gives
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Generate the clients, then build the SDK
    Build {
        #[command(flatten)]
        common: Common,
        /// Passed on to `cargo build`
        #[arg(last = true)]
        cargo: Vec<String>,
    },
    /// Take a client's operations out of the vendor's document, and tell what changed
    Vendor(vendor::Vendor),
    /// Tell what changed in a client's document, and what that means for dependents
    Diff(diff::Diff),
    /// Generate a crate of its own from any OpenAPI document
    Generate(generate::Generate),
    /// Hold the verdicts of `diff` against `cargo semver-checks`
    SemverTable(semver::SemverTable),
    /// Generate and check a client of every document below a folder, and write a table of them
    Corpus(corpus::Corpus),
    /// Install the tools that .ci/run needs, and say which and why
    Setup(setup::Setup),
    /// List the public API in docs/api/
    Api(api::Api),
    /// Check that the version says enough of what changed since the last release
    SemverChecks(semver_checks::SemverChecks),
    /// Check each published crate from its package alone, outside the workspace
    Package(package::Package),
    /// Measure rolekit against what it could cost, and write docs/benchmarks.md
    Bench(bench::Bench),
}

#[derive(Args, Debug)]
struct Common {
    /// Tell every rewrite too
    #[arg(long, short)]
    verbose: bool,
    /// The folder with openapi/ in it; found from the current one when left out
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = stack::with_large_stack(|| command(cli));
    match result {
        Ok(code) => code,
        Err(message) => {
            tell(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

fn command(cli: Cli) -> Result<ExitCode, String> {
    match cli.command {
        Task::Codegen { check, common } => run_codegen(&common, check),
        Task::Build { common, cargo } => build(&common, &cargo),
        Task::Vendor(args) => vendor::run(&args),
        Task::Diff(args) => diff::run(&args),
        Task::Generate(args) => generate::run(&args),
        Task::SemverTable(args) => semver::run(&args),
        Task::Corpus(args) => corpus::run(&args),
        Task::Setup(args) => setup::run(&args),
        Task::Api(args) => api::run(&args),
        Task::SemverChecks(args) => semver_checks::run(&args),
        Task::Package(args) => package::run(&args),
        Task::Bench(args) => bench::run(&args, &here()?),
    }
}

fn run_codegen(common: &Common, check: bool) -> Result<ExitCode, String> {
    let root = root(common)?;
    let generated = codegen::codegen(&root);
    for diagnostic in &generated.diagnostics {
        if common.verbose || diagnostic.severity > Severity::Note {
            tell(&diagnostic.to_string());
        }
    }
    if generated.is_refused() {
        tell("Nothing was written.");
        return Ok(ExitCode::FAILURE);
    }
    let folder = root.join(OUTPUT);
    if check {
        let diff = write::diff(&folder, OUTPUT, &generated.files).map_err(|e| e.to_string())?;
        if diff.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        say(&diff)?;
        tell("The clients are not what openapi/ gives. To mend it: cargo xtask codegen");
        return Ok(ExitCode::FAILURE);
    }
    for name in write::write(&folder, &generated.files).map_err(|e| e.to_string())? {
        tell(&format!("{OUTPUT}/{name}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn build(common: &Common, cargo: &[String]) -> Result<ExitCode, String> {
    let code = run_codegen(common, false)?;
    if code != ExitCode::SUCCESS {
        return Ok(code);
    }
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(program)
        .arg("build")
        .args(cargo)
        .current_dir(root(common)?)
        .status()
        .map_err(|e| format!("cargo could not be run: {e}"))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The folder with the registry, from here upwards.
fn root(common: &Common) -> Result<PathBuf, String> {
    match &common.root {
        Some(root) => Ok(root.clone()),
        None => here(),
    }
}

/// The same, where nobody said another.
fn here() -> Result<PathBuf, String> {
    let here = std::env::current_dir().map_err(|e| e.to_string())?;
    here.ancestors()
        .find(|folder| folder.join(codegen::REGISTRY).is_file())
        .map(Path::to_owned)
        .ok_or_else(|| {
            format!(
                "no {} here or above; say where with --root",
                codegen::REGISTRY
            )
        })
}

/// Prints the answer to the command.
fn say(text: &str) -> Result<(), String> {
    std::io::stdout()
        .write_all(text.as_bytes())
        .map_err(|e| e.to_string())
}

/// Prints what there is to say about it.
fn tell(line: &str) {
    // Nobody is left to be told where stderr is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}
