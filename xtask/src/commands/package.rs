//! `cargo xtask package`

use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Args;
use rolekit_codegen::cargo;
use rolekit_codegen::package::{self, Unpacked};

use crate::{Common, root, tell};

/// What the SDK is checked with: everything but the platform's own TLS library.
const FEATURES: &str = "gcore,gcore-iam,trusted-twin,rustls,schemars";

#[derive(Args, Debug)]
pub(crate) struct Package {
    /// Check the SDK with the lowest versions too that its Cargo.toml allows
    #[arg(long)]
    minimal_versions: bool,
    #[command(flatten)]
    common: Common,
}

/// Checks each published crate from its package alone.
pub(crate) fn run(args: &Package) -> Result<ExitCode, String> {
    let root = root(&args.common)?;
    // Outside the workspace, where nothing of it can be found.
    let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
    let target = cargo::target(&root).join("packages");
    for krate in package::unpack(&root, scratch.path())? {
        tell(&format!("{}: {} kB", krate.name, krate.bytes / 1000));
        // With the versions of the workspace: they are in the package.
        check(&krate, &target, &["--locked"])?;
        if args.minimal_versions && krate.name == "rolekit" {
            minimal(&krate, &target)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(krate: &Unpacked, target: &Path, args: &[&str]) -> Result<(), String> {
    cargo::run(
        cargo::command()
            .args(["check", "--quiet"])
            .args(args)
            .env("CARGO_TARGET_DIR", target)
            .current_dir(&krate.folder),
    )
}

/// Checks it with the lowest versions of what its Cargo.toml names.
fn minimal(krate: &Unpacked, target: &Path) -> Result<(), String> {
    let lock = krate.folder.join("Cargo.lock");
    std::fs::remove_file(&lock).map_err(|e| format!("{}: {e}", lock.display()))?;
    cargo::run(
        cargo::command()
            .args(["update", "--quiet", "-Zdirect-minimal-versions"])
            // Only nightly cargos have that option otherwise.
            .env("RUSTC_BOOTSTRAP", "1")
            .current_dir(&krate.folder),
    )?;
    let mut features = FEATURES.to_owned();
    if native_tls() {
        features += ",native-tls";
    } else {
        tell("  without native-tls, for pkg-config finds no openssl");
    }
    tell("  with the lowest versions");
    check(krate, target, &["--locked", "--features", &features])
}

/// Whether the platform's own TLS library can be built against.
fn native_tls() -> bool {
    !cfg!(target_os = "linux")
        || Command::new("pkg-config")
            .args(["--exists", "openssl"])
            .status()
            .is_ok_and(|status| status.success())
}
