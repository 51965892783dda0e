//! Builds clients.

use std::ffi::OsString;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

use crate::base_url::BaseUrl;
use crate::client::{Client, ClientCredential, Shared, find_scheme, first_scheme};
use crate::credential_source::SharedCredential;
use crate::credentials::Credential;
use crate::error::{Error, ErrorKind};
use crate::observe::Observer;
use crate::options::CallOptions;
use crate::rate_limit::{RateLimit, RateLimiter};
use crate::security::CredentialFormat;
use crate::server_urls::ServerUrls;
use crate::service::ServiceInfo;
use crate::service_client::ServiceClient;
use crate::time::{Clock, Jitter, RandomJitter, TokioClock};
use crate::token_bucket::RetryTokenBucket;
use crate::transport::{Sender, Transport};

/// Builds a client. Obtained from the `builder()` of a client.
///
/// ```
/// use std::time::Duration;
/// use rolekit_runtime::{CallOptions, ClientBuilder, Result, ServiceClient};
///
/// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
///     builder
///         .base_url("https://api.example")
///         .application("warehouse/1.2")
///         .connect_timeout(Duration::from_secs(2))
///         .options(CallOptions::new().timeout(Duration::from_secs(10)))
///         // You can also supply the HTTP client or the transport.
///         .configure_http(|http| http.no_proxy())
///         .build()
/// }
/// ```
pub struct ClientBuilder<S> {
    credentials: Vec<(SchemeSelector, ConfiguredCredential)>,
    without_credential: bool,
    base_url: Option<String>,
    /// The URLs of servers in the document, and those that the caller set.
    server_urls: Vec<(String, String)>,
    server_variables: Vec<(String, String)>,
    allow_plain_http: bool,
    connect_timeout: Duration,
    pool_idle_timeout: Duration,
    pool_max_idle: usize,
    options: CallOptions,
    application: Option<String>,
    http: Http,
    clock: Arc<dyn Clock>,
    jitter: Arc<dyn Jitter>,
    observer: Option<Arc<dyn Observer>>,
    rate_limit: Option<RateLimit>,
    service: PhantomData<fn() -> S>,
}

/// The security scheme of a credential.
enum SchemeSelector {
    First,
    ById(String),
    /// The first one of user name and password.
    Basic,
}

/// A credential as set by the caller.
enum ConfiguredCredential {
    Fixed(SecretString),
    /// The environment variable that contained the credential, and the credential.
    Variable(&'static str, SecretString),
    /// The user name and the password.
    Basic(String, SecretString),
    Source(SharedCredential),
}

/// The source of the HTTP client or transport.
enum Http {
    /// The default client, with the caller's changes to its builder.
    Default(Option<Configure>),
    Client(reqwest::Client),
    Transport(Arc<dyn Transport>),
}

type Configure = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

impl<S: ServiceClient> ClientBuilder<S> {
    /// Creates a builder.
    pub fn new() -> Self {
        Self {
            credentials: Vec::new(),
            without_credential: false,
            base_url: None,
            server_urls: Vec::new(),
            server_variables: Vec::new(),
            allow_plain_http: false,
            connect_timeout: Duration::from_secs(5),
            pool_idle_timeout: Duration::from_secs(60),
            pool_max_idle: usize::MAX,
            options: CallOptions::default(),
            application: None,
            http: Http::Default(None),
            clock: Arc::new(TokioClock),
            jitter: Arc::new(RandomJitter),
            observer: None,
            rate_limit: None,
            service: PhantomData,
        }
    }

    /// Reads the credentials whose variables are known and, if its variable is set, the base URL from
    /// the environment.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if no variable of a credential is set, or a variable is empty or not
    /// Unicode. The values are validated by [`build`](Self::build).
    pub fn with_env(self) -> Result<Self, Error> {
        self.with_variables(|name| std::env::var_os(name))
    }

    /// Does what [`with_env`](Self::with_env) does, with other variables.
    pub(crate) fn with_variables(
        mut self,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Error> {
        let read = |name: &str| match variable(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(text)) if text.trim().is_empty() => Err(Error::config(format!(
                "environment variable {name} is empty"
            ))),
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(_)) => Err(Error::config(format!(
                "environment variable {name} is not Unicode"
            ))),
        };
        let mut missing = Vec::new();
        let mut is_found = false;
        for scheme in S::INFO.schemes {
            let Some(variable) = scheme.variable else {
                continue;
            };
            match read(variable)? {
                Some(credential) => {
                    is_found = true;
                    let credential = ConfiguredCredential::Variable(variable, credential.into());
                    let selector = SchemeSelector::ById(scheme.id.to_owned());
                    self.credentials.push((selector, credential));
                }
                None => missing.push((variable, scheme)),
            }
        }
        if !is_found && let Some((variable, scheme)) = missing.first() {
            return Err(Error::config(format!(
                "environment variable {variable} is not set; it must contain {}",
                scheme.describe(),
            )));
        }
        if let Some(variable) = S::INFO.base_url_variable
            && let Some(url) = read(variable)?
        {
            self.base_url = Some(url);
        }
        Ok(self)
    }

