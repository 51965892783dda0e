//! `cargo xtask setup`

use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::cargo;
use rolekit_codegen::clock::Stopwatch;

use crate::terminal::print_stderr;
use crate::tools::TOOLS;

#[derive(Args, Debug)]
pub(crate) struct Setup {
    /// Install nothing: fail if a tool is missing
    #[arg(long)]
    check: bool,
}

/// Builds dependencies unoptimised too; otherwise one tool takes four times as long.
const UNOPTIMISED: &str = r#"profile.dev.package."*".opt-level=0"#;

/// Installs the missing tools.
pub(crate) fn run(args: &Setup) -> Result<ExitCode, String> {
    let mut missing = 0;
    for tool in TOOLS {
        let there = tool.installed();
        if there.as_deref() == Some(tool.version) {
            print_stderr(&format!("{} {} is installed", tool.name, tool.version));
            continue;
        }
        let instead = there.map_or_else(|| "is missing".to_owned(), |v| format!("is {v}"));
        let install = tool.install();
        print_stderr(&format!(
            "{} {instead}, version {} is needed: it {}\n  cargo {}",
            tool.name,
            tool.version,
            tool.why,
            install.join(" ")
        ));
        if args.check {
            missing += 1;
            continue;
        }
        let watch = Stopwatch::start();
        let mut command = cargo::command();
        command
            .args(["--quiet", "--config", UNOPTIMISED])
            .args(install)
            // Install independently of this project's build folder.
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_PROFILE_DEV_DEBUG", "false");
        cargo::run(&mut command).map_err(|e| {
            format!(
                "{e}\n{} is downloaded from the crate registry, which must be reachable",
                tool.name
            )
        })?;
        print_stderr(&format!("  installed in {} s", watch.elapsed().as_secs()));
        if tool.installed().as_deref() != Some(tool.version) {
            return Err(format!(
                "{} was installed, but `cargo` does not find it: add the folder of cargo's binaries to PATH",
                tool.name
            ));
        }
    }
    Ok(match missing {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}
