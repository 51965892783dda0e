// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// The request `GET /lists/{list}/books`, started by [`list`](super::resources::ReadingLists::list).
        pub struct ListReadingList;
        /// Sends the request.
        fn send(self) -> types::BookPage {
            decode()
        }
    }

    impl ListReadingList {
        /// Sets the query parameter `limit`.
        #[inline]
        pub fn limit(mut self, limit: u64) -> Self {
            self.request = self.request.set(1, &limit);
            self
        }

        /// Sets the query parameter `offset`.
        #[inline]
        pub fn offset(mut self, offset: u64) -> Self {
            self.request = self.request.set(2, &offset);
            self
        }

        /// Sets the query parameter `page`.
        #[inline]
        pub fn page_query(mut self, page_query: impl AsRef<str>) -> Self {
            self.request = self.request.set(3, &page_query.as_ref());
            self
        }
    }

    ::rolekit_runtime::list! {
        impl ListReadingList {
            const PAGINATION: Pagination = ::rolekit_runtime::Pagination::by_offset(2, "books");
            fn read(body: types::BookPage) -> Result<PageContent<types::Book>> {
                Ok(::rolekit_runtime::PageContent::new(body.books).with_count(Some(body.total)))
            }
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /marks`, started by [`list`](super::resources::Marks::list).
        pub struct ListMarks;
        /// Sends the request.
        fn send(self) -> types::MarkPage {
            decode()
        }
    }

    impl ListMarks {
        /// Sets the query parameter `after`.
        #[inline]
        pub fn after(mut self, after: impl AsRef<str>) -> Self {
            self.request = self.request.set(0, &after.as_ref());
            self
        }

        /// Sets the query parameter `size`.
        #[inline]
        pub fn size(mut self, size: i64) -> Self {
            self.request = self.request.set(1, &size);
            self
        }
    }

    ::rolekit_runtime::list! {
        impl ListMarks {
            const PAGINATION: Pagination =
                ::rolekit_runtime::Pagination::by_cursor(0, "data").default_limit(1, 2);
            fn read(body: types::MarkPage) -> Result<PageContent<i64>> {
                Ok(
                    ::rolekit_runtime::PageContent::new(body.data.into_iter().flatten())
                        .with_cursor(body.next_cursor),
                )
            }
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /words`, started by [`list_words`](super::resources::Marks::list_words).
        pub struct ListWords;
        /// Sends the request.
        fn send(self) -> ::std::vec::Vec<::std::string::String> {
            decode()
        }
    }

    impl ListWords {
        /// Sets the query parameter `match`.
        #[inline]
        pub fn matching(mut self, matching: impl AsRef<str>) -> Self {
            self.request = self.request.set(0, &matching.as_ref());
            self
        }

        /// Sets the query parameter `skip`.
        #[inline]
        pub fn skip(mut self, skip: i64) -> Self {
            self.request = self.request.set(1, &skip);
            self
        }
    }

    ::rolekit_runtime::list! {
        impl ListWords {
            const PAGINATION: Pagination = ::rolekit_runtime::Pagination::by_offset(1, "");
            fn read(
                body: ::std::vec::Vec<::std::string::String>,
            ) -> Result<PageContent<::std::string::String>> {
                Ok(::rolekit_runtime::PageContent::new(body))
            }
        }
    }
}

/// The resources of the client: its operations in groups.
pub mod resources {
    use super::{descriptors, operations};

    /// Books to read.
    ///
    /// Obtained from [`Client::reading_lists`](super::Client::reading_lists).
    #[derive(Clone, Debug)]
    pub struct ReadingLists {
        inner: ::rolekit_runtime::Client,
    }

    impl ReadingLists {
        pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
            Self { inner }
        }

        /// Returns the runtime's client, which sends the requests.
        pub fn runtime(&self) -> &::rolekit_runtime::Client {
            &self.inner
        }

        /// Starts a `GET` request to `/lists/{list}/books`.
        #[inline]
        pub fn list(&self, list: i64) -> operations::ListReadingList {
            let request = self
                .inner
                .request(&descriptors::LIST_READING_LIST, &[&list]);
            operations::ListReadingList { request }
        }
    }

    /// Operations: Marks.
    ///
    /// Obtained from [`Client::marks`](super::Client::marks).
    #[derive(Clone, Debug)]
    pub struct Marks {
        inner: ::rolekit_runtime::Client,
    }

    impl Marks {
        pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
            Self { inner }
        }

        /// Returns the runtime's client, which sends the requests.
        pub fn runtime(&self) -> &::rolekit_runtime::Client {
            &self.inner
        }

        /// Starts a `GET` request to `/marks`.
        #[inline]
        pub fn list(&self) -> operations::ListMarks {
            let request = self.inner.request(&descriptors::LIST_MARKS, &[]);
            operations::ListMarks { request }
        }

        /// Starts a `GET` request to `/words`.
        #[inline]
        pub fn list_words(&self) -> operations::ListWords {
            let request = self.inner.request(&descriptors::LIST_WORDS, &[]);
            operations::ListWords { request }
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
    /// Books to read.
    pub fn reading_lists(&self) -> resources::ReadingLists {
        resources::ReadingLists::new(self.inner.clone())
    }

    /// Operations: Marks.
    pub fn marks(&self) -> resources::Marks {
        resources::Marks::new(self.inner.clone())
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static LIST_READING_LIST: Operation =
        Operation::new("list_reading_list", "GET", "/lists/{list}/books")
            .parameters(&[
                Parameter::path("list"),
                Parameter::query("limit"),
                Parameter::query("offset"),
                Parameter::query("page"),
            ])
            .accept("application/json");
    pub(super) static LIST_MARKS: Operation = Operation::new("list_marks", "GET", "/marks")
        .parameters(&[Parameter::query("after"), Parameter::query("size")])
        .accept("application/json");
    pub(super) static LIST_WORDS: Operation = Operation::new("list_words", "GET", "/words")
        .parameters(&[Parameter::query("match"), Parameter::query("skip")])
        .accept("application/json");
}