    /// Sets the credential of the service's first security scheme, which is usually the only one: an
    /// API key or another secret, as the service calls it. A user name and a password have a colon
    /// between them; see [`basic_credential`](Self::basic_credential).
    #[must_use]
    pub fn credential(self, credential: impl Into<SecretString>) -> Self {
        self.with(
            SchemeSelector::First,
            ConfiguredCredential::Fixed(credential.into()),
        )
    }

    /// Sets the credential of a security scheme, which is named as in the document. An operation is
    /// sent with those of the first of its alternatives for which all are set.
    ///
    /// ```
    /// use rolekit_runtime::{ClientBuilder, Result, ServiceClient};
    ///
    /// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
    ///     builder
    ///         .credential_for("api_key", "8c6e…")
    ///         .credential_for("session", "b1946…")
    ///         .build()
    /// }
    /// ```
    #[must_use]
    pub fn credential_for(self, scheme: &str, credential: impl Into<SecretString>) -> Self {
        let selector = SchemeSelector::ById(scheme.to_owned());
        self.with(selector, ConfiguredCredential::Fixed(credential.into()))
    }

    /// Sets the user name and the password of the service's first security scheme that takes them.
    /// The user name must not contain a colon.
    #[must_use]
    pub fn basic_credential(
        self,
        user: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        let credential = ConfiguredCredential::Basic(user.into(), password.into());
        self.with(SchemeSelector::Basic, credential)
    }

    /// Sets the source of the credential, if it can change while the client is in use: a
    /// [file](crate::FileCredential), a [program](crate::CommandCredential), an [environment
    /// variable](crate::EnvironmentCredential), [this program](crate::ReplaceableCredential) or a
    /// [custom source](crate::CredentialSource). Several clients can [share](SharedCredential) one.
    /// Replaces [`credential`](Self::credential).
    ///
    /// The first call fetches the credential. It fails with [`ErrorKind::Credential`] if that fails
    /// or the credential is empty or malformed.
    #[must_use]
    pub fn credential_source(self, source: impl Into<SharedCredential>) -> Self {
        self.with(
            SchemeSelector::First,
            ConfiguredCredential::Source(source.into()),
        )
    }

    /// Sets the source of the credential of a security scheme, which is named as in the document.
    /// Replaces [`credential_for`](Self::credential_for).
    #[must_use]
    pub fn credential_source_for(self, scheme: &str, source: impl Into<SharedCredential>) -> Self {
        let selector = SchemeSelector::ById(scheme.to_owned());
        self.with(selector, ConfiguredCredential::Source(source.into()))
    }

    fn with(mut self, selector: SchemeSelector, credential: ConfiguredCredential) -> Self {
        self.credentials.push((selector, credential));
        self
    }

    /// Builds a client without a credential, for operations that need none. The others fail with
    /// [`ErrorKind::Config`] before anything is sent. Overrides [`credential`](Self::credential) and
    /// the like.
    #[must_use]
    pub fn without_credential(mut self) -> Self {
        self.without_credential = true;
        self
    }

    /// Sets the base URL. It may have a path prefix; a trailing slash is ignored.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the URL of a server of single operations or paths, which is named by its URL in the document.
    /// Defaults to that URL; a relative one is relative to the base URL.
    #[must_use]
    pub fn server_url(mut self, server: impl Into<String>, url: impl Into<String>) -> Self {
        self.server_urls.push((server.into(), url.into()));
        self
    }

