// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    ::rolekit_runtime::request! {
        /// The request `POST /things`, started by [`create_thing`](super::Client::create_thing).
        pub struct CreateThing;
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
    /// Starts a `POST` request to `/things`.
    #[inline]
    pub fn create_thing(&self) -> operations::CreateThing {
        let request = self.inner.request(&descriptors::CREATE_THING, &[]);
        operations::CreateThing { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::Operation;

    pub(super) static CREATE_THING: Operation = Operation::new("create_thing", "POST", "/things");
}

/// The status and the code of errors with which the service rejects a request before it
/// acts on it, although the status alone does not prove that.
pub const REJECTIONS: &[(u16, &str)] = &[(503u16, "maintenance"), (500u16, "17")];
