//! Setting up a client.

use std::ffi::OsString;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::SecretString;

use crate::base_url::BaseUrl;
use crate::budget::Budget;
use crate::clock::{Clock, Jitter, RandomJitter, TokioClock};
use crate::credential::Credential;
use crate::error::{Error, ErrorKind};
use crate::options::CallOptions;
use crate::service::Service;
use crate::{Runtime, Shared};

const USER_AGENT: &str = concat!("rolekit/", env!("CARGO_PKG_VERSION"));

/// Sets up a client. Get one from the client's `builder()`.
///
/// ```
/// use std::time::Duration;
/// use rolekit_runtime::{CallOptions, ClientBuilder, Jitter, Result, Service};
///
/// #[derive(Debug)]
/// struct LongestWait;
///
/// impl Jitter for LongestWait {
///     fn fraction(&self) -> f64 {
///         1.0
///     }
/// }
///
/// fn build<S: Service>(builder: ClientBuilder<S>) -> Result<S> {
///     builder
///         .base_url("https://api.example")
///         .application("warehouse/1.2")
///         .connect_timeout(Duration::from_secs(2))
///         .options(CallOptions::new().timeout(Duration::from_secs(10)))
///         // You can supply the HTTP client, the clock and the jitter.
///         .http_client_builder(reqwest::Client::builder().no_proxy())
///         .jitter(LongestWait)
///         .build()
/// }
/// ```
pub struct ClientBuilder<S> {
    key: Option<(String, SecretString)>,
    without_key: bool,
    base_url: Option<String>,
    allow_plain_http: bool,
    connect_timeout: Duration,
    options: CallOptions,
    application: Option<String>,
    http: Http,
    clock: Arc<dyn Clock>,
    jitter: Arc<dyn Jitter>,
    client: PhantomData<fn() -> S>,
}

/// Where the HTTP client comes from.
enum Http {
    Ours,
    Builder(Box<reqwest::ClientBuilder>),
    Client(reqwest::Client),
}

impl<S: Service> ClientBuilder<S> {
    pub fn new() -> Self {
        Self {
            key: None,
            without_key: false,
            base_url: None,
            allow_plain_http: false,
            connect_timeout: Duration::from_secs(5),
            options: CallOptions::default(),
            application: None,
            http: Http::Ours,
            clock: Arc::new(TokioClock),
            jitter: Arc::new(RandomJitter),
            client: PhantomData,
        }
    }

    /// Takes the key and, where it is set, the base URL from the environment.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the variable of the key is missing, or a variable is empty or not
    /// text. What it holds is checked by [`build`](Self::build).
    pub fn with_env(self) -> Result<Self, Error> {
        self.with_variables(|name| std::env::var_os(name))
    }

