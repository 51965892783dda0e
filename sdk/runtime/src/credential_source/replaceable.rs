//! A credential that the program replaces.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use super::{CredentialFuture, CredentialRequest, CredentialSource, CredentialValue};

/// A credential that the program replaces while clients use it. Clones share the value.
///
/// A new value takes effect with the next attempt of each client that was built with it, of their
/// clones and of open page streams.
///
/// ```
/// use rolekit_runtime::{ClientBuilder, ReplaceableCredential, Result, ServiceClient};
///
/// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
///     let key = ReplaceableCredential::new("1$old");
///     let client = builder.credential_source(key.clone()).build()?;
///     key.replace("1$new");
///     Ok(client)
/// }
/// ```
#[derive(Clone)]
pub struct ReplaceableCredential(Arc<Mutex<CredentialValue>>);

impl ReplaceableCredential {
    /// Creates a credential. Its value is validated by the first call.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        let value = CredentialValue::new(secret).with_version(0);
        Self(Arc::new(Mutex::new(value)))
    }

    /// Replaces the value.
    pub fn replace(&self, secret: impl Into<SecretString>) {
        let mut value = self.lock();
        let version = value.version().unwrap_or(0).wrapping_add(1);
        *value = CredentialValue::new(secret).with_version(version);
    }

    fn lock(&self) -> MutexGuard<'_, CredentialValue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CredentialSource for ReplaceableCredential {
    fn describe(&self) -> String {
        "the replaceable credential".to_owned()
    }

    fn fetch<'a>(&'a self, _: &'a CredentialRequest) -> CredentialFuture<'a> {
        let value = self.lock().clone();
        Box::pin(std::future::ready(Ok(value)))
    }

    fn is_current(&self, value: &CredentialValue) -> bool {
        self.lock().version() == value.version()
    }
}

impl fmt::Debug for ReplaceableCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplaceableCredential([redacted])")
    }
}
