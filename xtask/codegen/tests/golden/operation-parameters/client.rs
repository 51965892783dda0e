// Operations.

impl Client {
    /// Search
    ///
    /// Sends a `GET` request to `/search`.
    ///
    /// Arguments:
    /// - `x_count`
    /// - `x_tags`
    /// - `either`
    /// - `filter`
    /// - `ids`
    /// - `maybe`
    /// - `next`
    /// - `pipes`
    /// - `range`
    /// - `session`: Who asks.
    /// - `spaces`
    /// - `theme`
    /// - `where_`
    #[inline]
    pub fn search(
        &self,
        x_count: i64,
        x_tags: Option<&::std::vec::Vec<::std::string::String>>,
        either: Option<&types::SearchEither>,
        filter: Option<&types::Filter>,
        ids: Option<&::std::vec::Vec<i64>>,
        maybe: Option<i64>,
        next: Option<&str>,
        pipes: Option<&::std::vec::Vec<::std::string::String>>,
        range: Option<&types::Range>,
        session: &str,
        spaces: Option<&::std::vec::Vec<::std::string::String>>,
        theme: Option<types::SearchTheme>,
        where_: Option<&types::Range>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(
                &descriptors::SEARCH,
                &[
                    &x_count, &x_tags, &either, &filter, &ids, &maybe, &next, &pipes, &range,
                    &session, &spaces, &theme, &where_,
                ],
            )
            .empty()
    }

    /// Sends a `GET` request to `/things/{id}/{type}`.
    #[inline]
    pub fn get_thing(
        &self,
        id: &str,
        type_: &str,
        body_query: Option<&str>,
        id_query: Option<i64>,
        page_size: Option<i64>,
        page_size_header: Option<i64>,
        url: Option<&str>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(
                &descriptors::GET_THING,
                &[
                    &id,
                    &type_,
                    &body_query,
                    &id_query,
                    &page_size,
                    &page_size_header,
                    &url,
                ],
            )
            .empty()
    }

    /// Sends a `GET` request to `/points/{point}/{color}/{list}`.
    #[inline]
    pub fn get_point(
        &self,
        point: &types::Range,
        color: &::std::vec::Vec<::std::string::String>,
        list: &::std::vec::Vec<i64>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::GET_POINT, &[&point, &color, &list])
            .empty()
    }

    /// Sends a `GET` request to `/fixed?beta=true&kind={kind}`.
    #[inline]
    pub fn fixed_query(
        &self,
        kind: &str,
        q: Option<&str>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::FIXED_QUERY, &[&kind, &q])
            .empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter, ParameterStyle};

    pub(super) static SEARCH: Operation = Operation::new("search", "GET", "/search").parameters(&[
        Parameter::header("X-Count"),
        Parameter::header("X-Tags"),
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
        Parameter::cookie("session"),
        Parameter::query("spaces")
            .style(ParameterStyle::SpaceDelimited)
            .explode(false),
        Parameter::cookie("theme"),
        Parameter::query("where").json(),
    ]);
    pub(super) static GET_THING: Operation =
        Operation::new("get_thing", "GET", "/things/{id}/{type}").parameters(&[
            Parameter::path("id"),
            Parameter::path("type"),
            Parameter::query("body"),
            Parameter::query("id"),
            Parameter::query("page-size"),
            Parameter::header("page_size"),
            Parameter::query("url"),
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
