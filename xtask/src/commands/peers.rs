//! `cargo xtask peers`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use rolekit_codegen::corpus::{self, CheckOutcome};
use rolekit_codegen::peers::{self, Generator, Limits, PeerRow, Results, Tools};
use rolekit_codegen::sources::{self, FileAccess};
use rolekit_codegen::walk;

use crate::common;
use crate::terminal::print_stderr;

/// Documents, and where to write the results.
#[derive(Args, Debug)]
pub(crate) struct Peers {
    /// Folders, searched recursively, or single documents
    #[arg(value_name = "DIR", required = true)]
    paths: Vec<PathBuf>,
    /// The page whose section is replaced
    #[arg(long, value_name = "PAGE", default_value = "docs/corpus.md")]
    write: PathBuf,
    /// The folder of the generators, the crates and build output, which later runs reuse
    #[arg(long, value_name = "DIR", default_value = "target/peers")]
    scratch: PathBuf,
    /// Measure this generator only; may be repeated. The results of others are those of earlier runs
    #[arg(long = "generator", value_name = "NAME", value_parser = generator)]
    generators: Vec<Generator>,
    /// The time limit to generate a client, in seconds
    #[arg(long, default_value_t = 300)]
    generate_limit: u64,
    /// The time limit to check a client, in seconds
    #[arg(long, default_value_t = 900)]
    check_limit: u64,
}

/// Measures one document after the other.
pub(crate) fn run(args: &Peers) -> Result<ExitCode, String> {
    std::fs::create_dir_all(&args.scratch).map_err(|e| e.to_string())?;
    let scratch = std::path::absolute(&args.scratch).map_err(|e| e.to_string())?;
    let tools = peers::install(&common::find_root()?, &scratch)?;
    let mut results = Results::read(&scratch)?;
    let mut rows = Vec::new();
    for (name, path) in documents(&args.paths)? {
        rows.push(row(args, &tools, &mut results, name, &path, &scratch)?);
        // Results survive an interruption.
        write(args, &rows)?;
    }
    let _ = std::fs::remove_dir_all(scratch.join("client"));
    Ok(ExitCode::SUCCESS)
}

fn generator(name: &str) -> Result<Generator, String> {
    let mut all = Generator::ALL.into_iter();
    all.find(|it| it.name() == name).ok_or_else(|| {
        format!(
            "expected one of {}",
            Generator::ALL.map(Generator::name).join(", ")
        )
    })
}

/// Returns the documents, each with its name in the table.
fn documents(paths: &[PathBuf]) -> Result<Vec<(String, PathBuf)>, String> {
    let mut out = Vec::new();
    for path in paths {
        let folder = path.parent().unwrap_or(Path::new(""));
        let found = match path.is_dir() {
            true => corpus::documents(path, u64::MAX).map_err(|e| e.to_string())?,
            false => vec![path.clone()],
        };
        for document in found {
            let name = document.strip_prefix(folder).unwrap_or(&document);
            let path = std::path::absolute(&document).map_err(|e| e.to_string())?;
            out.push((name.display().to_string(), path));
        }
    }
    match out.is_empty() {
        true => Err("no OpenAPI document in the given folders".to_owned()),
        false => Ok(out),
    }
}

fn row(
    args: &Peers,
    tools: &Tools,
    results: &mut Results,
    name: String,
    path: &Path,
    scratch: &Path,
) -> Result<PeerRow, String> {
    let source = sources::read(path, &name, &FileAccess::Anywhere);
    let described = source.map_or(0, |source| walk::operations(&source.value).len());
    let mut row = PeerRow {
        document: name,
        described,
        results: Vec::new(),
    };
    let limits = Limits {
        generate: Duration::from_secs(args.generate_limit),
        check: Duration::from_secs(args.check_limit),
    };
    for generator in Generator::ALL {
        if !(args.generators.is_empty() || args.generators.contains(&generator)) {
            let measured = results.get(&row.document, generator);
            let measured = measured.map(|it| (generator, it.clone()));
            row.results.extend(measured);
            continue;
        }
        let measured = peers::measure(generator, tools, path, described, scratch, limits)?;
        print_stderr(&format!(
            "{}, {}: {} of {described} operations, {}",
            row.document,
            generator.name(),
            measured.operations,
            match &measured.checked {
                Some(CheckOutcome::Compiles(took)) =>
                    format!("compiles, {:.1} s", took.as_secs_f64()),
                Some(CheckOutcome::Failed(error)) => error.clone(),
                Some(CheckOutcome::TimedOut(_)) => "timed out".to_owned(),
                None => measured.error.clone(),
            }
        ));
        results.set(&row.document, generator, measured.clone())?;
        row.results.push((generator, measured));
    }
    Ok(row)
}

fn write(args: &Peers, rows: &[PeerRow]) -> Result<(), String> {
    let old = std::fs::read_to_string(&args.write).unwrap_or_default();
    let page = peers::replace_section(&old, &peers::section(rows));
    std::fs::write(&args.write, page).map_err(|e| format!("{}: {e}", args.write.display()))
}
