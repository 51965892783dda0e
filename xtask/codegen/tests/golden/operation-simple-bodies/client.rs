// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// The request `PUT /things/{request}`, started by [`put_thing`](super::Client::put_thing).
        pub struct PutThing;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl PutThing {
        /// Sets the query parameter `url`.
        #[inline]
        pub fn url(mut self, url: impl AsRef<str>) -> Self {
            self.request = self.request.set(2, &url.as_ref());
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /things/{request}`, started by [`log_in`](super::Client::log_in).
        pub struct LogIn;
        /// Sends the request.
        fn send(self) -> types::Thing {
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /blobs`, started by [`get_blob`](super::Client::get_blob).
        pub struct GetBlob;
        /// Sends the request.
        fn send(self) -> ::rolekit_runtime::ByteStream {
            stream()
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
    /// Starts a `PUT` request to `/things/{request}`.
    #[inline]
    pub fn put_thing(
        &self,
        request_path: impl AsRef<str>,
        x_must: impl AsRef<str>,
        body: &types::Thing,
    ) -> operations::PutThing {
        let request = self
            .inner
            .request(
                &descriptors::PUT_THING,
                &[&request_path.as_ref(), &x_must.as_ref()],
            )
            .json("application/json", body);
        operations::PutThing { request }
    }

    /// Starts a `POST` request to `/things/{request}`.
    #[inline]
    pub fn log_in(&self, request_path: impl AsRef<str>, body: &types::Thing) -> operations::LogIn {
        let request = self
            .inner
            .request(&descriptors::LOG_IN, &[&request_path.as_ref()])
            .form(body, &[]);
        operations::LogIn { request }
    }

    /// Starts a `GET` request to `/blobs`.
    #[inline]
    pub fn get_blob(&self) -> operations::GetBlob {
        let request = self.inner.request(&descriptors::GET_BLOB, &[]);
        operations::GetBlob { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static PUT_THING: Operation =
        Operation::new("put_thing", "PUT", "/things/{request}").parameters(&[
            Parameter::path("request"),
            Parameter::header("x-must"),
            Parameter::query("url"),
        ]);
    pub(super) static LOG_IN: Operation = Operation::new("log_in", "POST", "/things/{request}")
        .parameters(&[Parameter::path("request")])
        .accept("application/json");
    pub(super) static GET_BLOB: Operation =
        Operation::new("get_blob", "GET", "/blobs").accept("application/octet-stream");
}
