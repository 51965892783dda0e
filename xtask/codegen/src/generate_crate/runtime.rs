//! The runtime of a generated crate.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, TableLike};

use crate::write::Files;

/// The folder of the runtime, in a generated crate.
const FOLDER: &str = "runtime";
/// The files of the runtime in addition to its sources.
const FILES: [&str; 3] = ["README.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// The runtime that a generated crate depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// A copy of its source in the generated crate.
    Copy,
    /// The crate in this folder.
    Path(PathBuf),
    /// A published version.
    Version(String),
}

impl Runtime {
    /// Reads the argument of `--runtime`: a version requirement, or else a path.
    pub fn parse(text: &str) -> Self {
        let is_version = text.starts_with(|c: char| c.is_ascii_digit() || "^=~".contains(c))
            && !Path::new(text).exists();
        if is_version {
            Self::Version(text.to_owned())
        } else {
            Self::Path(PathBuf::from(text))
        }
    }

    /// Returns the runtime in this workspace.
    pub fn in_workspace() -> Self {
        Self::Path(source())
    }

    /// Returns the entry of the manifest for the runtime.
    pub(super) fn dependency(&self) -> String {
        match self {
            Self::Copy => format!("path = {FOLDER:?}"),
            Self::Path(path) => {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                format!("path = {:?}", path.display().to_string())
            }
            Self::Version(version) => format!("version = {version:?}"),
        }
    }

    /// Returns the files to write in addition to the generated code.
    pub(super) fn files(&self) -> Result<Files, String> {
        let mut files = Files::new();
        if *self != Self::Copy {
            return Ok(files);
        }
        let from = source();
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .map_err(|e| format!("cannot read the runtime: {}: {e}", path.display()))
        };
        let workspace = read(&from.join("../../Cargo.toml"))?;
        let manifest = self_contained(&read(&from.join("Cargo.toml"))?, &workspace)?;
        files.insert(format!("{FOLDER}/Cargo.toml"), manifest);
        for name in FILES {
            files.insert(format!("{FOLDER}/{name}"), read(&from.join(name))?);
        }
        let mut waiting = vec![PathBuf::from("src")];
        while let Some(folder) = waiting.pop() {
            let at = from.join(&folder);
            let describe = |e| format!("cannot read the runtime: {}: {e}", at.display());
            for entry in std::fs::read_dir(&at).map_err(describe)? {
                let name = folder.join(entry.map_err(describe)?.file_name());
                let path = from.join(&name);
                if path.is_dir() {
                    waiting.push(name);
                } else {
                    let name = name.to_string_lossy().replace('\\', "/");
                    files.insert(format!("{FOLDER}/{name}"), read(&path)?);
                }
            }
        }
        Ok(files)
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk/runtime")
}

/// Returns a manifest without workspace inheritance, and without the dependencies of its own tests.
fn self_contained(manifest: &str, workspace: &str) -> Result<String, String> {
    let parse = |text: &str| -> Result<DocumentMut, String> {
        text.parse()
            .map_err(|e| format!("cannot read the manifest of the runtime: {e}"))
    };
    let (mut manifest, workspace) = (parse(manifest)?, parse(workspace)?);
    let inherited = |table: &str, key: &str| {
        let found = workspace.get("workspace")?.get(table)?.get(key)?;
        Some(found.clone())
    };
    if let Some(package) = manifest
        .get_mut("package")
        .and_then(Item::as_table_like_mut)
    {
        inherit(package, |key| inherited("package", key))?;
    }
    if let Some(list) = manifest
        .get_mut("dependencies")
        .and_then(Item::as_table_like_mut)
    {
        inherit(list, |key| inherited("dependencies", key))?;
    }
    for key in ["dev-dependencies", "lints", "bench"] {
        manifest.remove(key);
    }
    // The compiler warns of the configuration of the fuzz targets unless it is declared.
    let lint = inherited("lints", "rust").and_then(|rust| rust.get("unexpected_cfgs").cloned());
    let lint = lint.map_or_else(String::new, |lint| {
        format!(
            "\n[lints.rust]\nunexpected_cfgs = {}\n",
            lint.to_string().trim()
        )
    });
    Ok(format!("{manifest}{lint}"))
}

/// Replaces each `key.workspace = true` of `table` by what `inherited` returns for the key.
fn inherit(
    table: &mut dyn TableLike,
    inherited: impl Fn(&str) -> Option<Item>,
) -> Result<(), String> {
    for (key, value) in table.iter_mut() {
        let is_inherited = value.get("workspace").and_then(Item::as_bool) == Some(true);
        if is_inherited {
            let name = key.get().to_owned();
            *value = inherited(&name).ok_or_else(|| {
                format!("the manifest of the runtime inherits `{name}`, which the workspace lacks")
            })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_of_the_copy_is_self_contained() {
        let files = Runtime::Copy.files().unwrap();
        let manifest = &files["runtime/Cargo.toml"];
        assert!(!manifest.contains("workspace"), "{manifest}");
        assert!(manifest.contains("edition = \"2024\""), "{manifest}");
        assert!(files.contains_key("runtime/src/lib.rs"));
    }

    #[test]
    fn a_runtime_is_a_version_or_a_path() {
        for (text, expected) in [
            ("0.1", Runtime::Version("0.1".to_owned())),
            ("=1.2.3", Runtime::Version("=1.2.3".to_owned())),
            ("../runtime", Runtime::Path("../runtime".into())),
            ("runtime", Runtime::Path("runtime".into())),
        ] {
            assert_eq!(Runtime::parse(text), expected);
        }
    }
}
