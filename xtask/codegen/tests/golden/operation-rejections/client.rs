// Operations.

impl Client {
    /// Sends a `POST` request to `/things`.
    #[inline]
    pub fn create_thing(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::CREATE_THING, &[]).empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::Operation;

    pub(super) static CREATE_THING: Operation = Operation::new("create_thing", "POST", "/things");
}

/// The status and the code of errors with which the service rejects a request before it
/// acts on it, although the status alone does not prove that.
pub const REJECTIONS: &[(u16, &str)] = &[(503u16, "maintenance"), (500u16, "17")];
