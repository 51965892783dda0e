//! The state that the calls of a client share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, USER_AGENT};
use secrecy::SecretString;

use crate::base_url::BaseUrl;
use crate::credential_source::{CredentialRequest, Obtained, SharedCredential};
use crate::credentials::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::observe::Observer;
use crate::options::CallOptions;
use crate::pacing::Pacer;
use crate::redact::Redactor;
use crate::service::ServiceInfo;
use crate::time::{Clock, Jitter};
use crate::token_bucket::RetryTokenBucket;
use crate::transport::Sender;

/// Sends the requests of a generated client. Clones are cheap, and share connections and the retry
/// token bucket.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    shared: Arc<Shared>,
    credential: ClientCredential,
    options: CallOptions,
}

/// The credential of a client.
#[derive(Clone, Debug)]
pub(crate) enum ClientCredential {
    /// A credential that never changes, or none.
    Fixed(Credential),
    /// A credential that is obtained for each attempt.
    Source(SharedCredential),
}

/// The part of a client that does not depend on credential and options.
pub(crate) struct Shared {
    pub(crate) service: &'static ServiceInfo,
    pub(crate) sender: Sender,
    pub(crate) connect_timeout: Duration,
    pub(crate) base_url: BaseUrl,
    pub(crate) user_agent: HeaderValue,
    pub(crate) tokens: RetryTokenBucket,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) jitter: Arc<dyn Jitter>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) pacer: Option<Arc<Pacer>>,
}

impl Client {
    pub(crate) fn new(shared: Shared, credential: ClientCredential, options: CallOptions) -> Self {
        Self(Arc::new(Inner {
            shared: Arc::new(shared),
            credential,
            options,
        }))
    }

