//! The files in `docs/`: a JSON file of figures for each part, the page and its plots.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::Result;
use crate::progress;

/// The folder `docs/` of the project.
#[derive(Debug)]
pub(crate) struct Store {
    docs: PathBuf,
}

impl Store {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            docs: root.join("docs"),
        }
    }

    pub(crate) fn docs(&self) -> &Path {
        &self.docs
    }

    /// Writes the figures of a part.
    pub(crate) fn write_figures(&self, part: &str, figures: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_string_pretty(figures)?;
        text.push('\n');
        let name = format!("benchmarks/{part}.json");
        self.write(&name, &text)?;
        progress::report(&format!("docs/{name}"));
        Ok(())
    }

    /// Replaces a file atomically.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.docs.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        let temporary = path.with_extension("new");
        fs::write(&temporary, text)?;
        fs::rename(&temporary, &path)?;
        Ok(())
    }
}
