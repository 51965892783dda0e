// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    #[allow(unused_imports)]
    use super::types;

    #[cfg(feature = "logs")]
    ::rolekit_runtime::request! {
        /// The request `GET /logs`, started by [`list_logs`](super::resources::Journal::list_logs).
        pub struct ListLogs;
        /// Sends the request.
        fn send(self) -> types::Log {
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /things`, started by [`list`](super::resources::Things::list).
        pub struct ListThings;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /things`, started by [`create`](super::resources::Things::create).
        pub struct CreateThing;
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
        /// The request `GET /limits`, started by [`get_limits`](super::resources::NotListed::get_limits).
        pub struct GetLimits;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    #[cfg(feature = "logs")]
    ::rolekit_runtime::request! {
        /// The request `GET /logs/{id}`, started by [`get_log`](super::resources::Journal::get_log).
        pub struct GetLog;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }
}

/// The resources of the client: its operations in groups.
pub mod resources {
    #[allow(unused_imports)]
    use super::{descriptors, operations};

    /// Things, and what \<b\>may\</b\> be done to them.
    ///
    /// Obtained from [`Client::things`](super::Client::things).
    #[derive(Clone, Debug)]
    pub struct Things {
        inner: ::rolekit_runtime::Client,
    }

    impl Things {
        pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
            Self { inner }
        }

        /// Returns the runtime's client, which sends the requests.
        pub fn runtime(&self) -> &::rolekit_runtime::Client {
            &self.inner
        }

        /// Starts a `GET` request to `/things`.
        #[inline]
        pub fn list(&self) -> operations::ListThings {
            let request = self.inner.request(&descriptors::LIST_THINGS, &[]);
            operations::ListThings { request }
        }

        /// Starts a `POST` request to `/things`.
        #[inline]
        pub fn create(&self) -> operations::CreateThing {
            let request = self.inner.request(&descriptors::CREATE_THING, &[]);
            operations::CreateThing { request }
        }
    }

    /// Operations: logs.
    ///
    /// Obtained from [`Client::journal`](super::Client::journal).
    #[cfg(feature = "logs")]
    #[derive(Clone, Debug)]
    pub struct Journal {
        inner: ::rolekit_runtime::Client,
    }

    #[cfg(feature = "logs")]
    impl Journal {
        pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
            Self { inner }
        }

        /// Returns the runtime's client, which sends the requests.
        pub fn runtime(&self) -> &::rolekit_runtime::Client {
            &self.inner
        }

        /// Starts a `GET` request to `/logs`.
        #[inline]
        pub fn list_logs(&self) -> operations::ListLogs {
            let request = self.inner.request(&descriptors::LIST_LOGS, &[]);
            operations::ListLogs { request }
        }

        /// Starts a `GET` request to `/logs/{id}`.
        #[inline]
        pub fn get_log(&self, id: i64) -> operations::GetLog {
            let request = self.inner.request(&descriptors::GET_LOG, &[&id]);
            operations::GetLog { request }
        }
    }

    /// Operations: Not listed.
    ///
    /// Obtained from [`Client::not_listed`](super::Client::not_listed).
    #[derive(Clone, Debug)]
    pub struct NotListed {
        inner: ::rolekit_runtime::Client,
    }

    impl NotListed {
        pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
            Self { inner }
        }

        /// Returns the runtime's client, which sends the requests.
        pub fn runtime(&self) -> &::rolekit_runtime::Client {
            &self.inner
        }

        /// Starts a `GET` request to `/limits`.
        #[inline]
        pub fn get_limits(&self) -> operations::GetLimits {
            let request = self.inner.request(&descriptors::GET_LIMITS, &[]);
            operations::GetLimits { request }
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
    /// Things, and what \<b\>may\</b\> be done to them.
    pub fn things(&self) -> resources::Things {
        resources::Things::new(self.inner.clone())
    }

    /// Operations: logs.
    #[cfg(feature = "logs")]
    pub fn journal(&self) -> resources::Journal {
        resources::Journal::new(self.inner.clone())
    }

    /// Operations: Not listed.
    pub fn not_listed(&self) -> resources::NotListed {
        resources::NotListed::new(self.inner.clone())
    }
}

/// # Other operations
impl Client {
    /// Starts a `GET` request to `/health`.
    #[inline]
    pub fn get_health(&self) -> operations::GetHealth {
        let request = self.inner.request(&descriptors::GET_HEALTH, &[]);
        operations::GetHealth { request }
    }
}

mod descriptors {
    #[allow(unused_imports)]
    use ::rolekit_runtime::{Operation, Parameter};

    #[cfg(feature = "logs")]
    pub(super) static LIST_LOGS: Operation =
        Operation::new("list_logs", "GET", "/logs").accept("application/json");
    pub(super) static LIST_THINGS: Operation = Operation::new("list_things", "GET", "/things");
    pub(super) static CREATE_THING: Operation = Operation::new("create_thing", "POST", "/things");
    pub(super) static GET_HEALTH: Operation = Operation::new("get_health", "GET", "/health");
    pub(super) static GET_LIMITS: Operation = Operation::new("get_limits", "GET", "/limits");
    #[cfg(feature = "logs")]
    pub(super) static GET_LOG: Operation =
        Operation::new("get_log", "GET", "/logs/{id}").parameters(&[Parameter::path("id")]);
}
