// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// A request of `GET /by-offset`.
        pub struct ListByOffset;
        /// Sends the request.
        fn send(self) -> types::ListByOffsetResponse {
            decode()
        }
    }

    impl ListByOffset {
        /// Sets the query parameter `match`.
        pub fn matching(mut self, matching: impl AsRef<str>) -> Self {
            self.request = self.request.set(0, &matching.as_ref());
            self
        }

        /// Sets the query parameter `skip`.
        pub fn skip(mut self, skip: i64) -> Self {
            self.request = self.request.set(1, &skip);
            self
        }
    }

    ::rolekit_runtime::list! {
        impl ListByOffset {
            const PAGING: Paging = ::rolekit_runtime::Paging::by_offset(1, "results");
            fn read(body: types::ListByOffsetResponse) -> Result<PageContent<types::Thing>> {
                Ok(::rolekit_runtime::PageContent::new(body.results).with_count(Some(body.count)))
            }
        }
    }

    ::rolekit_runtime::request! {
        /// A request of `GET /by-cursor`.
        pub struct ListByCursor;
        /// Sends the request.
        fn send(self) -> types::ListByCursorResponse {
            decode()
        }
    }

    impl ListByCursor {
        /// Sets the query parameter `after`.
        pub fn after(mut self, after: impl AsRef<str>) -> Self {
            self.request = self.request.set(0, &after.as_ref());
            self
        }

        /// Sets the query parameter `limit`.
        pub fn limit(mut self, limit: i64) -> Self {
            self.request = self.request.set(1, &limit);
            self
        }
    }

    ::rolekit_runtime::list! {
        impl ListByCursor {
            const PAGING: Paging =
                ::rolekit_runtime::Paging::by_cursor(0, "things").default_limit(1, 50);
            fn read(body: types::ListByCursorResponse) -> Result<PageContent<types::Thing>> {
                Ok(::rolekit_runtime::PageContent::new(body.things).with_cursor(body.next))
            }
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
    /// Starts a `GET` request to `/by-offset`.
    pub fn list_by_offset(&self) -> operations::ListByOffset {
        let request = self.inner.request(&descriptors::LIST_BY_OFFSET, &[]);
        operations::ListByOffset { request }
    }

    /// Starts a `GET` request to `/by-cursor`.
    pub fn list_by_cursor(&self) -> operations::ListByCursor {
        let request = self.inner.request(&descriptors::LIST_BY_CURSOR, &[]);
        operations::ListByCursor { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static LIST_BY_OFFSET: Operation =
        Operation::new("list_by_offset", "GET", "/by-offset")
            .parameters(&[Parameter::query("match"), Parameter::query("skip")])
            .accept("application/json");
    pub(super) static LIST_BY_CURSOR: Operation =
        Operation::new("list_by_cursor", "GET", "/by-cursor")
            .parameters(&[Parameter::query("after"), Parameter::query("limit")])
            .accept("application/json");
}
