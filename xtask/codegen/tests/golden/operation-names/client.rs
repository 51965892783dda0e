// Operations.

impl Client {
    /// Sends a `GET` request to `/`.
    #[inline]
    pub fn get_root(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_ROOT, &[]).empty()
    }

    /// Sends a `GET` request to `/a`.
    #[inline]
    pub fn list_things(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LIST_THINGS, &[]).empty()
    }

    /// Sends a `PUT` request to `/a`.
    #[inline]
    pub fn put_new(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::PUT_NEW, &[]).empty()
    }

    /// Sends a `POST` request to `/a`.
    #[inline]
    pub fn post_a(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::POST_A, &[]).empty()
    }

    /// Sends a `OPTIONS` request to `/a`.
    #[inline]
    pub fn ask_options(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::ASK_OPTIONS, &[]).empty()
    }

    /// Sends a `PATCH` request to `/a`.
    #[inline]
    pub fn type_(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::TYPE, &[]).empty()
    }

    /// Sends a `TRACE` request to `/a`.
    #[inline]
    pub fn trace_it(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::TRACE_IT, &[]).empty()
    }

    /// Sends a `GET` request to `/b`.
    #[inline]
    pub fn shared_get(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::SHARED_GET, &[]).empty()
    }

    /// Sends a `GET` request to `/c`.
    #[inline]
    pub fn get_c(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_C, &[]).empty()
    }

    /// Sends a `GET` request to `/plain`.
    #[inline]
    pub fn get_plain(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_PLAIN, &[]).empty()
    }

    /// Sends a `GET` request to `/a/{x}`.
    #[inline]
    pub fn get_a_x(
        &self,
        x: &str,
    ) -> impl Future<Output = Result<Response<::std::string::String>>> + Send + use<> {
        self.inner.request(&descriptors::GET_A_X, &[&x]).decode()
    }

    /// Sends a `GET` request to `//odd path`.
    #[inline]
    pub fn get_odd_path(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::GET_ODD_PATH, &[]).empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static GET_ROOT: Operation = Operation::new("get_root", "GET", "/");
    pub(super) static LIST_THINGS: Operation = Operation::new("list_things", "GET", "/a");
    pub(super) static PUT_NEW: Operation = Operation::new("put_new", "PUT", "/a");
    pub(super) static POST_A: Operation = Operation::new("post_a", "POST", "/a");
    pub(super) static ASK_OPTIONS: Operation = Operation::new("ask_options", "OPTIONS", "/a");
    pub(super) static TYPE: Operation = Operation::new("type_", "PATCH", "/a");
    pub(super) static TRACE_IT: Operation = Operation::new("trace_it", "TRACE", "/a");
    pub(super) static SHARED_GET: Operation = Operation::new("shared_get", "GET", "/b");
    pub(super) static GET_C: Operation = Operation::new("get_c", "GET", "/c");
    pub(super) static GET_PLAIN: Operation = Operation::new("get_plain", "GET", "/plain");
    pub(super) static GET_A_X: Operation = Operation::new("get_a_x", "GET", "/a/{x}")
        .parameters(&[Parameter::path("x")])
        .accept("application/json");
    pub(super) static GET_ODD_PATH: Operation =
        Operation::new("get_odd_path", "GET", "//odd%20path");
}
