//! `cargo xtask setup`

use std::process::ExitCode;

use clap::Args;
use rolekit_codegen::cargo;
use rolekit_codegen::clock::Stopwatch;
use rolekit_codegen::tools::TOOLS;

use crate::tell;

#[derive(Args, Debug)]
pub(crate) struct Setup {
    /// Install nothing: fail where something is missing
    #[arg(long)]
    check: bool,
}

/// For what a tool depends on too: one of them optimises that even so, which takes four times as long.
const UNOPTIMISED: &str = r#"profile.dev.package."*".opt-level=0"#;

/// Installs what is missing, and says what and why.
pub(crate) fn run(args: &Setup) -> Result<ExitCode, String> {
    let mut missing = 0;
    for tool in TOOLS {
        let there = tool.installed();
        if there.as_deref() == Some(tool.version) {
            tell(&format!("{} {} is there", tool.name, tool.version));
            continue;
        }
        let instead = there.map_or_else(|| "is missing".to_owned(), |v| format!("is {v}"));
        let install = tool.install();
        tell(&format!(
            "{} {instead}, {} is wanted: it {}\n  cargo {}",
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
            // Where it goes is then the same for all, and nothing of ours is in it.
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_PROFILE_DEV_DEBUG", "false");
        cargo::run(&mut command).map_err(|e| {
            format!(
                "{e}\n{} comes from the crate registry, which has to be in reach once",
                tool.name
            )
        })?;
        tell(&format!("  installed in {} s", watch.elapsed().as_secs()));
        if tool.installed().as_deref() != Some(tool.version) {
            return Err(format!(
                "{} was installed, and `cargo` does not find it: is the folder of cargo's programs in PATH?",
                tool.name
            ));
        }
    }
    Ok(match missing {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}
