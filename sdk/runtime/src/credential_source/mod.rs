//! Sources of credentials.

mod command;
mod environment;
mod file;
mod replaceable;
mod shared;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use crate::security::SecurityScheme;
use crate::time::Clock;

pub use self::command::CommandCredential;
pub use self::environment::EnvironmentCredential;
pub use self::file::FileCredential;
pub use self::replaceable::ReplaceableCredential;
pub use self::shared::SharedCredential;

pub(crate) use self::shared::FetchedCredential;

/// The future of [`CredentialSource::fetch`].
pub type CredentialFuture<'a> =
    Pin<Box<dyn Future<Output = Result<CredentialValue, CredentialError>> + Send + 'a>>;

/// Supplies a credential that can change while a client is in use.
///
/// The runtime fetches the credential before the first attempt, and keeps it. It fetches it again
/// - if [`is_current`](Self::is_current), which is called before each attempt, returns false;
/// - if the time in [`CredentialValue::valid_for`] has passed;
/// - once per call after a 401. If the credential has changed, the request is sent again. If not,
///   or after a second 401, the call fails. A credential that did not change is not fetched again
///   because of a 401 for 30 s.
///
/// Concurrent calls that need the credential share one fetch. It counts against the deadline of
/// each, and is cancelled when no call waits for it any more.
///
/// ```
/// use rolekit_runtime::{
///     CredentialError, CredentialFuture, CredentialRequest, CredentialSource, CredentialValue,
/// };
/// # #[derive(Debug)]
/// # struct Vault;
/// # impl Vault {
/// #     async fn read(&self, _path: &str) -> Result<String, std::io::Error> {
/// #         Ok("1$secret".to_owned())
/// #     }
/// # }
///
/// #[derive(Debug)]
/// struct VaultCredential {
///     vault: Vault,
///     path: String,
/// }
///
/// impl CredentialSource for VaultCredential {
///     fn describe(&self) -> String {
///         format!("vault path {}", self.path)
///     }
///
///     fn fetch<'a>(&'a self, _: &'a CredentialRequest) -> CredentialFuture<'a> {
///         Box::pin(async {
///             let secret = self.vault.read(&self.path).await.map_err(|error| {
///                 CredentialError::new("cannot be read").with_source(error).transient()
///             })?;
///             Ok(CredentialValue::new(secret))
///         })
///     }
/// }
/// ```
pub trait CredentialSource: fmt::Debug + Send + Sync + 'static {
    /// Returns the name of the source in error messages, such as `file "/run/key"`. Must not
    /// contain a secret.
    fn describe(&self) -> String;

    /// Fetches the credential. Must not return a cached value if [`CredentialRequest::is_refresh`]
    /// returns true, because the service has rejected it.
    fn fetch<'a>(&'a self, request: &'a CredentialRequest) -> CredentialFuture<'a>;

    /// Returns whether a fetched value is still the current one, as far as that can be determined
    /// without blocking. Called before each attempt. Defaults to true.
    fn is_current(&self, value: &CredentialValue) -> bool {
        let _ = value;
        true
    }
}

/// The purpose of a fetch.
#[derive(Clone, Debug)]
pub struct CredentialRequest {
    service: &'static str,
    scheme: &'static SecurityScheme,
    clock: Arc<dyn Clock>,
    is_refresh: bool,
}

impl CredentialRequest {
    pub(crate) fn new(
        service: &'static str,
        scheme: &'static SecurityScheme,
        clock: Arc<dyn Clock>,
        is_refresh: bool,
    ) -> Self {
        Self {
            service,
            scheme,
            clock,
            is_refresh,
        }
    }

    /// Returns the name of the service. For a [shared](SharedCredential) credential it is that of
    /// the client whose call came first.
    pub fn service(&self) -> &'static str {
        self.service
    }

    /// Returns the security scheme of the credential. For a [shared](SharedCredential) credential it is
    /// that of the client whose call came first.
    pub fn scheme(&self) -> &'static SecurityScheme {
        self.scheme
    }

    /// Returns the clock of the client, for tests.
    #[cfg(feature = "test-util")]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Returns whether the service rejected the previous value.
    pub fn is_refresh(&self) -> bool {
        self.is_refresh
    }
}

/// A credential that a [`CredentialSource`] returns.
#[derive(Clone, Debug)]
pub struct CredentialValue {
    secret: SecretString,
    version: Option<u64>,
    valid_for: Option<Duration>,
}

impl CredentialValue {
    /// Creates a value.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            version: None,
            valid_for: None,
        }
    }

    /// Creates a value of a user name, which must not contain a colon, and a password.
    pub fn basic(user: &str, password: impl Into<SecretString>) -> Self {
        let password = password.into();
        Self::new(format!("{user}:{}", password.expose_secret()))
    }

    /// Sets a number by which the source identifies the value in
    /// [`is_current`](CredentialSource::is_current).
    #[must_use]
    pub fn with_version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets how long the value can be used. Defaults to until a 401.
    #[must_use]
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }

    /// Returns the secret.
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// Returns the number that the source set.
    pub fn version(&self) -> Option<u64> {
        self.version
    }
}

/// The reason why a credential cannot be fetched.
#[derive(Clone, Debug)]
pub struct CredentialError {
    reason: String,
    is_transient: bool,
    // Shared by all calls that wait for the credential.
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialError {
    /// Creates an error with a reason such as `cannot be read`, which must not contain a secret. In
    /// the message of the call's error it follows the [description](CredentialSource::describe).
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            is_transient: false,
            source: None,
        }
    }

    /// Marks the error as transient. The call retries, within the limits of its retry policy.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.is_transient = true;
        self
    }

    /// Sets the source.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn is_transient(&self) -> bool {
        self.is_transient
    }

    pub(crate) fn into_source(self) -> Option<Arc<dyn StdError + Send + Sync>> {
        self.source
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source: &(dyn StdError + 'static) = self.source.as_deref()?;
        Some(source)
    }
}

/// Runs a blocking function on a thread that may block.
async fn run_blocking<T: Send + 'static>(
    function: impl FnOnce() -> Result<T, CredentialError> + Send + 'static,
) -> Result<T, CredentialError> {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return Err(CredentialError::new(
            "needs a Tokio runtime; make the call within one",
        ));
    };
    let joined = runtime.spawn_blocking(function).await;
    joined.unwrap_or_else(|error| {
        Err(CredentialError::new("the Tokio runtime was shut down").with_source(error))
    })
}
