//! The state that the calls of a client share.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT_ENCODING, COOKIE, HeaderValue, USER_AGENT};
use reqwest::{Request, Url};
use secrecy::SecretString;

use crate::base_url::BaseUrl;
use crate::credential_source::{CredentialRequest, FetchedCredential, SharedCredential};
use crate::credentials::{Credential, add_cookie};
use crate::error::{Error, ErrorKind, Result};
use crate::observe::Observer;
use crate::operation::OperationRef;
use crate::options::CallOptions;
use crate::rate_limit::RateLimiter;
use crate::redact::Redactor;
use crate::security::{CredentialLocation, SecurityScheme};
use crate::service::ServiceInfo;
use crate::time::{Clock, Jitter};
use crate::token_bucket::RetryTokenBucket;
use crate::transport::Sender;

/// Sends the requests of a generated client. Clones are cheap, and share connections and the retry
/// token bucket.
#[derive(Clone)]
pub struct Client(Arc<ClientInner>);

#[derive(Clone)]
struct ClientInner {
    shared: Arc<Shared>,
    /// Of each security scheme of the service, in its order.
    credentials: Arc<[ClientCredential]>,
    options: CallOptions,
    /// That of the service, or of the server of an operation.
    base_url: Arc<BaseUrl>,
}

/// The credential of a client for a security scheme.
#[derive(Clone, Debug)]
pub(crate) enum ClientCredential {
    /// None.
    Missing,
    /// A credential that never changes.
    Fixed(Credential),
    /// A credential that is obtained for each attempt.
    Source(SharedCredential),
}

/// The ids of the security schemes whose credentials an attempt contains.
pub(crate) type Alternative = &'static [&'static str];

/// The part of a client that does not depend on credential and options.
pub(crate) struct Shared {
    pub(crate) service: &'static ServiceInfo,
    pub(crate) sender: Sender,
    pub(crate) connect_timeout: Duration,
    /// The base URLs of the servers of operations, or why they have none.
    pub(crate) servers: Box<[Result<Arc<BaseUrl>>]>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) tokens: RetryTokenBucket,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) jitter: Arc<dyn Jitter>,
    /// The proxy in between, if it is known.
    pub(crate) proxy: Option<String>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) rate_limiter: Option<Arc<RateLimiter>>,
}

impl Client {
    pub(crate) fn new(
        shared: Shared,
        base_url: Arc<BaseUrl>,
        credentials: Arc<[ClientCredential]>,
        options: CallOptions,
    ) -> Self {
        Self(Arc::new(ClientInner {
            shared: Arc::new(shared),
            credentials,
            options,
            base_url,
        }))
    }

