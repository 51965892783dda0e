//! `cargo xtask semver-table`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::diagnostic::Diagnostic;
use rolekit_codegen::semver::{self, Checks, VerdictRow};
use rolekit_codegen::{cargo, write};

use crate::common::Common;
use crate::terminal::{print_stderr, print_stdout};

#[derive(Args, Debug)]
pub(crate) struct SemverTable {
    /// Write the page here instead of printing it
    #[arg(long, value_name = "PAGE")]
    write: Option<PathBuf>,
    /// Only changes whose name contains this
    #[arg(long, value_name = "TEXT", conflicts_with = "write")]
    only: Option<String>,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(args: &SemverTable) -> Result<ExitCode, String> {
    let version = semver::installed_version()?;
    let root = args.common.root()?;
    let cases = semver::read(&root)?;
    let folder = cargo::target(&root).join("semver-table");
    let checks = Checks::new(&folder, &root.join("Cargo.lock"), &cases.base)?;
    let mut rows = Vec::new();
    let name = args.only.as_deref().unwrap_or("");
    let mut has_unexpected = false;
    for case in cases.cases.iter().filter(|case| case.name.contains(name)) {
        let describe = |diagnostics: Vec<Diagnostic>| {
            let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            format!("{}: {}", case.name, lines.join("\n"))
        };
        let doc = cases.apply(case).map_err(describe)?;
        let row = VerdictRow {
            case: case.clone(),
            bump: cases.compare(case).map_err(describe)?.bump(),
            checks: checks
                .check(&doc)
                .map_err(|error| format!("{}: {error}", case.name))?,
        };
        print_stderr(&format!(
            "{}: diff {}, cargo semver-checks {}",
            case.name, row.bump, row.checks.bump
        ));
        match (row.agrees(), case.why.is_some()) {
            (true, true) => {
                has_unexpected = true;
                print_stderr("  they agree: remove `why` from changes.yaml");
            }
            (false, false) => {
                has_unexpected = true;
                print_stderr("  they disagree: add `why` to changes.yaml");
            }
            _ => {}
        }
        rows.push(row);
    }
    let page = semver::page(&rows, &version);
    match &args.write {
        Some(path) => {
            write::replace_all(&[(path, &page)]).map_err(|e| e.to_string())?;
            print_stderr(&path.display().to_string());
        }
        None => print_stdout(&page)?,
    }
    Ok(if has_unexpected {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
