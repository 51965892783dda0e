//! Arguments that several commands take.

use std::path::{Path, PathBuf};

use clap::Args;
use rolekit_codegen::codegen::REGISTRY;

#[derive(Args, Clone, Debug)]
pub(crate) struct Common {
    /// Print every rewrite too
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// The folder that contains openapi/; defaults to the nearest one from the current folder upwards
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

impl Common {
    /// Returns the root of the project.
    pub(crate) fn root(&self) -> Result<PathBuf, String> {
        match &self.root {
            Some(root) => Ok(root.clone()),
            None => find_root(),
        }
    }
}

/// Returns the nearest folder with a registry, from the current one upwards.
pub(crate) fn find_root() -> Result<PathBuf, String> {
    let current = std::env::current_dir().map_err(|e| e.to_string())?;
    current
        .ancestors()
        .find(|folder| folder.join(REGISTRY).is_file())
        .map(Path::to_owned)
        .ok_or_else(|| format!("{REGISTRY} not found here or above; set --root"))
}
