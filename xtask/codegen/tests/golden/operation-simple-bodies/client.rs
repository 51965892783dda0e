// Operations.

impl Client {
    /// Sends a `PUT` request to `/things/{request}`.
    #[inline]
    pub fn put_thing(
        &self,
        request_path: &str,
        url: Option<&str>,
        x_must: &str,
        body: &types::Thing,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::PUT_THING, &[&request_path, &url, &x_must])
            .json("application/json", body)
            .empty()
    }

    /// Sends a `POST` request to `/things/{request}`.
    #[inline]
    pub fn log_in(
        &self,
        request_path: &str,
        body: &types::Thing,
    ) -> impl Future<Output = Result<Response<types::Thing>>> + Send + use<> {
        self.inner
            .request(&descriptors::LOG_IN, &[&request_path])
            .form(body, &[])
            .decode()
    }

    /// Sends a `GET` request to `/blobs`.
    #[inline]
    pub fn get_blob(
        &self,
    ) -> impl Future<Output = Result<Response<::rolekit_runtime::ByteStream>>> + Send + use<> {
        self.inner.request(&descriptors::GET_BLOB, &[]).stream()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static PUT_THING: Operation =
        Operation::new("put_thing", "PUT", "/things/{request}").parameters(&[
            Parameter::path("request"),
            Parameter::query("url"),
            Parameter::header("x-must"),
        ]);
    pub(super) static LOG_IN: Operation = Operation::new("log_in", "POST", "/things/{request}")
        .parameters(&[Parameter::path("request")])
        .accept("application/json");
    pub(super) static GET_BLOB: Operation =
        Operation::new("get_blob", "GET", "/blobs").accept("application/octet-stream");
}
