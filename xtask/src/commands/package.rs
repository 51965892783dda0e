//! `cargo xtask package`

use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Args;
use rolekit_codegen::cargo;

use crate::common::Common;
use crate::package::{self, Unpacked};
use crate::terminal::print_stderr;

/// The features with which the SDK is checked: all but native TLS.
const FEATURES: &str = "gcore,gcore-iam,trusted-twin,rustls,schemars";

#[derive(Args, Debug)]
pub(crate) struct Package {
    /// Also check the SDK with the lowest versions that its Cargo.toml allows
    #[arg(long)]
    minimal_versions: bool,
    #[command(flatten)]
    common: Common,
}

impl Package {
    pub(crate) fn new(common: Common) -> Self {
        Self {
            minimal_versions: true,
            common,
        }
    }
}

/// Checks the package of each published crate.
pub(crate) fn run(args: &Package) -> Result<ExitCode, String> {
    let root = args.common.root()?;
    // Outside the workspace.
    let scratch = tempfile::tempdir().map_err(|e| e.to_string())?;
    let target = cargo::target(&root).join("packages");
    let packages = package::unpack(&root, scratch.path())?;
    for krate in &packages {
        print_stderr(&format!("{}: {} kB", krate.name, krate.bytes / 1000));
        let patches = patches(krate, &packages);
        // With the versions of the workspace, whose Cargo.lock is in the package. It is not passed
        // `--locked`, because the patched packages have no checksum.
        check(krate, &target, &patches, &[])?;
        if args.minimal_versions && krate.name == "rolekit" {
            minimal(krate, &target, &patches)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the options with which cargo takes the packages that `krate` depends on from their
/// folders: they may not be published yet.
fn patches(krate: &Unpacked, packages: &[Unpacked]) -> Vec<String> {
    let others = packages.iter().take_while(|other| other.name != krate.name);
    others
        .flat_map(|other| {
            let folder = other.folder.display();
            let patch = format!(
                "patch.crates-io.{}.path={:?}",
                other.name,
                folder.to_string()
            );
            ["--config".to_owned(), patch]
        })
        .collect()
}

fn check(krate: &Unpacked, target: &Path, patches: &[String], args: &[&str]) -> Result<(), String> {
    cargo::run(
        cargo::command()
            .args(["check", "--quiet"])
            .args(patches)
            .args(args)
            .env("CARGO_TARGET_DIR", target)
            .current_dir(&krate.folder),
    )
}

/// Checks it with the lowest versions of its direct dependencies.
fn minimal(krate: &Unpacked, target: &Path, patches: &[String]) -> Result<(), String> {
    let lock = krate.folder.join("Cargo.lock");
    std::fs::remove_file(&lock).map_err(|e| format!("{}: {e}", lock.display()))?;
    cargo::run(
        cargo::command()
            .args(["update", "--quiet", "-Zdirect-minimal-versions"])
            .args(patches)
            // The option is unstable.
            .env("RUSTC_BOOTSTRAP", "1")
            .current_dir(&krate.folder),
    )?;
    let mut features = FEATURES.to_owned();
    if native_tls() {
        features += ",native-tls";
    } else {
        print_stderr("  without native-tls: pkg-config does not find openssl");
    }
    print_stderr("  with the lowest versions");
    check(
        krate,
        target,
        patches,
        &["--locked", "--features", &features],
    )
}

/// Returns whether the TLS library of the platform is available.
fn native_tls() -> bool {
    !cfg!(target_os = "linux")
        || Command::new("pkg-config")
            .args(["--exists", "openssl"])
            .status()
            .is_ok_and(|status| status.success())
}
