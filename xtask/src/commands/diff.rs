//! `cargo xtask diff`

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use rolekit_codegen::clients;
use rolekit_codegen::codegen::{self, REGISTRY};
use rolekit_codegen::diff::{self, DiffInput, SemverBump};
use rolekit_codegen::sources::FileAccess;

use crate::common::Common;
use crate::terminal::{print_stderr, print_stdout};

#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// The client, as openapi/clients.toml names it
    client: String,
    /// What to compare with: a git revision, or a file, which is read with the current overlay
    #[arg(long, value_name = "REV|FILE", default_value = "HEAD")]
    against: String,
    /// Read files outside the folder of FILE if it refers to them
    #[arg(long)]
    allow_outside: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Fail if the required semver bump is this one or a larger one
    #[arg(long, value_name = "STEP", value_parser = PossibleValuesParser::new(["patch", "minor", "major"]))]
    fail_on: Option<String>,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(args: &Diff) -> Result<ExitCode, String> {
    let root = args.common.root()?;
    let registry = clients::read(&root.join(REGISTRY)).map_err(|e| format!("{REGISTRY}: {e}"))?;
    let Some(entry) = registry.get(&args.client) else {
        let names: Vec<&str> = registry.keys().map(String::as_str).collect();
        return Err(format!(
            "no client `{}` in {REGISTRY}; the clients are: {}",
            args.client,
            names.join(", ")
        ));
    };
    let (document, overlay) = codegen::sources(&root, entry, None).map_err(|d| d.to_string())?;
    let allowed = FileAccess::outside(args.allow_outside);
    let old = diff::load_old(&root, entry, &args.against, overlay.as_ref(), &allowed)
        .map_err(|d| d.to_string())?;
    let new = DiffInput {
        name: document.file.clone(),
        document,
        overlay,
    };
    let mut comparison = match diff::diff(&args.client, old, new) {
        Ok(comparison) => comparison,
        Err(diagnostics) => {
            for diagnostic in diagnostics {
                print_stderr(&diagnostic.to_string());
            }
            return Ok(ExitCode::from(2));
        }
    };
    comparison.sdk_version = diff::sdk_version(&root);
    if args.json {
        let json = serde_json::to_string_pretty(&comparison.json()).map_err(|e| e.to_string())?;
        print_stdout(&format!("{json}\n"))?;
    } else {
        print_stdout(&comparison.text())?;
    }
    let limit = args.fail_on.as_deref().and_then(SemverBump::parse);
    Ok(match limit {
        Some(limit) if comparison.bump() >= limit => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}
