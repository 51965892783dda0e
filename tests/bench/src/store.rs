//! Where the figures are kept: a file of JSON a part, in `docs/benchmarks/`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{Result, tell};

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

    /// Stores the figures of a part.
    pub(crate) fn write(&self, part: &str, figures: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_string_pretty(figures)?;
        text.push('\n');
        let name = format!("benchmarks/{part}.json");
        self.put(&name, &text)?;
        tell(&format!("docs/{name}"));
        Ok(())
    }

    /// Writes a file beside its place and puts it there, so that nobody finds a half of it.
    pub(crate) fn put(&self, name: &str, text: &str) -> Result<()> {
        let path = self.docs.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        let beside = path.with_extension("new");
        fs::write(&beside, text)?;
        fs::rename(&beside, &path)?;
        Ok(())
    }
}
