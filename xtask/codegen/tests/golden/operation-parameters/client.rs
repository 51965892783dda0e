// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// Search
        ///
        /// The request `GET /search`, started by [`search`](super::Client::search).
        pub struct Search;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl Search {
        /// Sets the query parameter `either`.
        #[inline]
        pub fn either(mut self, either: &types::SearchEither) -> Self {
            self.request = self.request.set(2, &either);
            self
        }

        /// Sets the query parameter `filter`.
        #[inline]
        pub fn filter(mut self, filter: &types::Filter) -> Self {
            self.request = self.request.set(3, &filter);
            self
        }

        /// Sets the query parameter `ids`.
        #[inline]
        pub fn ids(
            mut self,
            ids: impl IntoIterator<Item = impl ::std::borrow::Borrow<i64>>,
        ) -> Self {
            self.request = self.request.set_items::<i64>(4, ids);
            self
        }

        /// Sets the query parameter `maybe`.
        #[inline]
        pub fn maybe(mut self, maybe: i64) -> Self {
            self.request = self.request.set(5, &maybe);
            self
        }

        /// Sets the query parameter `next`.
        #[inline]
        pub fn next(mut self, next: impl AsRef<str>) -> Self {
            self.request = self.request.set(6, &next.as_ref());
            self
        }

        /// Sets the query parameter `pipes`.
        #[inline]
        pub fn pipes(mut self, pipes: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(7, pipes);
            self
        }

        /// Sets the query parameter `range`.
        #[inline]
        pub fn range(mut self, range: &types::Range) -> Self {
            self.request = self.request.set(8, &range);
            self
        }

        /// Sets the query parameter `spaces`.
        #[inline]
        pub fn spaces(mut self, spaces: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(9, spaces);
            self
        }

        /// Sets the query parameter `where`.
        #[inline]
        pub fn where_(mut self, where_: &types::Range) -> Self {
            self.request = self.request.set(10, &where_);
            self
        }

        /// Sets the header `X-Tags`.
        #[inline]
        pub fn x_tags(mut self, x_tags: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(11, x_tags);
            self
        }

        /// Sets the cookie `theme`.
        #[inline]
        pub fn theme(mut self, theme: types::SearchTheme) -> Self {
            self.request = self.request.set(12, &theme);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /things/{id}/{type}`, started by [`get_thing`](super::Client::get_thing).
        pub struct GetThing;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl GetThing {
        /// Sets the query parameter `body`.
        #[inline]
        pub fn body_query(mut self, body_query: impl AsRef<str>) -> Self {
            self.request = self.request.set(2, &body_query.as_ref());
            self
        }

        /// Sets the query parameter `id`.
        #[inline]
        pub fn id_query(mut self, id_query: i64) -> Self {
            self.request = self.request.set(3, &id_query);
            self
        }

        /// Sets the query parameter `page-size`.
        #[inline]
        pub fn page_size(mut self, page_size: i64) -> Self {
            self.request = self.request.set(4, &page_size);
            self
        }

        /// Sets the query parameter `url`.
        #[inline]
        pub fn url(mut self, url: impl AsRef<str>) -> Self {
            self.request = self.request.set(5, &url.as_ref());
            self
        }

        /// Sets the header `page_size`.
        #[inline]
        pub fn page_size_header(mut self, page_size_header: i64) -> Self {
            self.request = self.request.set(6, &page_size_header);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /points/{point}/{color}/{list}`, started by [`get_point`](super::Client::get_point).
        pub struct GetPoint;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /fixed?beta=true&kind={kind}`, started by [`fixed_query`](super::Client::fixed_query).
        pub struct FixedQuery;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl FixedQuery {
        /// Sets the query parameter `q`.
        #[inline]
        pub fn q(mut self, q: impl AsRef<str>) -> Self {
            self.request = self.request.set(1, &q.as_ref());
            self
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
    /// Search
    ///
    /// Starts a `GET` request to `/search`.
    ///
    /// Arguments:
    /// - `x_count`
    /// - `session`: Who asks.
    #[inline]
    pub fn search(&self, x_count: i64, session: impl AsRef<str>) -> operations::Search {
        let request = self
            .inner
            .request(&descriptors::SEARCH, &[&x_count, &session.as_ref()]);
        operations::Search { request }
    }

    /// Starts a `GET` request to `/things/{id}/{type}`.
    #[inline]
    pub fn get_thing(&self, id: impl AsRef<str>, type_: impl AsRef<str>) -> operations::GetThing {
        let request = self
            .inner
            .request(&descriptors::GET_THING, &[&id.as_ref(), &type_.as_ref()]);
        operations::GetThing { request }
    }

    /// Starts a `GET` request to `/points/{point}/{color}/{list}`.
    #[inline]
    pub fn get_point(
        &self,
        point: &types::Range,
        color: impl IntoIterator<Item = impl AsRef<str>>,
        list: impl IntoIterator<Item = impl ::std::borrow::Borrow<i64>>,
    ) -> operations::GetPoint {
        let request = self
            .inner
            .request(&descriptors::GET_POINT, &[&point])
            .set_texts(1, color)
            .set_items::<i64>(2, list);
        operations::GetPoint { request }
    }

    /// Starts a `GET` request to `/fixed?beta=true&kind={kind}`.
    #[inline]
    pub fn fixed_query(&self, kind: impl AsRef<str>) -> operations::FixedQuery {
        let request = self
            .inner
            .request(&descriptors::FIXED_QUERY, &[&kind.as_ref()]);
        operations::FixedQuery { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter, ParameterStyle};

    pub(super) static SEARCH: Operation = Operation::new("search", "GET", "/search").parameters(&[
        Parameter::header("X-Count"),
        Parameter::cookie("session"),
        Parameter::query("either"),
        Parameter::query("filter")
            .style(ParameterStyle::DeepObject)
            .explode(false),
        Parameter::query("ids").explode(false),
        Parameter::query("maybe"),
        Parameter::query("next").allow_reserved(),
        Parameter::query("pipes")
            .style(ParameterStyle::PipeDelimited)
            .explode(false),
        Parameter::query("range"),
        Parameter::query("spaces")
            .style(ParameterStyle::SpaceDelimited)
            .explode(false),
        Parameter::query("where").json(),
        Parameter::header("X-Tags"),
        Parameter::cookie("theme"),
    ]);
    pub(super) static GET_THING: Operation =
        Operation::new("get_thing", "GET", "/things/{id}/{type}").parameters(&[
            Parameter::path("id"),
            Parameter::path("type"),
            Parameter::query("body"),
            Parameter::query("id"),
            Parameter::query("page-size"),
            Parameter::query("url"),
            Parameter::header("page_size"),
        ]);
    pub(super) static GET_POINT: Operation =
        Operation::new("get_point", "GET", "/points/{point}/{color}/{list}").parameters(&[
            Parameter::path("point")
                .style(ParameterStyle::Matrix)
                .explode(true),
            Parameter::path("color")
                .style(ParameterStyle::Label)
                .explode(false),
            Parameter::path("list"),
        ]);
    pub(super) static FIXED_QUERY: Operation =
        Operation::new("fixed_query", "GET", "/fixed?beta=true&kind={kind}")
            .parameters(&[Parameter::path("kind"), Parameter::query("q")]);
}
