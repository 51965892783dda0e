// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// The request `POST /parts`, started by [`create_parts`](super::Client::create_parts).
        pub struct CreateParts;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `QUERY /parts`, started by [`search`](super::resources::Parts::search).
        pub struct SearchParts;
        /// Sends the request.
        fn send(self) -> types::Filter {
            decode()
        }
    }

    impl SearchParts {
        /// Sets the body.
        #[inline]
        pub fn body(mut self, body: &types::Filter) -> Self {
            self.request = self.request.json("application/json", body);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `COPY /parts`, started by [`copy`](super::resources::Parts::copy).
        pub struct CopyParts;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `M-SEARCH /parts`, started by [`m_search_parts`](super::Client::m_search_parts).
        pub struct MSearchParts;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /whole`, started by [`get_whole`](super::Client::get_whole).
        pub struct GetWhole;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl GetWhole {
        /// Sets the cookie `one`.
        #[inline]
        pub fn one(mut self, one: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(1, one);
            self
        }

        /// Sets the cookie `raw`.
        #[inline]
        pub fn raw(mut self, raw: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(2, raw);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /whole`, started by [`post_whole`](super::Client::post_whole).
        pub struct PostWhole;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl PostWhole {
        /// Sets the query string `filter`.
        #[inline]
        pub fn filter(mut self, filter: &types::Filter) -> Self {
            self.request = self.request.set(0, &filter);
            self
        }
    }
}

/// The resources of the client: its operations in groups.
pub mod resources {
    use super::{descriptors, operations};

    /// Operations: Parts of things.
    ///
    /// Obtained from [`Client::parts`](super::Client::parts).
    #[derive(Clone, Debug)]
    pub struct Parts {
        inner: ::rolekit_runtime::Client,
    }

    impl Parts {
        pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
            Self { inner }
        }

        /// Returns the runtime's client, which sends the requests.
        pub fn runtime(&self) -> &::rolekit_runtime::Client {
            &self.inner
        }

        /// Starts a `QUERY` request to `/parts`.
        #[inline]
        pub fn search(&self) -> operations::SearchParts {
            let request = self.inner.request(&descriptors::SEARCH_PARTS, &[]);
            operations::SearchParts { request }
        }

        /// Starts a `COPY` request to `/parts`.
        #[inline]
        pub fn copy(&self) -> operations::CopyParts {
            let request = self.inner.request(&descriptors::COPY_PARTS, &[]);
            operations::CopyParts { request }
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
    /// Operations: Parts of things.
    pub fn parts(&self) -> resources::Parts {
        resources::Parts::new(self.inner.clone())
    }
}

/// # Other operations
impl Client {
    /// Starts a `POST` request to `/parts`.
    #[inline]
    pub fn create_parts(&self) -> operations::CreateParts {
        let request = self.inner.request(&descriptors::CREATE_PARTS, &[]);
        operations::CreateParts { request }
    }

    /// Starts a `M-SEARCH` request to `/parts`.
    #[inline]
    pub fn m_search_parts(&self) -> operations::MSearchParts {
        let request = self.inner.request(&descriptors::M_SEARCH_PARTS, &[]);
        operations::MSearchParts { request }
    }

    /// Starts a `GET` request to `/whole`.
    ///
    /// Arguments:
    /// - `filter`: What is searched for.
    #[inline]
    pub fn get_whole(&self, filter: &types::GetWholeFilter) -> operations::GetWhole {
        let request = self.inner.request(&descriptors::GET_WHOLE, &[&filter]);
        operations::GetWhole { request }
    }

    /// Starts a `POST` request to `/whole`.
    #[inline]
    pub fn post_whole(&self) -> operations::PostWhole {
        let request = self.inner.request(&descriptors::POST_WHOLE, &[]);
        operations::PostWhole { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter, ParameterStyle};

    pub(super) static CREATE_PARTS: Operation = Operation::new("create_parts", "POST", "/parts");
    pub(super) static SEARCH_PARTS: Operation =
        Operation::new("search_parts", "QUERY", "/parts").accept("application/json");
    pub(super) static COPY_PARTS: Operation = Operation::new("copy_parts", "COPY", "/parts");
    pub(super) static M_SEARCH_PARTS: Operation =
        Operation::new("m_search_parts", "M-SEARCH", "/parts");
    pub(super) static GET_WHOLE: Operation = Operation::new("get_whole", "GET", "/whole")
        .parameters(&[
            Parameter::query_string("filter").fields(&[Parameter::query("ids")
                .style(ParameterStyle::PipeDelimited)
                .explode(false)]),
            Parameter::cookie("one")
                .style(ParameterStyle::Cookie)
                .explode(false),
            Parameter::cookie("raw")
                .style(ParameterStyle::Cookie)
                .explode(true),
        ]);
    pub(super) static POST_WHOLE: Operation = Operation::new("post_whole", "POST", "/whole")
        .parameters(&[Parameter::query_string("filter").json()]);
}
