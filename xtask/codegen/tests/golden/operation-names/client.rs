// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// The request `GET /long`, started by [`get_long`](super::Client::get_long).
        pub struct GetLong;
        /// Sends the request.
        fn send(
            self,
        ) -> types::AResponseWhoseNameIsSoLongThatTheSignatureOfTheMethodThatReturnsItDoesNotFitIntoOneLine{
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /`, started by [`get_root`](super::Client::get_root).
        pub struct GetRoot;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /a`, started by [`list_things`](super::Client::list_things).
        pub struct ListThings;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PUT /a`, started by [`put_new`](super::Client::put_new).
        pub struct PutNew;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /a`, started by [`post_a`](super::Client::post_a).
        pub struct PostA;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `OPTIONS /a`, started by [`ask_options`](super::Client::ask_options).
        pub struct AskOptions;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PATCH /a`, started by [`type_`](super::Client::type_).
        pub struct Type;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `TRACE /a`, started by [`trace_it`](super::Client::trace_it).
        pub struct TraceIt;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /b`, started by [`shared_get`](super::Client::shared_get).
        pub struct SharedGet;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /c`, started by [`get_c`](super::Client::get_c).
        pub struct GetC;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /plain`, started by [`get_plain`](super::Client::get_plain).
        pub struct GetPlain;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /a/{x}`, started by [`get_a_x`](super::Client::get_a_x).
        pub struct GetAX;
        /// Sends the request.
        fn send(self) -> ::std::string::String {
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET //odd path`, started by [`get_odd_path`](super::Client::get_odd_path).
        pub struct GetOddPath;
        /// Sends the request.
        fn send(self) -> () {
            empty()
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
    /// Starts a `GET` request to `/long`.
    #[inline]
    pub fn get_long(&self) -> operations::GetLong {
        let request = self.inner.request(&descriptors::GET_LONG, &[]);
        operations::GetLong { request }
    }

    /// Starts a `GET` request to `/`.
    #[inline]
    pub fn get_root(&self) -> operations::GetRoot {
        let request = self.inner.request(&descriptors::GET_ROOT, &[]);
        operations::GetRoot { request }
    }

    /// Starts a `GET` request to `/a`.
    #[inline]
    pub fn list_things(&self) -> operations::ListThings {
        let request = self.inner.request(&descriptors::LIST_THINGS, &[]);
        operations::ListThings { request }
    }

    /// Starts a `PUT` request to `/a`.
    #[inline]
    pub fn put_new(&self) -> operations::PutNew {
        let request = self.inner.request(&descriptors::PUT_NEW, &[]);
        operations::PutNew { request }
    }

    /// Starts a `POST` request to `/a`.
    #[inline]
    pub fn post_a(&self) -> operations::PostA {
        let request = self.inner.request(&descriptors::POST_A, &[]);
        operations::PostA { request }
    }

    /// Starts a `OPTIONS` request to `/a`.
    #[inline]
    pub fn ask_options(&self) -> operations::AskOptions {
        let request = self.inner.request(&descriptors::ASK_OPTIONS, &[]);
        operations::AskOptions { request }
    }

    /// Starts a `PATCH` request to `/a`.
    #[inline]
    pub fn type_(&self) -> operations::Type {
        let request = self.inner.request(&descriptors::TYPE_, &[]);
        operations::Type { request }
    }

    /// Starts a `TRACE` request to `/a`.
    #[inline]
    pub fn trace_it(&self) -> operations::TraceIt {
        let request = self.inner.request(&descriptors::TRACE_IT, &[]);
        operations::TraceIt { request }
    }

    /// Starts a `GET` request to `/b`.
    #[inline]
    pub fn shared_get(&self) -> operations::SharedGet {
        let request = self.inner.request(&descriptors::SHARED_GET, &[]);
        operations::SharedGet { request }
    }

    /// Starts a `GET` request to `/c`.
    #[inline]
    pub fn get_c(&self) -> operations::GetC {
        let request = self.inner.request(&descriptors::GET_C, &[]);
        operations::GetC { request }
    }

    /// Starts a `GET` request to `/plain`.
    #[inline]
    pub fn get_plain(&self) -> operations::GetPlain {
        let request = self.inner.request(&descriptors::GET_PLAIN, &[]);
        operations::GetPlain { request }
    }

    /// Starts a `GET` request to `/a/{x}`.
    #[inline]
    pub fn get_a_x(&self, x: impl AsRef<str>) -> operations::GetAX {
        let request = self.inner.request(&descriptors::GET_A_X, &[&x.as_ref()]);
        operations::GetAX { request }
    }

    /// Starts a `GET` request to `//odd path`.
    #[inline]
    pub fn get_odd_path(&self) -> operations::GetOddPath {
        let request = self.inner.request(&descriptors::GET_ODD_PATH, &[]);
        operations::GetOddPath { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static GET_LONG: Operation =
        Operation::new("get_long", "GET", "/long").accept("application/json");
    pub(super) static GET_ROOT: Operation = Operation::new("get_root", "GET", "/");
    pub(super) static LIST_THINGS: Operation = Operation::new("list_things", "GET", "/a");
    pub(super) static PUT_NEW: Operation = Operation::new("put_new", "PUT", "/a");
    pub(super) static POST_A: Operation = Operation::new("post_a", "POST", "/a");
    pub(super) static ASK_OPTIONS: Operation = Operation::new("ask_options", "OPTIONS", "/a");
    pub(super) static TYPE_: Operation = Operation::new("type_", "PATCH", "/a");
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