    /// Returns the description of the service.
    pub fn service(&self) -> &'static ServiceInfo {
        self.0.shared.service
    }

    /// Returns the base URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.0.base_url.as_str()
    }

    /// Waits, by the client's clock.
    pub fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + use<> {
        self.clock().sleep(duration)
    }

    /// Returns the current date by the client's clock.
    pub fn system_time(&self) -> SystemTime {
        self.clock().system_time()
    }

    /// Returns a random duration up to `longest`, by the client's jitter.
    pub fn jittered(&self, longest: Duration) -> Duration {
        longest.mul_f64(self.jitter().fraction().clamp(0.0, 1.0))
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.shared.clock
    }

    pub(crate) fn jitter(&self) -> &dyn Jitter {
        &*self.0.shared.jitter
    }

    /// Returns the proxy in between, if it is known.
    pub(crate) fn proxy(&self) -> Option<&str> {
        self.0.shared.proxy.as_deref()
    }

    /// Returns a client with other options. Options that are not set are kept.
    #[must_use]
    pub fn with_options(&self, options: &CallOptions) -> Self {
        Self(Arc::new(ClientInner {
            options: options.over(&self.0.options),
            ..ClientInner::clone(&self.0)
        }))
    }

    /// Returns a client with another credential for the first security scheme of the service.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the credential is empty or malformed, or the service takes none.
    pub fn with_credential(&self, credential: &SecretString) -> Result<Self> {
        self.replace_credential(first_scheme(self.service())?, credential)
    }

    /// Returns a client with another credential for a security scheme, which is named as in the
    /// document.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the credential is empty or malformed, or the service has no such
    /// scheme.
    pub fn with_credential_for(&self, scheme: &str, credential: &SecretString) -> Result<Self> {
        self.replace_credential(find_scheme(self.service(), scheme)?, credential)
    }

    fn replace_credential(&self, index: usize, credential: &SecretString) -> Result<Self> {
        let mut credentials = self.0.credentials.to_vec();
        if let (Some(replaced), Some(scheme)) = (
            credentials.get_mut(index),
            self.service().schemes.get(index),
        ) {
            let credential = Credential::new(&scheme.describe(), credential, scheme);
            *replaced = ClientCredential::Fixed(credential.map_err(Error::config)?);
        }
        Ok(Self(Arc::new(ClientInner {
            credentials: credentials.into(),
            ..ClientInner::clone(&self.0)
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
    pub(crate) fn rate_limiter(&self) -> Option<&Arc<RateLimiter>> {
        self.0.shared.rate_limiter.as_ref()
    }

    pub(crate) fn connect_timeout(&self) -> Duration {
        self.0.shared.connect_timeout
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.0.base_url
    }

    /// Returns a client that sends its requests to the server of this position.
    pub(crate) fn at_server(&self, position: usize) -> Result<Self> {
        let base_url = match self.0.shared.servers.get(position) {
            Some(base_url) => base_url.clone()?,
            None => {
                return Err(Error::config(format!(
                    "the service has no server of the position {position}; list it in `ServiceInfo::servers`",
                )));
            }
        };
        Ok(Self(Arc::new(ClientInner {
            base_url,
            ..ClientInner::clone(&self.0)
        })))
    }

    pub(crate) fn tokens(&self) -> &RetryTokenBucket {
        &self.0.shared.tokens
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.0.options
    }

    /// Checks that a request stays below the base URL, and that the options set no header of a
    /// security scheme. Returns the credentials for the operation.
    pub(crate) fn check(&self, url: &Url, operation: &OperationRef) -> Result<Alternative> {
        if !self.base().covers(url) {
            return Err(Error::new(ErrorKind::InvalidRequest)
                .with_message("the URL is not below the base URL"));
        }
        let headers = &self.options().headers;
        if !headers.is_empty() {
            let mut schemes = self.service().schemes.iter();
            let is_set = |scheme: &&SecurityScheme| {
                scheme.location == CredentialLocation::Header && headers.contains_key(scheme.name)
            };
            if let Some(scheme) = schemes.find(is_set) {
                return Err(Error::config(format!(
                    "the header {} cannot be set: it contains the credential",
                    scheme.name.to_ascii_lowercase(),
                )));
            }
        }
        self.select_alternative(operation)
    }

    /// Returns the first alternative of an operation for which the client has the credentials.
    fn select_alternative(&self, operation: &OperationRef) -> Result<Alternative> {
        let Some(alternatives) = operation.security() else {
            let mut credentials = self.service().schemes.iter().zip(&*self.0.credentials);
            let found = credentials.find(|(_, credential)| credential.exists());
            return Ok(found.map_or(&[], |(scheme, _)| std::slice::from_ref(&scheme.id)));
        };
        let has = |id: &&'static str| {
            self.credential(id)
                .is_some_and(|(_, _, credential)| credential.exists())
        };
        let mut usable = alternatives.iter().filter(|ids| ids.iter().all(has));
        match usable.next() {
            Some(alternative) => Ok(alternative),
            None if alternatives.is_empty() => Ok(&[]),
            None => Err(self.missing_credentials(alternatives)),
        }
    }

    #[cold]
    fn missing_credentials(&self, alternatives: &[Alternative]) -> Error {
        let describe = |id: &&'static str| match self.credential(id) {
            Some((_, scheme, _)) => scheme.describe(),
            None => format!("the credential `{id}`"),
        };
        let alternatives = alternatives.iter().map(|ids| {
            let credentials: Vec<_> = ids.iter().map(describe).collect();
            credentials.join(" and ")
        });
        Error::config(format!(
            "this operation needs {}; the client was built without it",
            alternatives.collect::<Vec<_>>().join(", or "),
        ))
    }

    /// Returns the credential of a security scheme, with its position.
    fn credential(&self, id: &str) -> Option<(usize, &'static SecurityScheme, &ClientCredential)> {
        let schemes = self.service().schemes;
        let index = schemes.iter().position(|scheme| scheme.id == id)?;
        Some((index, &schemes[index], self.0.credentials.get(index)?))
    }

    /// Returns the sources of the credentials of an alternative, with the positions of their
    /// schemes.
    pub(crate) fn sources(
        &self,
        alternative: Alternative,
    ) -> impl Iterator<Item = (usize, &SharedCredential)> {
        alternative.iter().filter_map(|id| {
            let (index, _, credential) = self.credential(id)?;
            match credential {
                ClientCredential::Source(source) => Some((index, source)),
                ClientCredential::Missing | ClientCredential::Fixed(_) => None,
            }
        })
    }

    /// Obtains a credential from its source. After a 401, returns `None` if the source has no other
    /// one.
    pub(crate) async fn obtain_credential(
        &self,
        index: usize,
        source: &SharedCredential,
        rejected: Option<&FetchedCredential>,
    ) -> Result<Option<AttemptCredential>> {
        let Some(scheme) = self.service().schemes.get(index) else {
            return Ok(None);
        };
        let clock = Arc::clone(&self.0.shared.clock);
        let request =
            CredentialRequest::new(self.service().name, scheme, clock, rejected.is_some());
        let result = match rejected {
            None => source.get(request).await.map(Some),
            Some(rejected) => source.refresh(rejected, request).await,
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
        let credential = Credential::new(&scheme.describe(), obtained.value.secret(), scheme)
            .map_err(|reason| failed(&reason))?;
        Ok(Some(AttemptCredential {
            index,
            credential,
            obtained,
        }))
    }

    /// Returns the credentials of an alternative. `obtained` are those that have a source.
    pub(crate) fn credentials<'a>(
        &'a self,
        alternative: Alternative,
        obtained: &'a [AttemptCredential],
    ) -> impl Iterator<Item = &'a Credential> {
        alternative.iter().filter_map(move |id| {
            let (index, _, credential) = self.credential(id)?;
            match credential {
                ClientCredential::Missing => None,
                ClientCredential::Fixed(credential) => Some(credential),
                ClientCredential::Source(_) => {
                    let mut obtained = obtained.iter();
                    let found = obtained.find(|obtained| obtained.index == index)?;
                    Some(&found.credential)
                }
            }
        })
    }

    /// Adds the headers of the options and the credentials to a request that was
    /// [checked](Self::check). Returns whether its URL contains a credential.
    pub(crate) fn apply<'a>(
        &self,
        request: &mut Request,
        credentials: impl Iterator<Item = &'a Credential>,
    ) -> bool {
        let headers = request.headers_mut();
        // Parameters of the operation may set both.
        if !headers.contains_key(USER_AGENT) {
            headers.insert(USER_AGENT, self.0.shared.user_agent.clone());
        }
        if !headers.contains_key(ACCEPT_ENCODING) {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        for name in self.options().headers.keys() {
            // Cookies are added to those of the parameters.
            if name != COOKIE {
                headers.remove(name);
            }
        }
        for (name, value) in &self.options().headers {
            match value.to_str() {
                Ok(cookies) if name == COOKIE => {
                    let pairs = cookies.split(';').filter(|pair| !pair.trim().is_empty());
                    pairs.for_each(|pair| add_cookie(headers, pair));
                }
                _ => {
                    headers.append(name, value.clone());
                }
            }
        }
        let mut is_url_secret = false;
        for credential in credentials {
            credential.add_to(request);
            is_url_secret |= credential.is_in_url();
        }
        is_url_secret
    }

    /// Returns the redactor for messages about a call. It removes the credentials, the values of the
    /// headers that the caller set, and `secrets`.
    pub(crate) fn redactor(&self, secrets: &[SecretString]) -> Redactor {
        let headers = self.options().headers.values();
        let headers: Vec<SecretString> = headers
            .filter_map(|value| Some(value.to_str().ok()?.into()))
            .collect();
        let mut credentials = Vec::new();
        for (scheme, credential) in self.service().schemes.iter().zip(&*self.0.credentials) {
            match credential {
                ClientCredential::Missing => {}
                ClientCredential::Fixed(credential) => {
                    credentials.extend_from_slice(credential.secrets());
                }
                ClientCredential::Source(source) => {
                    for secret in source.recent_secrets() {
                        // The scheme is not secret.
                        match Credential::new("", &secret, scheme) {
                            Ok(credential) => credentials.extend_from_slice(credential.secrets()),
                            Err(_) => credentials.push(secret),
                        }
                    }
                }
            }
        }
        Redactor::new(secrets.iter().chain(&credentials).chain(&headers))
    }
}

impl ClientCredential {
    fn exists(&self) -> bool {
        !matches!(self, Self::Missing)
    }
}

/// Returns the position of the first security scheme.
pub(crate) fn first_scheme(service: &ServiceInfo) -> Result<usize> {
    match service.schemes {
        [] => Err(Error::config("the service takes no credential")),
        _ => Ok(0),
    }
}

/// Returns the position of the security scheme of this name.
pub(crate) fn find_scheme(service: &ServiceInfo, id: &str) -> Result<usize> {
    let mut schemes = service.schemes.iter();
    schemes.position(|scheme| scheme.id == id).ok_or_else(|| {
        let known: Vec<_> = service.schemes.iter().map(|scheme| scheme.id).collect();
        Error::config(match known.as_slice() {
            [] => "the service takes no credential".to_owned(),
            known => format!(
                "unknown security scheme \"{}\"; the service has {}",
                id.escape_debug(),
                known.join(", "),
            ),
        })
    })
}

/// A credential from a source.
#[derive(Clone, Debug)]
pub(crate) struct AttemptCredential {
    /// The position of its security scheme.
    index: usize,
    credential: Credential,
    obtained: FetchedCredential,
}

impl AttemptCredential {
    /// Returns the position of its security scheme.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// Returns what the source returned.
    pub(crate) fn obtained(&self) -> &FetchedCredential {
        &self.obtained
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.service().name)
            .field("base_url", &self.base_url())
            .field("credentials", &Credentials(self))
            .field("options", self.options())
            .field("retry_tokens", &self.tokens().tokens())
            .finish_non_exhaustive()
    }
}

/// Prints which credentials a client has.
struct Credentials<'a>(&'a Client);

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes = self.0.service().schemes.iter().map(|scheme| scheme.id);
        f.debug_map()
            .entries(schemes.zip(&*self.0.0.credentials))
            .finish()
    }
}
