//! `cargo xtask corpus`

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use clap::Args;
use rolekit_codegen::corpus::{self, CheckOutcome, CorpusEntry};
use rolekit_codegen::generate_crate::ClientStatus;
use rolekit_codegen::peers;

/// A folder of documents, and where to write the results.
#[derive(Args, Debug)]
pub(crate) struct Corpus {
    /// The folder, searched recursively
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The file of the table
    #[arg(long, value_name = "PAGE", default_value = "docs/corpus.md")]
    write: PathBuf,
    /// The folder of the crates and build output, which later runs reuse
    #[arg(long, value_name = "DIR", default_value = "target/corpus")]
    scratch: PathBuf,
    /// How many crates are checked in parallel
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// The time limit per crate, in seconds
    #[arg(long, default_value_t = 900)]
    limit: u64,
    /// Generate only, without checking
    #[arg(long)]
    no_check: bool,
}

/// Exits with 0 if every operation of every document was generated and compiles, otherwise with 1.
pub(crate) fn run(args: &Corpus) -> Result<ExitCode, String> {
    let paths = corpus::documents(&args.folder, u64::MAX)
        .map_err(|e| format!("{}: {e}", args.folder.display()))?;
    if paths.is_empty() {
        return Err(format!(
            "no OpenAPI document below {}",
            args.folder.display()
        ));
    }
    let mut entries: Vec<CorpusEntry> = Vec::new();
    for path in &paths {
        let entry = corpus::generate(&args.folder, path)?;
        crate::terminal::print_stderr(entry.summary.text(false).lines().last().unwrap_or_default());
        entries.push(entry);
    }
    if !args.no_check {
        entries = check(args, entries)?;
    }
    write(args, &entries)?;
    let is_complete = entries.iter().all(|entry| {
        let compiles = matches!(entry.checked, Some(CheckOutcome::Compiles(_)));
        entry.summary.status == ClientStatus::Complete && (args.no_check || compiles)
    });
    Ok(if is_complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn write(args: &Corpus, entries: &[CorpusEntry]) -> Result<(), String> {
    if let Some(folder) = args.write.parent() {
        std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    }
    // The comparison with other generators is written by another command.
    let old = std::fs::read_to_string(&args.write).unwrap_or_default();
    let page = peers::keep_section(&old, &corpus::page(entries));
    std::fs::write(&args.write, page).map_err(|e| format!("{}: {e}", args.write.display()))
}

/// Checks each crate. The page is written after each, so that results survive an interruption.
fn check(args: &Corpus, entries: Vec<CorpusEntry>) -> Result<Vec<CorpusEntry>, String> {
    std::fs::create_dir_all(&args.scratch).map_err(|e| e.to_string())?;
    let scratch = std::path::absolute(&args.scratch).map_err(|e| e.to_string())?;
    let limit = Duration::from_secs(args.limit);
    let jobs = args.jobs.clamp(1, entries.len().max(1));
    // Small ones first, so that most of the page is written soon.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|i| entries.get(*i).map_or(0, |entry| entry.summary.lines));
    let order = &order;
    let entries = Mutex::new(entries);
    let lock = || entries.lock().map_err(|_| "a worker panicked".to_owned());
    // Fixed assignment to workers, so that a second run reuses their build output.
    let work = &|worker: usize| -> Result<(), String> {
        for &i in order.iter().skip(worker).step_by(jobs) {
            let Some(entry) = lock()?.get(i).cloned() else {
                break;
            };
            let checked = corpus::check(&entry, &scratch, worker, limit)?;
            crate::terminal::print_stderr(&match &checked {
                None => format!("{}: nothing to check", entry.name),
                Some(CheckOutcome::Compiles(took)) => {
                    format!("{}: compiles, {} s", entry.name, took.as_secs())
                }
                Some(CheckOutcome::TimedOut(_)) => format!("{}: timed out", entry.name),
                Some(CheckOutcome::Failed(error)) => format!("{}: {error}", entry.name),
            });
            let mut entries = lock()?;
            entries[i].checked = checked;
            write(args, &entries)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs)
            .map(|worker| scope.spawn(move || work(worker)))
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err("a worker panicked".to_owned()))
        })
    })?;
    entries
        .into_inner()
        .map_err(|_| "a worker panicked".to_owned())
}