    /// Sets a variable of the URLs of servers. A URL that is set has no variables.
    #[must_use]
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.server_variables.push((name.into(), value.into()));
        self
    }

    /// Allows plain HTTP to other machines. **Anyone on the network path can read the credential.**
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Sets the maximum time until a connection exists and sending begins. Defaults to 5 s. An
    /// attempt that exceeds it has sent nothing, and is retried. Ignored with a custom
    /// [transport](Self::transport).
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long an idle connection is kept. Defaults to 60 s. It should be less than the time
    /// after which the service or a proxy closes one. Ignored with an
    /// [HTTP client](Self::http_client) or a [transport](Self::transport) of your own.
    #[must_use]
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool_idle_timeout = timeout;
        self
    }

    /// Sets the maximum number of idle connections. Defaults to no limit; with 0 each request opens
    /// a connection. Ignored with an [HTTP client](Self::http_client) or a custom
    /// [transport](Self::transport).
    #[must_use]
    pub fn pool_max_idle(mut self, connections: usize) -> Self {
        self.pool_max_idle = connections;
        self
    }

    /// Sets the defaults of all calls. The options of a single call override them.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.over(&self.options);
        self
    }

    /// Sets the name of the application, which precedes that of the client in the header
    /// `User-Agent`.
    #[must_use]
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Changes the builder of the HTTP client, for proxies, root certificates, DNS and the like. It
    /// follows no redirects, retries nothing and decompresses nothing, because this crate does.
    ///
    /// By default, https goes through the proxies of the environment, and plain HTTP through none,
    /// because a proxy would get the credential. A proxy that is set here is used for both.
    #[must_use]
    pub fn configure_http(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http = Http::Default(Some(Box::new(configure)));
        self
    }

    /// Sets the HTTP client, to share its connections.
    ///
    /// Build it with [`reqwest::redirect::Policy::none()`]: a client that follows redirects forwards
    /// a request before this crate sees the redirect, and the call fails with
    /// [`ErrorKind::Redirect`]. For plain HTTP build it with
    /// [`no_proxy`](reqwest::ClientBuilder::no_proxy), because a proxy would get the credential. Turn
    /// its decompression off with [`no_gzip`](reqwest::ClientBuilder::no_gzip), because this crate also
    /// reads gzip of several members.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Http::Client(client);
        self
    }

    /// Sets the transport that sends the requests instead of an HTTP client.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.http = Http::Transport(Arc::new(transport));
        self
    }

    /// Sets the clock, for tests. Defaults to Tokio's, which tests can pause.
    #[cfg(any(test, feature = "test-util"))]
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the jitter of the backoff and of other random waits, for tests.
    ///
    /// ```
    /// use rolekit_runtime::{ClientBuilder, Jitter, Result, ServiceClient};
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
    /// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
    ///     builder.jitter(LongestWait).build()
    /// }
    /// ```
    #[cfg(any(test, feature = "test-util"))]
    #[must_use]
    pub fn jitter(mut self, jitter: impl Jitter) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// Sets the receiver of an event for each attempt and each call, for metrics.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Sets a limit on the requests of the client and its clones. Defaults to none.
    #[must_use]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if
    ///
    /// - there is no credential, or one is empty or malformed;
    /// - a security scheme, a server or a variable of a server is unknown;
    /// - the base URL is missing, invalid, not https (except for loopback addresses), or has a query, a
    ///   fragment or a user name;
    /// - the rate limit is not greater than 0;
    /// - the HTTP client cannot be built.
    pub fn build(self) -> Result<S, Error> {
        // Without a credential plain HTTP does not expose one.
        let allow_plain_http = self.allow_plain_http || S::INFO.schemes.is_empty();
        let urls = ServerUrls {
            info: S::INFO,
            base_url: self.base_url,
            servers: self.server_urls,
            variables: self.server_variables,
            allow_plain_http,
        };
        let (base_url, servers) = urls.resolve()?;
        let credentials = if self.without_credential {
            vec![ClientCredential::Missing; S::INFO.schemes.len()]
        } else {
            resolve(S::INFO, self.credentials)?
        };
        let user_agent = user_agent(S::INFO, self.application.as_deref())?;
        // Those that the caller sets cannot be read. Plain HTTP goes through none by default.
        let proxy = match self.http {
            Http::Default(None) if base_url.is_https() => base_url.system_proxy(),
            _ => None,
        };
        let pool = Pool {
            idle_timeout: self.pool_idle_timeout,
            max_idle: self.pool_max_idle,
        };
        let sender = self.http.into_sender(pool, &base_url, &servers)?;
        let shared = Shared {
            service: S::INFO,
            sender,
            connect_timeout: self.connect_timeout,
            servers,
            user_agent,
            tokens: RetryTokenBucket::new(),
            rate_limiter: rate_limiter(self.rate_limit, &self.clock)?,
            clock: self.clock,
            jitter: self.jitter,
            proxy,
            observer: self.observer,
        };
        let client = Client::new(shared, base_url, credentials.into(), self.options);
        Ok(S::from_runtime(client))
    }
}