    fn with_variables(
        mut self,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Error> {
        let read = |name: &str| match variable(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(text)) if text.trim().is_empty() => {
                Err(Error::config(format!("{name} is set, and empty")))
            }
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(_)) => Err(Error::config(format!("{name} is not text"))),
        };
        let Some(key) = read(S::INFO.key_variable)? else {
            return Err(Error::config(format!(
                "{} is not set; it must hold {}",
                S::INFO.key_variable,
                S::INFO.key_name,
            )));
        };
        self.key = Some((S::INFO.key_variable.to_owned(), key.into()));
        if let Some(url) = read(S::INFO.base_url_variable)? {
            self.base_url = Some(url);
        }
        Ok(self)
    }

    /// Sets the credential: an API key or another secret, as the service calls it.
    #[must_use]
    pub fn credential(mut self, credential: impl Into<SecretString>) -> Self {
        self.key = Some((S::INFO.key_name.to_owned(), credential.into()));
        self
    }

    /// Sets up a client that has no key, for what takes none. Whatever takes one fails with
    /// [`ErrorKind::Config`] before anything is sent. A key that was given is not used.
    #[must_use]
    pub fn without_key(mut self) -> Self {
        self.without_key = true;
        self
    }

    /// Where the service is. A path prefix is kept, a trailing slash does not matter.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows a base URL that is plain HTTP and not on this machine. **Whoever is on the way can
    /// read the key.**
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// How long connecting may take. 5 s by default. Without effect on a
    /// [client of one's own](Self::http_client).
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The options of every call, which those of a single call go before.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.over(&self.options);
        self
    }

    /// Names the application in the header `User-Agent`, before this crate's own name.
    #[must_use]
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Builds on an HTTP client that is being set up: proxies, root certificates, DNS and the like.
    /// Redirects, retries by reqwest itself and the time for connecting are set by this crate.
    #[must_use]
    pub fn http_client_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.http = Http::Builder(Box::new(builder));
        self
    }

    /// Uses an HTTP client as it is, to share its connections.
    ///
    /// Build it with [`reqwest::redirect::Policy::none()`] and, for a base URL of plain HTTP, with
    /// [`no_proxy`](reqwest::ClientBuilder::no_proxy): a proxy would be sent the key. A client that follows redirects by
    /// itself sends a request on before this crate sees the redirect; the call then fails with
    /// [`ErrorKind::Redirect`].
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Http::Client(client);
        self
    }

    /// Another clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another source of randomness for the waits between attempts, for tests.
    #[must_use]
    pub fn jitter(mut self, jitter: impl Jitter) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// Sets the client up. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the key is missing, empty or malformed, if the base URL cannot be
    /// read, is not https (loopback apart), or has a query, a fragment or a user name, or if the
    /// HTTP client cannot be built.
    pub fn build(self) -> Result<S, Error> {
        let base = BaseUrl::parse(
            self.base_url.as_deref().unwrap_or(S::INFO.base_url),
            self.allow_plain_http,
        )?;
        let credential = match &self.key {
            _ if self.without_key => Credential::none(),
            Some((name, key)) => Credential::new(name, key, S::INFO.scheme)?,
            None => return Err(Error::config(format!("{} is missing", S::INFO.key_name))),
        };
        if base.is_https() && cfg!(not(any(feature = "rustls", feature = "native-tls"))) {
            return Err(Error::config(
                "the crate was built without TLS: turn on its feature `rustls` or `native-tls`",
            ));
        }
        let user_agent = match &self.application {
            Some(name) => HeaderValue::from_str(&format!("{name} {USER_AGENT}"))
                .map_err(|_| Error::config("the application's name does not fit into a header"))?,
            None => HeaderValue::from_static(USER_AGENT),
        };
        let http = match self.http {
            Http::Client(client) => client,
            Http::Ours => build(reqwest::Client::builder(), self.connect_timeout, &base)?,
            Http::Builder(builder) => build(*builder, self.connect_timeout, &base)?,
        };
        let shared = Shared {
            service: S::INFO,
            user_agent,
            budget: Budget::new(),
            clock: self.clock,
            jitter: self.jitter,
            base,
        };
        let runtime = Runtime {
            options: Arc::new(self.options),
            credential: Arc::new(credential),
            shared: Arc::new(shared),
        };
        let base_url = runtime.base().as_str().to_owned();
        Ok(S::assemble(&base_url, http, runtime))
    }
}

fn build(
    builder: reqwest::ClientBuilder,
    connect_timeout: Duration,
    base: &BaseUrl,
) -> Result<reqwest::Client, Error> {
    let builder = builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connect_timeout);
    let builder = if base.is_https() {
        builder.https_only(true)
    } else {
        // A proxy would be sent the key over plain HTTP.
        builder.no_proxy()
    };
    builder.build().map_err(|error| {
        Error::new(ErrorKind::Config)
            .with_message("the HTTP client could not be built")
            .with_source(error)
    })
}

impl<S: Service> fmt::Debug for ClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is not checked yet, and may hold a password.
        f.debug_struct("ClientBuilder")
            .field("service", &S::INFO.name)
            .field("key", &self.key.as_ref().map(|_| "[redacted]"))
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use crate::error::{Error, ErrorKind};
    use crate::testing::TestClient as Client;

    fn from(variables: &[(&str, &str)]) -> Result<Client, Error> {
        let variables: Vec<(String, OsString)> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect();
        Client::builder()
            .with_variables(|name| {
                let found = variables.iter().find(|(known, _)| known == name);
                found.map(|(_, value)| value.clone())
            })?
            .build()
    }

    #[test]
    fn the_environment_is_read_and_checked() {
        from(&[("TEST_API_KEY", "1$a")]).unwrap();
        from(&[
            ("TEST_API_KEY", "1$a"),
            ("TEST_BASE_URL", "http://127.0.0.1:1/"),
        ])
        .unwrap();
        for (variables, name) in [
            (&[][..], "TEST_API_KEY"),
            (&[("TEST_API_KEY", "")], "TEST_API_KEY"),
            (&[("TEST_API_KEY", "canary\n")], "TEST_API_KEY"),
            (
                &[("TEST_API_KEY", "1$a"), ("TEST_BASE_URL", "")],
                "TEST_BASE_URL",
            ),
            (
                &[("TEST_API_KEY", "1$a"), ("TEST_BASE_URL", "http://a.b")],
                "base URL",
            ),
        ] {
            let error = from(variables).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains(name), "{error}");
            assert!(!format!("{error:?}").contains("canary"));
        }
    }

    #[test]
    fn a_key_is_needed() {
        let error = Client::builder().build().unwrap_err();
        assert!(error.to_string().contains("API key is missing"), "{error}");
    }
}
