//! `rolekit import`.

use std::path::PathBuf;

use clap::Args;
use rolekit_access::file;
use rolekit_access::import::{Comments, import, to_yaml};
use rolekit_access::located::{Format, read};
use rolekit_access::services::Sections;
use serde_json::json;

use super::options::{Failure, Options};
use super::output::Output;
use super::{clock, load, session};

/// Arguments of `rolekit import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Import {
    /// Writes the YAML to this file instead of the standard output. If it exists, it is brought up to date.
    #[arg(long, short)]
    out: Option<PathBuf>,
}

impl Import {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        if let Some(path) = &self.out {
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() || !matches!(extension, Some("yaml" | "yml")) {
                let message = "the import is YAML; name a file that ends in .yaml or .yml";
                return Err(format!("{}: {message}", path.display()).into());
            }
        }
        let existing = self.out.as_ref().filter(|path| path.exists());
        let mut comments = Comments::default();
        let mut file = None;
        if let Some(path) = existing {
            let loaded = file::load(path).map_err(|(problems, sources)| {
                output.problems(&problems, &sources);
                Failure::from(format!("{}: cannot be brought up to date", path.display()))
            })?;
            let text = std::fs::read_to_string(path)?;
            comments = Comments::read(&text, &read(&text, Format::Yaml, 0)?);
            file = Some(loaded);
        }
        let session = session::open(options).await?;
        let state = session.services.read(Sections::ALL).await?;
        let existing = file.as_ref().map(|loaded| &loaded.file);
        let imported = import(&state, existing, clock::now()).map_err(|problems| {
            let sources = file
                .as_ref()
                .map(|it| it.sources.clone())
                .unwrap_or_default();
            output.problems(&problems, &sources);
            Failure::from("the existing file contradicts itself")
        })?;
        let text = to_yaml(&imported, &comments)?;
        match &self.out {
            None => output.print(&text)?,
            Some(path) => {
                load::replace(path, &text)?;
                let message = format!("{}: written", path.display());
                output.log("written", &message, json!({"file": path}));
            }
        }
        Ok(0)
    }
}