    /// Returns the description of the service.
    pub fn service(&self) -> &'static ServiceInfo {
        self.0.shared.service
    }

    /// Returns the base URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.0.shared.base_url.as_str()
    }

    /// Returns the clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.shared.clock
    }

    /// Returns the jitter.
    pub fn jitter(&self) -> &dyn Jitter {
        &*self.0.shared.jitter
    }

    /// Returns a client with other options. Options that are not set are kept.
    #[must_use]
    pub fn with_options(&self, options: &CallOptions) -> Self {
        Self(Arc::new(Inner {
            options: options.over(&self.0.options),
            ..Inner::clone(&self.0)
        }))
    }

    /// Returns a client with another credential.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the credential is empty or malformed, or the service has none.
    pub fn with_credential(&self, credential: &SecretString) -> Result<Self> {
        let Some(info) = &self.service().credential else {
            return Err(Error::config("the service takes no credential"));
        };
        Ok(Self(Arc::new(Inner {
            credential: ClientCredential::Fixed(
                Credential::new(info.name, credential, info.scheme).map_err(Error::config)?,
            ),
            ..Inner::clone(&self.0)
        })))
    }

    /// Returns a message from the service in printable form: without the credential, on one line,
    /// truncated.
    pub fn sanitize(&self, text: &str) -> String {
        self.redactor(&[]).sanitize(text)
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.0.shared.sender
    }

    pub(crate) fn observer(&self) -> Option<&dyn Observer> {
        self.0.shared.observer.as_deref()
    }

    /// Returns the limiter of the requests of this client and its clones.
    pub(crate) fn pacer(&self) -> Option<&Arc<Pacer>> {
        self.0.shared.pacer.as_ref()
    }

    pub(crate) fn connect_timeout(&self) -> Duration {
        self.0.shared.connect_timeout
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.0.shared.base_url
    }

    pub(crate) fn tokens(&self) -> &RetryTokenBucket {
        &self.0.shared.tokens
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.0.options
    }

    /// Checks that a request stays below the base URL, and that there is a credential for it if it
    /// needs one.
    pub(crate) fn check(&self, request: &Request, needs_credential: bool) -> Result<()> {
        if !self.base().covers(request.url()) {
            return Err(Error::new(ErrorKind::InvalidRequest)
                .with_message("the URL is not below the base URL"));
        }
        let Some(info) = &self.service().credential else {
            return Ok(());
        };
        if self.options().headers.contains_key(AUTHORIZATION) {
            return Err(Error::config(
                "the header authorization cannot be set: it contains the credential",
            ));
        }
        let has_credential = match &self.0.credential {
            ClientCredential::Fixed(credential) => credential.header().is_some(),
            ClientCredential::Source(_) => true,
        };
        if needs_credential && !has_credential {
            return Err(Error::config(format!(
                "this operation needs {}; the client was built with `without_credential()`",
                info.name,
            )));
        }
        Ok(())
    }

    /// Returns the source of the credential, if it has one.
    pub(crate) fn credential_source(&self) -> Option<&SharedCredential> {
        match &self.0.credential {
            ClientCredential::Fixed(_) => None,
            ClientCredential::Source(source) => Some(source),
        }
    }

    /// Obtains the credential from its source. After a 401, returns `None` if the source has no
    /// other one.
    pub(crate) async fn obtain_credential(
        &self,
        source: &SharedCredential,
        refused: Option<&Obtained>,
    ) -> Result<Option<ObtainedHeader>> {
        let Some(info) = &self.service().credential else {
            return Ok(None);
        };
        let clock = Arc::clone(&self.0.shared.clock);
        let request = CredentialRequest::new(self.service().name, info, clock, refused.is_some());
        let result = match refused {
            None => source.get(request).await.map(Some),
            Some(refused) => source.refresh(refused, request).await,
        };
        let failed = |reason: &dyn fmt::Display| {
            let message = format!("{}: {reason}", source.describe());
            Error::new(ErrorKind::Credential).with_message(message)
        };
        let obtained = result.map_err(|error| {
            let failure = failed(&error).with_retryable(error.is_transient());
            match error.into_source() {
                Some(source) => failure.with_source(source),
                None => failure,
            }
        })?;
        let Some(obtained) = obtained else {
            return Ok(None);
        };
        let credential = Credential::new(info.name, obtained.value.secret(), info.scheme)
            .map_err(|reason| failed(&reason))?;
        Ok(credential.header().map(|header| ObtainedHeader {
            header: header.clone(),
            obtained,
        }))
    }

    /// Adds the headers of the options and the credential to a request that was
    /// [checked](Self::check). The credential is `obtained` if it has a source.
    pub(crate) fn apply_headers(
        &self,
        request: &mut Request,
        with_credential: bool,
        obtained: Option<&ObtainedHeader>,
    ) {
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.0.shared.user_agent.clone());
        if !headers.contains_key(ACCEPT_ENCODING) {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        for name in self.options().headers.keys() {
            headers.remove(name);
        }
        for (name, value) in &self.options().headers {
            headers.append(name, value.clone());
        }
        let header = match &self.0.credential {
            ClientCredential::Fixed(credential) => credential.header(),
            ClientCredential::Source(_) => obtained.map(|obtained| &obtained.header),
        };
        if let Some(header) = header.filter(|_| with_credential) {
            headers.insert(AUTHORIZATION, header.clone());
        }
    }

    /// Returns the redactor for messages about a call. It removes the credential, the values of the
    /// headers that the caller set, and `secrets`.
    pub(crate) fn redactor(&self, secrets: &[SecretString]) -> Redactor {
        let headers = self.options().headers.values();
        let headers: Vec<SecretString> = headers
            .filter_map(|value| Some(value.to_str().ok()?.into()))
            .collect();
        let credentials = match &self.0.credential {
            ClientCredential::Fixed(credential) => Vec::from_iter(credential.secret().cloned()),
            ClientCredential::Source(source) => self.without_scheme(source.recent_secrets()),
        };
        Redactor::new(secrets.iter().chain(&credentials).chain(&headers))
    }

    /// Returns credentials without their scheme, which is not secret.
    fn without_scheme(&self, mut secrets: Vec<SecretString>) -> Vec<SecretString> {
        let Some(info) = &self.service().credential else {
            return secrets;
        };
        for secret in &mut secrets {
            if let Ok(credential) = Credential::new(info.name, secret, info.scheme)
                && let Some(without) = credential.secret()
            {
                *secret = without.clone();
            }
        }
        secrets
    }
}

/// A credential from a source in the form in which it is sent.
#[derive(Clone)]
pub(crate) struct ObtainedHeader {
    header: HeaderValue,
    pub(crate) obtained: Obtained,
}

impl fmt::Debug for ObtainedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObtainedHeader([redacted])")
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.service().name)
            .field("base_url", &self.base_url())
            .field("credential", &self.0.credential)
            .field("options", self.options())
            .field("retry_tokens", &self.tokens().tokens())
            .finish_non_exhaustive()
    }
}
