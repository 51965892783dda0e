//! `rolekit import`.

use std::path::{Path, PathBuf};

use clap::Args;
use rolekit_access::file::{self, AccessFile, Loaded};
use rolekit_access::import::{Comments, import_beside, notes, to_yaml};
use rolekit_access::located::{FileFormat, read};
use rolekit_access::problem::{Problem, Sources};
use rolekit_access::services::Sections;

use super::options::{Failure, Options};
use super::output::Output;
use super::{clock, session, write};

/// Arguments of `rolekit import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ImportArgs {
    /// Writes the YAML to this file instead of the standard output. An existing file is updated. If the file is in
    /// the folder that --file names, entries of other files in that folder are left out.
    #[arg(long, short)]
    out: Option<PathBuf>,
}

impl ImportArgs {
    pub(super) async fn run(&self, options: &Options, output: &mut Output) -> Result<u8, Failure> {
        if let Some(path) = &self.out {
            let extension = path.extension().and_then(|extension| extension.to_str());
            let is_yaml = |it: &str| ["yaml", "yml"].contains(&it.to_ascii_lowercase().as_str());
            if path.is_dir() || !extension.is_some_and(is_yaml) {
                let message = "the import is YAML; name a file that ends in .yaml or .yml";
                return Err(format!("{}: {message}", path.display()).into());
            }
        }
        let (file, others) = match &self.out {
            Some(path) => existing(path, options.file()).map_err(|(problems, sources)| {
                output.problems(&problems, &sources);
                Failure::from(format!(
                    "{}: the existing file cannot be updated",
                    path.display()
                ))
            })?,
            None => (None, Loaded::default()),
        };
        let mut comments = Comments::default();
        if let (Some(path), Some(_)) = (&self.out, &file) {
            let text = std::fs::read_to_string(path).map_err(|e| write::named(path, &e))?;
            comments = Comments::read(&text, &read(&text, FileFormat::Yaml, 0)?);
        }
        let session = session::open(options).await?;
        let state = session.services.read(Sections::ALL).await?;
        let now = clock::now();
        let mut wrong = |problems: Vec<Problem>| {
            output.problems(&problems, &others.sources);
            Failure::from("the existing file contradicts itself")
        };
        let imported =
            import_beside(&state, file.as_ref(), &others.file, now).map_err(&mut wrong)?;
        let notes =
            notes(&state, file.as_ref(), &others.file, &imported, now).map_err(&mut wrong)?;
        let text = to_yaml(&imported, &comments)?;
        match &self.out {
            None => output.print(&text)?,
            Some(path) => {
                write::replace(path, &text)?;
                output.written(path);
            }
        }
        for note in &notes {
            output.note(note, &others.sources);
        }
        Ok(0)
    }
}

/// Reads the file to update, if it exists, and the other files of the folder `whole`.
fn existing(
    path: &Path,
    whole: &Path,
) -> Result<(Option<AccessFile>, Loaded), (Vec<Problem>, Sources)> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if whole.is_dir()
        && let (Ok(folder), Ok(same)) = (folder.canonicalize(), whole.canonicalize())
        && folder == same
    {
        let (own, others) = file::load_apart(whole, path)?;
        // Hidden files do not belong to the folder.
        if own.is_some() || !path.exists() {
            return Ok((own, others));
        }
    }
    if !path.exists() {
        return Ok((None, Loaded::default()));
    }
    let loaded = file::load(path)?;
    let others = Loaded {
        sources: loaded.sources,
        ..Loaded::default()
    };
    Ok((Some(loaded.file), others))
}
