// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    ::rolekit_runtime::request! {
        /// The request `GET /things`, started by [`list_things`](super::Client::list_things).
        pub struct ListThings;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// Creates a thing.
        ///
        /// The request `POST /things`, started by [`create_thing`](super::Client::create_thing).
        pub struct CreateThing;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /logins`, started by [`log_in`](super::Client::log_in).
        pub struct LogIn;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /sessions`, started by [`get_session`](super::Client::get_session).
        pub struct GetSession;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl GetSession {
        /// Sets the cookie `theme`.
        #[inline]
        pub fn theme(mut self, theme: impl AsRef<str>) -> Self {
            self.request = self.request.set(0, &theme.as_ref());
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /sessions`, started by [`open_session`](super::Client::open_session).
        pub struct OpenSession;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /health`, started by [`get_health`](super::Client::get_health).
        pub struct GetHealth;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /either`, started by [`get_either`](super::Client::get_either).
        pub struct GetEither;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /certified`, started by [`get_certified`](super::Client::get_certified).
        pub struct GetCertified;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PUT /certified`, started by [`put_certified`](super::Client::put_certified).
        pub struct PutCertified;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /maps`, started by [`get_map`](super::Client::get_map).
        pub struct GetMap;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl GetMap {
        /// Sets the query parameter `place`.
        #[inline]
        pub fn place(mut self, place: impl AsRef<str>) -> Self {
            self.request = self.request.set(0, &place.as_ref());
            self
        }
    }
}

/// Converts the error of a value that does not match the document into one of the kind
/// `InvalidRequest`.
impl From<types::error::ConversionError> for ::rolekit_runtime::Error {
    fn from(error: types::error::ConversionError) -> Self {
        Self::invalid_request(error)
    }
}

impl Client {
    /// Starts a `GET` request to `/things`.
    ///
    /// Credentials: `key`.
    #[inline]
    pub fn list_things(&self) -> operations::ListThings {
        let request = self.inner.request(&descriptors::LIST_THINGS, &[]);
        operations::ListThings { request }
    }

    /// Creates a thing.
    ///
    /// Starts a `POST` request to `/things`.
    ///
    /// Credentials: `token` with `things:write`, `admin`; or `app` and `user`.
    #[inline]
    pub fn create_thing(&self) -> operations::CreateThing {
        let request = self.inner.request(&descriptors::CREATE_THING, &[]);
        operations::CreateThing { request }
    }

    /// Starts a `POST` request to `/logins`.
    ///
    /// Credentials: none.
    #[inline]
    pub fn log_in(&self) -> operations::LogIn {
        let request = self.inner.request(&descriptors::LOG_IN, &[]);
        operations::LogIn { request }
    }

    /// Starts a `GET` request to `/sessions`.
    ///
    /// Credentials: `session`.
    #[inline]
    pub fn get_session(&self) -> operations::GetSession {
        let request = self.inner.request(&descriptors::GET_SESSION, &[]);
        operations::GetSession { request }
    }

    /// Starts a `POST` request to `/sessions`.
    ///
    /// Credentials: `login`; or `other`.
    #[inline]
    pub fn open_session(&self) -> operations::OpenSession {
        let request = self.inner.request(&descriptors::OPEN_SESSION, &[]);
        operations::OpenSession { request }
    }

    /// Starts a `GET` request to `/health`.
    ///
    /// Credentials: none.
    #[inline]
    pub fn get_health(&self) -> operations::GetHealth {
        let request = self.inner.request(&descriptors::GET_HEALTH, &[]);
        operations::GetHealth { request }
    }

    /// Starts a `GET` request to `/either`.
    ///
    /// Credentials: `key`; or none.
    #[inline]
    pub fn get_either(&self) -> operations::GetEither {
        let request = self.inner.request(&descriptors::GET_EITHER, &[]);
        operations::GetEither { request }
    }

    /// Starts a `GET` request to `/certified`.
    ///
    /// Credentials: `certificate`.
    #[inline]
    pub fn get_certified(&self) -> operations::GetCertified {
        let request = self.inner.request(&descriptors::GET_CERTIFIED, &[]);
        operations::GetCertified { request }
    }

    /// Starts a `PUT` request to `/certified`.
    ///
    /// Credentials: `key` and `certificate`; or `certificate`.
    #[inline]
    pub fn put_certified(&self) -> operations::PutCertified {
        let request = self.inner.request(&descriptors::PUT_CERTIFIED, &[]);
        operations::PutCertified { request }
    }

    /// Starts a `GET` request to `/maps`.
    ///
    /// Credentials: `app`.
    #[inline]
    pub fn get_map(&self) -> operations::GetMap {
        let request = self.inner.request(&descriptors::GET_MAP, &[]);
        operations::GetMap { request }
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
    ::rolekit_runtime::SecurityScheme::http("login", ::rolekit_runtime::CredentialFormat::Basic),
    ::rolekit_runtime::SecurityScheme::http(
        "user",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Bearer"),
    ),
    ::rolekit_runtime::SecurityScheme::http(
        "other",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Token"),
    ),
    ::rolekit_runtime::SecurityScheme::http(
        "token",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Bearer"),
    ),
    ::rolekit_runtime::SecurityScheme::http(
        "connect",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Bearer"),
    ),
    ::rolekit_runtime::SecurityScheme::header("alias", "X-Key"),
];