impl<S: ServiceClient> Default for ClientBuilder<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns the credential of each security scheme.
fn resolve(
    service: &ServiceInfo,
    configured: Vec<(SchemeSelector, ConfiguredCredential)>,
) -> Result<Vec<ClientCredential>, Error> {
    let mut credentials = vec![ClientCredential::Missing; service.schemes.len()];
    if configured.is_empty() {
        return match service.schemes {
            [] => Ok(credentials),
            [scheme] => Err(Error::config(format!("{} is missing", scheme.describe()))),
            schemes => {
                let known: Vec<_> = schemes.iter().map(|scheme| scheme.id).collect();
                Err(Error::config(format!(
                    "no credential is set; set one with `credential_for`: {}",
                    known.join(", "),
                )))
            }
        };
    }
    for (selector, credential) in configured {
        let index = match selector {
            SchemeSelector::First => first_scheme(service)?,
            SchemeSelector::ById(id) => find_scheme(service, &id)?,
            SchemeSelector::Basic => {
                let mut schemes = service.schemes.iter();
                let basic = schemes.position(|scheme| scheme.format == CredentialFormat::Basic);
                basic.ok_or_else(|| Error::config("the service takes no user name and password"))?
            }
        };
        let (Some(scheme), Some(slot)) = (service.schemes.get(index), credentials.get_mut(index))
        else {
            continue;
        };
        let (label, credential) = match credential {
            ConfiguredCredential::Source(source) => {
                *slot = ClientCredential::Source(source);
                continue;
            }
            ConfiguredCredential::Fixed(credential) => (scheme.describe(), credential),
            ConfiguredCredential::Variable(variable, credential) => {
                (variable.to_owned(), credential)
            }
            ConfiguredCredential::Basic(user, _) if user.contains(':') => {
                return Err(Error::config("the user name must not contain a colon"));
            }
            ConfiguredCredential::Basic(user, password) => {
                let pair = format!("{user}:{}", password.expose_secret());
                (scheme.describe(), pair.into())
            }
        };
        let credential = Credential::new(&label, &credential, scheme).map_err(Error::config)?;
        *slot = ClientCredential::Fixed(credential);
    }
    Ok(credentials)
}

/// The settings of the connection pool.
struct Pool {
    idle_timeout: Duration,
    max_idle: usize,
}

impl Http {
    /// Returns what sends the requests to these URLs.
    fn into_sender(
        self,
        pool: Pool,
        base_url: &BaseUrl,
        servers: &[Result<Arc<BaseUrl>, Error>],
    ) -> Result<Sender, Error> {
        let has_tls = cfg!(any(feature = "rustls", feature = "native-tls"));
        if base_url.is_https() && !has_tls && !matches!(self, Self::Transport(_)) {
            return Err(Error::config(
                "https needs TLS; enable the feature `rustls` or `native-tls`",
            ));
        }
        Ok(match self {
            Self::Transport(transport) => Sender::Custom(transport),
            Self::Client(client) => Sender::Http(client),
            Self::Default(configure) => {
                let mut urls = servers.iter().flatten();
                let is_https = base_url.is_https() && urls.all(|url| url.is_https());
                Sender::Http(http_client(pool, configure, is_https)?)
            }
        })
    }
}

fn http_client(
    pool: Pool,
    configure: Option<Configure>,
    is_https: bool,
) -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder()
        .pool_idle_timeout(pool.idle_timeout)
        .pool_max_idle_per_host(pool.max_idle);
    let builder = if is_https {
        builder
    } else {
        // A proxy would get the credential over plain HTTP.
        builder.no_proxy()
    };
    let builder = match configure {
        Some(configure) => configure(builder),
        None => builder,
    };
    let builder = builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .https_only(is_https)
        // Other crates may enable these features of reqwest.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate();
    builder.build().map_err(|error| {
        Error::new(ErrorKind::Config)
            .with_message("the HTTP client cannot be built")
            .with_source(error)
    })
}

/// Returns the header `User-Agent`.
fn user_agent(service: &ServiceInfo, application: Option<&str>) -> Result<HeaderValue, Error> {
    let user_agent = match application {
        Some(name) => HeaderValue::from_str(&format!("{name} {}", service.user_agent)),
        None => HeaderValue::from_str(service.user_agent),
    };
    user_agent.map_err(|_| Error::config("the name of the application is not valid in a header"))
}

fn rate_limiter(
    limit: Option<RateLimit>,
    clock: &Arc<dyn Clock>,
) -> Result<Option<Arc<RateLimiter>>, Error> {
    let Some(limit) = limit else {
        return Ok(None);
    };
    if let Some(rate) = limit.invalid_rate() {
        return Err(Error::config(format!(
            "requests per second must be greater than 0, got {rate}"
        )));
    }
    Ok(Some(Arc::new(RateLimiter::new(limit, Arc::clone(clock)))))
}

impl<S: ServiceClient> fmt::Debug for ClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is not validated yet, and may contain a password.
        f.debug_struct("ClientBuilder")
            .field("service", &S::INFO.name)
            .field("credentials", &self.credentials.len())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
