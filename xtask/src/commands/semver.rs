//! `cargo xtask semver-table`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::semver::{self, Checks, Row};
use rolekit_codegen::write;

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
    let version = semver::installed()?;
    let root = args.common.root()?;
    let cases = semver::read(&root)?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = target.join("semver-table");
    let checks = Checks::new(&folder, &root.join("Cargo.lock"), &cases.base)?;
    let mut rows = Vec::new();
    let only = args.only.as_deref().unwrap_or("");
    let mut wrong = 0;
    for case in cases.cases.iter().filter(|case| case.name.contains(only)) {
        let lines = |found: Vec<rolekit_codegen::diagnostic::Diagnostic>| {
            let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
            format!("{}: {}", case.name, lines.join("\n"))
        };
        let doc = cases.changed(case).map_err(lines)?;
        let ours = cases.ours(case).map_err(lines)?.step();
        let theirs = checks
            .check(&doc)
            .map_err(|said| format!("{}: {said}", case.name))?;
        let row = Row {
            case: case.clone(),
            ours,
            theirs,
        };
        print_stderr(&format!("{}: {ours} and {}", case.name, row.theirs.step));
        if row.agrees() == case.why.is_some() {
            wrong += 1;
            print_stderr(&format!(
                "  {}, but changes.yaml {} `why`",
                if row.agrees() {
                    "they agree"
                } else {
                    "they differ"
                },
                if row.agrees() { "has" } else { "does not have" },
            ));
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
    Ok(match wrong {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}
