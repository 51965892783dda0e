//! Helpers of the tests.

use std::path::{Path, PathBuf};

/// Returns the root of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the folders that the workspace lists under `key`: `members` or `exclude`.
pub(crate) fn workspace(key: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&text).unwrap();
    let folders: Vec<String> = manifest["workspace"][key].clone().try_into().unwrap();
    assert!(!folders.is_empty(), "{key}");
    folders
}

/// Returns the path of a file in the folder `shared` beside the project; prints a line if it is missing.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} is not in ../shared beside the project");
    None
}
