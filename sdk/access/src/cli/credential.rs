//! The credentials of a profile.

use std::path::{Path, PathBuf};

use rolekit::{
    ClientBuilder, CommandCredential, CredentialFuture, CredentialRequest, CredentialSource,
    CredentialValue, EnvironmentCredential, FileCredential, ServiceClient,
};
use serde::Deserialize;

use super::options::Failure;

/// Where a credential is read from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    /// The base URL of the service. Defaults to the vendor's.
    base_url: Option<String>,
    /// An environment variable.
    env: Option<String>,
    /// A file that holds nothing else. A relative path starts at the folder of the file of profiles.
    file: Option<PathBuf>,
    /// A program and its arguments.
    command: Option<Vec<String>>,
}

impl Credential {
    /// Sets the credential and the address of a client. `place` is where the file of profiles has the credential, for
    /// messages.
    pub(super) fn set<S: ServiceClient>(
        &self,
        builder: ClientBuilder<S>,
        profiles: &Path,
        place: &str,
    ) -> Result<ClientBuilder<S>, Failure> {
        let builder = match &self.base_url {
            Some(url) => builder.base_url(url),
            None => builder,
        };
        let name = |key: &str| format!("`{key}` of {place}");
        match (&self.env, &self.file, &self.command) {
            (Some(variable), None, None) => {
                let source = EnvironmentCredential::new(variable);
                Ok(builder.credential_source(NamedCredential::new(source, name("env"))))
            }
            (None, Some(path), None) => {
                let folder = profiles.parent().unwrap_or(Path::new(""));
                let source = FileCredential::new(folder.join(path));
                Ok(builder.credential_source(NamedCredential::new(source, name("file"))))
            }
            (None, None, Some(command)) => {
                let Some((program, args)) = command.split_first() else {
                    return Err(format!("{} is empty", name("command")).into());
                };
                let source = CommandCredential::new(program).args(args);
                Ok(builder.credential_source(NamedCredential::new(source, name("command"))))
            }
            _ => Err(format!("{place} must have one of `env`, `file` and `command`").into()),
        }
    }
}

/// A source that messages name by its place in the file of profiles: its value may be a secret that stands there by
/// mistake.
#[derive(Debug)]
struct NamedCredential<S> {
    source: S,
    name: String,
}

impl<S> NamedCredential<S> {
    fn new(source: S, name: String) -> Self {
        Self { source, name }
    }
}

impl<S: CredentialSource> CredentialSource for NamedCredential<S> {
    fn describe(&self) -> String {
        self.name.clone()
    }

    fn fetch<'a>(&'a self, request: &'a CredentialRequest) -> CredentialFuture<'a> {
        self.source.fetch(request)
    }

    fn is_current(&self, value: &CredentialValue) -> bool {
        self.source.is_current(value)
    }
}
