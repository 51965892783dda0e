// The methods.

impl Client {
    /// Sends a `PUT` request to `/things/{request}`
    #[inline]
    pub fn put_thing<'a>(
        &'a self,
        request: &'a str,
        url: Option<&'a str>,
        x_must: &'a str,
        body: &'a types::Thing,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        let mut _request = self
            .inner
            .request(&self.client, &endpoints::PUT_THING, &[&request]);
        _request.json(&body);
        _request.query(&[("url", &url)]);
        _request.header("x-must", &x_must.to_string());
        _request.empty()
    }

    /// Sends a `POST` request to `/things/{request}`
    #[inline]
    pub fn log_in<'a>(
        &'a self,
        request: &'a str,
        body: &'a types::Thing,
    ) -> impl Future<Output = Result<ResponseValue<types::Thing>, crate::runtime::Error>> + Send
    {
        let mut _request = self
            .inner
            .request(&self.client, &endpoints::LOG_IN, &[&request]);
        _request.accept("application/json");
        _request.form_urlencoded(&body);
        _request.decode()
    }

    /// Sends a `GET` request to `/blobs`
    #[inline]
    pub fn get_blob<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<ByteStream>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::GET_BLOB, &[])
            .stream()
    }
}
