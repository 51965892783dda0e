//! Where the credential of a client comes from.

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

use secrecy::SecretString;

use crate::service::CredentialInfo;
use crate::time::Clock;

pub use self::command::CommandCredential;
pub use self::environment::EnvironmentCredential;
pub use self::file::FileCredential;
pub use self::replaceable::ReplaceableCredential;
pub use self::shared::SharedCredential;

pub(crate) use self::shared::Obtained;

/// The future of [`CredentialSource::fetch`].
pub type CredentialFuture<'a> =
    Pin<Box<dyn Future<Output = Result<CredentialValue, CredentialError>> + Send + 'a>>;

/// Supplies a credential that can change while a client is in use.
///
/// The runtime fetches the credential before the first attempt, and keeps it. It fetches it again
/// - if [`is_current`](Self::is_current) returns false, which is asked before each attempt;
/// - if the time in [`CredentialValue::valid_for`] has passed;
/// - once per call if the service answers 401. If the credential has changed, the request is sent again.
///   If not, or after a second 401, the call fails. A credential that did not change is not fetched
///   again because of a 401 for 30 s.
///
/// Calls that need the credential at the same time share one fetch. It counts against the deadline of
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
    /// Returns what error messages call the source, like `file "/run/key"`. Must not contain a secret.
    fn describe(&self) -> String;

    /// Obtains the credential. Must not return a value that was kept from before if
    /// [`CredentialRequest::is_refresh`] returns true: the service has refused it.
    fn fetch<'a>(&'a self, request: &'a CredentialRequest) -> CredentialFuture<'a>;

    /// Returns whether a value that was fetched before is still the current one, as far as that can be
    /// told at once. It is asked before each attempt, and must not block. Defaults to true.
    fn is_current(&self, value: &CredentialValue) -> bool {
        let _ = value;
        true
    }
}

/// What a credential is fetched for.
#[derive(Clone, Debug)]
pub struct CredentialRequest {
    service: &'static str,
    scheme: &'static CredentialInfo,
    clock: Arc<dyn Clock>,
    is_refresh: bool,
}

impl CredentialRequest {
    pub(crate) fn new(
        service: &'static str,
        scheme: &'static CredentialInfo,
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

    /// Returns the name of the service. Of a [shared](SharedCredential) credential it is that of the
    /// client whose call came first.
    pub fn service(&self) -> &'static str {
        self.service
    }

    /// Returns the security scheme that the credential is for.
    pub fn scheme(&self) -> &'static CredentialInfo {
        self.scheme
    }

    /// Returns the clock of the client.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Returns whether the service refused the previous value.
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

    /// Sets a number by which the source recognises the value in
    /// [`is_current`](CredentialSource::is_current).
    #[must_use]
    pub fn with_version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// Sets how long the value can be used. Without it, until the service refuses it.
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

/// Why a credential cannot be obtained.
#[derive(Clone, Debug)]
pub struct CredentialError {
    reason: String,
    is_transient: bool,
    // Shared by all calls that wait for the credential.
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialError {
    /// Creates an error with a reason like `cannot be read`, which must contain no secret. The message
    /// of the call's error contains the [description](CredentialSource::describe) before it.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            is_transient: false,
            source: None,
        }
    }

    /// Marks the error as one that may go away by itself. The call tries again, within the limits of
    /// its retry policy.
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

/// Runs a function that blocks on a thread where it may.
async fn run_blocking<T: Send + 'static>(
    function: impl FnOnce() -> Result<T, CredentialError> + Send + 'static,
) -> Result<T, CredentialError> {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return Err(CredentialError::new(
            "needs a tokio runtime; make the call inside one",
        ));
    };
    let joined = runtime.spawn_blocking(function).await;
    joined.unwrap_or_else(|error| {
        Err(CredentialError::new("the tokio runtime was shut down").with_source(error))
    })
}
