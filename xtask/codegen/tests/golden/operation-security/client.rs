// Operations.

impl Client {
    /// Sends a `GET` request to `/things`.
    #[inline]
    pub fn list_things(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LIST_THINGS, &[]).empty()
    }

    /// Sends a `POST` request to `/logins`.
    #[inline]
    pub fn log_in(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LOG_IN, &[]).empty()
    }

    /// Sends a `GET` request to `/health`.
    #[inline]
    pub fn get_health(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_HEALTH, &[]).empty()
    }

    /// Sends a `GET` request to `/either`.
    #[inline]
    pub fn get_either(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_EITHER, &[]).empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::Operation;

    pub(super) static LIST_THINGS: Operation = Operation::new("list_things", "GET", "/things");
    pub(super) static LOG_IN: Operation = Operation::new("log_in", "POST", "/logins").anonymous();
    pub(super) static GET_HEALTH: Operation =
        Operation::new("get_health", "GET", "/health").anonymous();
    pub(super) static GET_EITHER: Operation = Operation::new("get_either", "GET", "/either");
}
