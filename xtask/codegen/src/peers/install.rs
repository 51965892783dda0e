//! Builds the generators, all with optimisations.

use std::path::{Path, PathBuf};

use crate::cargo;

/// The programs.
#[derive(Clone, Debug)]
pub struct Tools {
    /// `xtask` of this project.
    pub(super) xtask: PathBuf,
    /// The program with the other generators.
    pub(super) driver: PathBuf,
    /// The folder of the runtime of this project.
    pub(super) runtime: PathBuf,
}

/// Builds the generators in `folder`. Versions are pinned; what is there is not built again.
///
/// # Errors
/// Fails if a file cannot be written or a build fails.
pub fn install(root: &Path, folder: &Path) -> Result<Tools, String> {
    let driver = folder.join("driver");
    let write = |name: &str, text: &str| -> Result<(), String> {
        let path = driver.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        std::fs::create_dir_all(driver.join("src")).map_err(|e| e.to_string())?;
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
    };
    write("Cargo.toml", include_str!("driver.toml"))?;
    write("src/main.rs", include_str!("driver.rs.in"))?;
    let build = folder.join("build");
    let release = ["build", "--quiet", "--release", "--target-dir"];
    cargo::run(
        cargo::command()
            .args(release)
            .arg(&build)
            .current_dir(&driver),
    )?;
    let xtask = ["--package", "xtask"];
    cargo::run(
        cargo::command()
            .args(release)
            .arg(&build)
            .args(xtask)
            .current_dir(root),
    )?;
    let program = |folder: PathBuf, name: &str| {
        folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    };
    Ok(Tools {
        xtask: program(build.join("release"), "xtask"),
        driver: program(build.join("release"), "peers"),
        runtime: root.join("sdk/runtime"),
    })
}
