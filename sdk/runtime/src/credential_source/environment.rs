//! The credential in an environment variable.

use std::ffi::OsString;

use secrecy::ExposeSecret;

use super::{
    CredentialError, CredentialFuture, CredentialRequest, CredentialSource, CredentialValue,
};

/// The credential in an environment variable. It is read before each attempt.
///
/// To read it once, when the client is built, use [`ClientBuilder::with_env`].
///
/// [`ClientBuilder::with_env`]: crate::ClientBuilder::with_env
///
/// ```
/// use rolekit_runtime::{ClientBuilder, EnvironmentCredential, Result, ServiceClient};
///
/// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
///     builder.credential_source(EnvironmentCredential::new("DEPLOY_KEY")).build()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct EnvironmentCredential {
    variable: String,
}

impl EnvironmentCredential {
    /// Creates a source that reads this variable.
    pub fn new(variable: impl Into<String>) -> Self {
        Self {
            variable: variable.into(),
        }
    }

    fn read(&self) -> Option<OsString> {
        // A name with one of these cannot exist, and some platforms panic about it.
        let is_valid = !self.variable.is_empty() && !self.variable.contains(['=', '\0']);
        is_valid.then(|| std::env::var_os(&self.variable)).flatten()
    }
}

fn parse(value: Option<OsString>) -> Result<CredentialValue, CredentialError> {
    match value.map(OsString::into_string) {
        None => Err(CredentialError::new("not set")),
        Some(Err(_)) => Err(CredentialError::new("not Unicode")),
        Some(Ok(text)) if text.trim().is_empty() => Err(CredentialError::new("empty")),
        Some(Ok(text)) => Ok(CredentialValue::new(text)),
    }
}

impl CredentialSource for EnvironmentCredential {
    fn describe(&self) -> String {
        format!("environment variable {}", self.variable.escape_debug())
    }

    fn fetch<'a>(&'a self, _: &'a CredentialRequest) -> CredentialFuture<'a> {
        Box::pin(std::future::ready(parse(self.read())))
    }

    fn is_current(&self, value: &CredentialValue) -> bool {
        self.read()
            .is_some_and(|text| text == value.secret().expose_secret())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{CredentialSource, CredentialValue, EnvironmentCredential, parse};

    #[test]
    fn a_variable_is_read_and_compared() {
        let source = EnvironmentCredential::new("PATH");
        let value = parse(source.read()).unwrap();
        assert_eq!(
            value.secret().expose_secret(),
            std::env::var("PATH").unwrap()
        );
        assert!(source.is_current(&value));
        assert!(!source.is_current(&CredentialValue::new("another")));
        for name in ["", "A=B", "A\0", "ROLEKIT_TEST_VARIABLE_THAT_IS_NOT_SET"] {
            assert_eq!(EnvironmentCredential::new(name).read(), None, "{name:?}");
        }
    }

    #[test]
    fn a_missing_or_empty_variable_is_an_error() {
        for (value, reason) in [
            (None, "not set"),
            (Some(""), "empty"),
            (Some(" \n"), "empty"),
        ] {
            let error = parse(value.map(Into::into)).unwrap_err();
            assert_eq!(error.to_string(), reason);
        }
    }
}
