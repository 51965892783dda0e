//! The options of all commands, and their error type.

use std::path::{Path, PathBuf};

use clap::Args;

/// The error of a command, which `cli::run` prints.
pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Options of all commands.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Reads desired access from this file, or from all files of this folder. Defaults to access.yaml.
    #[arg(long, short, global = true, env = "ROLEKIT_FILE")]
    file: Option<PathBuf>,
    /// Takes the credentials from this profile. By default they are taken from GCORE_API_KEY and
    /// TRUSTED_TWIN_SECRET.
    #[arg(long, global = true, env = "ROLEKIT_PROFILE")]
    pub(super) profile: Option<String>,
    /// Reads profiles from this file.
    #[arg(
        long,
        global = true,
        env = "ROLEKIT_PROFILES",
        default_value = "rolekit.toml"
    )]
    pub(super) profiles: PathBuf,
    /// Runs on a sandbox with example data, which ends with the command. No credentials are needed.
    #[arg(long, global = true)]
    pub(super) sandbox: bool,
    /// Selects the form of messages on the standard error.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(super) log: Log,
}

impl Options {
    /// Returns the file of desired access.
    pub(super) fn file(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new("access.yaml"))
    }

    /// Returns whether no file was named and the default one does not exist.
    pub(super) fn is_without_file(&self) -> bool {
        self.file.is_none() && matches!(self.file().try_exists(), Ok(false))
    }
}

/// The form of messages on the standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Log {
    /// Lines for people.
    Text,
    /// One JSON object in each line.
    Json,
}
