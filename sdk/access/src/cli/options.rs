//! The options of every command, and the failure of any.

use std::path::{Path, PathBuf};

use clap::Args;

/// A failed command: its message was not yet written.
pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// The file of desired access, or a folder of such files. Defaults to access.yaml.
    #[arg(long, short, global = true, env = "ROLEKIT_FILE")]
    file: Option<PathBuf>,
    /// The profile that names the credentials.
    #[arg(long, global = true, env = "ROLEKIT_PROFILE")]
    pub(super) profile: Option<String>,
    /// The file of profiles.
    #[arg(
        long,
        global = true,
        env = "ROLEKIT_PROFILES",
        default_value = "rolekit.toml"
    )]
    pub(super) profiles: PathBuf,
    /// Runs on a sandbox with example data, which ends with the command.
    #[arg(long, global = true)]
    pub(super) sandbox: bool,
    /// What is written while a command runs.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(super) log: Log,
}

impl Options {
    /// Returns the file of desired access.
    pub(super) fn file(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new("access.yaml"))
    }

    /// Returns whether there is no file: none was named, and the default one does not exist.
    pub(super) fn is_without_file(&self) -> bool {
        self.file.is_none() && matches!(self.file().try_exists(), Ok(false))
    }
}

/// The form of what is written while a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Log {
    /// Lines for people.
    Text,
    /// One JSON object in each line.
    Json,
}
