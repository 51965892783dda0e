// Operations.

impl Client {
    /// Sends a `GET` request to `/things`.
    ///
    /// Credentials: `key`.
    #[inline]
    pub fn list_things(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LIST_THINGS, &[]).empty()
    }

    /// Creates a thing.
    ///
    /// Sends a `POST` request to `/things`.
    ///
    /// Credentials: `token` with `things:write`, `admin`; or `app` and `user`.
    #[inline]
    pub fn create_thing(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::CREATE_THING, &[]).empty()
    }

    /// Sends a `POST` request to `/logins`.
    ///
    /// Credentials: none.
    #[inline]
    pub fn log_in(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LOG_IN, &[]).empty()
    }

    /// Sends a `GET` request to `/sessions`.
    ///
    /// Credentials: `session`.
    #[inline]
    pub fn get_session(
        &self,
        theme: Option<&str>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::GET_SESSION, &[&theme])
            .empty()
    }

    /// Sends a `POST` request to `/sessions`.
    ///
    /// Credentials: `login`; or `other`.
    #[inline]
    pub fn open_session(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::OPEN_SESSION, &[]).empty()
    }

    /// Sends a `GET` request to `/health`.
    ///
    /// Credentials: none.
    #[inline]
    pub fn get_health(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_HEALTH, &[]).empty()
    }

    /// Sends a `GET` request to `/either`.
    ///
    /// Credentials: `key`; or none.
    #[inline]
    pub fn get_either(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_EITHER, &[]).empty()
    }

    /// Sends a `GET` request to `/certified`.
    ///
    /// Credentials: `certificate`.
    #[inline]
    pub fn get_certified(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_CERTIFIED, &[]).empty()
    }

    /// Sends a `PUT` request to `/certified`.
    ///
    /// Credentials: `key` and `certificate`; or `certificate`.
    #[inline]
    pub fn put_certified(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::PUT_CERTIFIED, &[]).empty()
    }

    /// Sends a `GET` request to `/maps`.
    ///
    /// Credentials: `app`.
    #[inline]
    pub fn get_map(
        &self,
        place: Option<&str>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_MAP, &[&place]).empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static LIST_THINGS: Operation =
        Operation::new("list_things", "GET", "/things").security(&[&["key"]]);
    pub(super) static CREATE_THING: Operation =
        Operation::new("create_thing", "POST", "/things").security(&[&["token"], &["app", "user"]]);
    pub(super) static LOG_IN: Operation = Operation::new("log_in", "POST", "/logins").security(&[]);
    pub(super) static GET_SESSION: Operation = Operation::new("get_session", "GET", "/sessions")
        .parameters(&[Parameter::cookie("theme")])
        .security(&[&["session"]]);
    pub(super) static OPEN_SESSION: Operation =
        Operation::new("open_session", "POST", "/sessions").security(&[&["login"], &["other"]]);
    pub(super) static GET_HEALTH: Operation =
        Operation::new("get_health", "GET", "/health").security(&[]);
    pub(super) static GET_EITHER: Operation =
        Operation::new("get_either", "GET", "/either").security(&[&["key"], &[]]);
    pub(super) static GET_CERTIFIED: Operation =
        Operation::new("get_certified", "GET", "/certified").security(&[]);
    pub(super) static PUT_CERTIFIED: Operation =
        Operation::new("put_certified", "PUT", "/certified").security(&[&["key"], &[]]);
    pub(super) static GET_MAP: Operation = Operation::new("get_map", "GET", "/maps")
        .parameters(&[Parameter::query("place")])
        .security(&[&["app"]]);
}

/// The security schemes of the document, in its order.
pub const SECURITY_SCHEMES: &[::rolekit_runtime::SecurityScheme] = &[
    ::rolekit_runtime::SecurityScheme::header("key", "X-Key"),
    ::rolekit_runtime::SecurityScheme::query("app", "app key"),
    ::rolekit_runtime::SecurityScheme::cookie("session", "sid"),
    ::rolekit_runtime::SecurityScheme::http("login", ::rolekit_runtime::Scheme::Basic),
    ::rolekit_runtime::SecurityScheme::http("user", ::rolekit_runtime::Scheme::Word("Bearer")),
    ::rolekit_runtime::SecurityScheme::http("other", ::rolekit_runtime::Scheme::Word("Token")),
    ::rolekit_runtime::SecurityScheme::http("token", ::rolekit_runtime::Scheme::Word("Bearer")),
    ::rolekit_runtime::SecurityScheme::http("connect", ::rolekit_runtime::Scheme::Word("Bearer")),
    ::rolekit_runtime::SecurityScheme::header("alias", "X-Key"),
];
