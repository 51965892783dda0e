// Operations.

/// # things
///
/// Things, and what \<b\>may\</b\> be done to them.
impl Client {
    /// Sends a `GET` request to `/things`.
    #[inline]
    pub fn list_things(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LIST_THINGS, &[]).empty()
    }

    /// Sends a `POST` request to `/things`.
    #[inline]
    pub fn create_thing(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::CREATE_THING, &[]).empty()
    }
}

/// # logs
impl Client {
    /// Sends a `GET` request to `/logs`.
    #[inline]
    pub fn list_logs(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LIST_LOGS, &[]).empty()
    }

    /// Sends a `GET` request to `/logs/{id}`.
    #[inline]
    pub fn get_log(&self, id: i64) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_LOG, &[&id]).empty()
    }
}

/// # Not listed
impl Client {
    /// Sends a `GET` request to `/limits`.
    #[inline]
    pub fn get_limits(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_LIMITS, &[]).empty()
    }
}

/// # Other operations
impl Client {
    /// Sends a `GET` request to `/health`.
    #[inline]
    pub fn get_health(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_HEALTH, &[]).empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static LIST_LOGS: Operation = Operation::new("list_logs", "GET", "/logs");
    pub(super) static LIST_THINGS: Operation = Operation::new("list_things", "GET", "/things");
    pub(super) static CREATE_THING: Operation = Operation::new("create_thing", "POST", "/things");
    pub(super) static GET_HEALTH: Operation = Operation::new("get_health", "GET", "/health");
    pub(super) static GET_LIMITS: Operation = Operation::new("get_limits", "GET", "/limits");
    pub(super) static GET_LOG: Operation =
        Operation::new("get_log", "GET", "/logs/{id}").parameters(&[Parameter::path("id")]);
}
