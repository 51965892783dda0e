//! What is published, as whoever downloads it has it: unpacked, alone, outside the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo;
use crate::rustdoc::PUBLISHED;

/// What every package holds beside `src/`.
const OWED: [&str; 5] = [
    "Cargo.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];
/// What cargo adds.
const ADDED: [&str; 3] = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml.orig"];
/// Folders that a package may have.
const FOLDERS: [&str; 2] = ["src/", "openapi/"];

/// A package, unpacked.
#[derive(Clone, Debug)]
pub struct Unpacked {
    /// The name of the crate.
    pub name: &'static str,
    /// Where it is.
    pub folder: PathBuf,
    /// How many bytes the package has.
    pub bytes: u64,
}

/// Packs each published crate of the project at `root`, looks at what is in it, and unpacks it in
/// `to`.
///
/// # Errors
/// What could not be done, or what lacks or should not be there.
pub fn unpack(root: &Path, to: &Path) -> Result<Vec<Unpacked>, String> {
    let version = crate::diff::release(root).ok_or("Cargo.toml tells no version")?;
    let mut unpacked = Vec::new();
    for krate in PUBLISHED {
        let mut command = cargo::command();
        command
            .args([
                "package",
                "--quiet",
                "--locked",
                "--no-verify",
                "--allow-dirty",
            ])
            .args(["--package", krate.name])
            .current_dir(root);
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
        contents(files.lines()).map_err(|said| format!("{}: {said}", krate.name))?;
        cargo::run(&mut command)?;
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

/// Whether everything that has to be is there, and nothing else.
fn contents<'a>(files: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let files: Vec<&str> = files.collect();
    if let Some(missing) = OWED.iter().find(|owed| !files.contains(owed)) {
        return Err(format!("{missing} is not in the package"));
    }
    let stranger = files.iter().find(|file| {
        !OWED.contains(file)
            && !ADDED.contains(file)
            && !FOLDERS.iter().any(|folder| file.starts_with(folder))
    });
    match stranger {
        Some(file) => Err(format!("{file} should not be in the package")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_what_it_owes_and_nothing_else() {
        let owed = || OWED.into_iter().chain(ADDED).chain(["src/lib.rs"]);
        assert_eq!(contents(owed()), Ok(()));
        assert_eq!(
            contents(owed().filter(|file| *file != "LICENSE-MIT")),
            Err("LICENSE-MIT is not in the package".to_owned())
        );
        assert_eq!(
            contents(owed().chain(["fuzz/Cargo.toml"])),
            Err("fuzz/Cargo.toml should not be in the package".to_owned())
        );
    }
}
