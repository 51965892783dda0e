//! Packages of the published crates, unpacked outside the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::rustdoc::PUBLISHED;
use rolekit_codegen::cargo;

/// Files that every package must contain.
const REQUIRED: [&str; 5] = [
    "Cargo.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];
/// Files that cargo adds.
const ADDED: [&str; 3] = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml.orig"];
/// Folders that a package may contain.
const FOLDERS: [&str; 2] = ["src/", "openapi/"];

/// An unpacked package.
#[derive(Clone, Debug)]
pub(crate) struct Unpacked {
    /// The name of the crate.
    pub(crate) name: &'static str,
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The size of the package.
    pub(crate) bytes: u64,
}

/// Packages each published crate of the project at `root`, checks the contents, and unpacks it in
/// `to`.
///
/// # Errors
/// Fails if cargo fails, or if a file is missing or unexpected.
pub(crate) fn unpack(root: &Path, to: &Path) -> Result<Vec<Unpacked>, String> {
    let version = rolekit_codegen::diff::sdk_version(root).ok_or("Cargo.toml has no version")?;
    for krate in PUBLISHED {
        let mut list = cargo::command();
        list.args([
            "package",
            "--list",
            "--allow-dirty",
            "--package",
            krate.name,
        ])
        .current_dir(root);
        let files = cargo::output(&mut list)?;
        contents(files.lines()).map_err(|e| format!("{}: {e}", krate.name))?;
    }
    // In one command, because cargo finds the packages that depend on each other only then.
    let mut command = cargo::command();
    command
        .args([
            "package",
            "--quiet",
            "--locked",
            "--no-verify",
            "--allow-dirty",
        ])
        .args(PUBLISHED.iter().flat_map(|krate| ["--package", krate.name]))
        .current_dir(root);
    cargo::run(&mut command)?;
    let mut unpacked = Vec::new();
    for krate in PUBLISHED {
        let file = cargo::target(root)
            .join("package")
            .join(format!("{}-{version}.crate", krate.name));
        let bytes = std::fs::metadata(&file)
            .map_err(|e| format!("{}: {e}", file.display()))?
            .len();
        cargo::run(Command::new("tar").arg("-xzf").arg(&file).arg("-C").arg(to))?;
        unpacked.push(Unpacked {
            name: krate.name,
            folder: to.join(format!("{}-{version}", krate.name)),
            bytes,
        });
    }
    Ok(unpacked)
}

/// Checks that all required files are there, and no others.
fn contents<'a>(files: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let files: Vec<&str> = files.collect();
    if let Some(missing) = REQUIRED.iter().find(|required| !files.contains(required)) {
        return Err(format!("{missing} is not in the package"));
    }
    let unexpected = files.iter().find(|file| {
        !REQUIRED.contains(file)
            && !ADDED.contains(file)
            && !FOLDERS.iter().any(|folder| file.starts_with(folder))
    });
    match unexpected {
        Some(file) => Err(format!("{file} must not be in the package")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_contains_the_required_files_only() {
        let required = || REQUIRED.into_iter().chain(ADDED).chain(["src/lib.rs"]);
        assert_eq!(contents(required()), Ok(()));
        assert_eq!(
            contents(required().filter(|file| *file != "LICENSE-MIT")),
            Err("LICENSE-MIT is not in the package".to_owned())
        );
        assert_eq!(
            contents(required().chain(["fuzz/Cargo.toml"])),
            Err("fuzz/Cargo.toml must not be in the package".to_owned())
        );
    }
}
