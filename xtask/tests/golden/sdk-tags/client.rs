// The methods.

/// # things
///
/// Things, and what \<b\>may\</b\> be done to them.
impl Client {
    /// Sends a `GET` request to `/things`
    pub async fn list_things<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/things"));
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::LIST_THINGS)
            .await?
            .empty()
    }

    /// Sends a `POST` request to `/things`
    pub async fn create_thing<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/things"));
        let request = self.client.post(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::CREATE_THING)
            .await?
            .empty()
    }
}

/// # logs
impl Client {
    /// Sends a `GET` request to `/logs`
    pub async fn list_logs<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/logs"));
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::LIST_LOGS)
            .await?
            .empty()
    }

    /// Sends a `GET` request to `/logs/{id}`
    pub async fn get_log<'a>(
        &'a self,
        id: i64,
    ) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!(
            "/logs/{}",
            crate::runtime::path_segment("id", &id.to_string())?
        ));
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::GET_LOG)
            .await?
            .empty()
    }
}

/// # Not listed
impl Client {
    /// Sends a `GET` request to `/limits`
    pub async fn get_limits<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/limits"));
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::GET_LIMITS)
            .await?
            .empty()
    }
}

/// # Other operations
impl Client {
    /// Sends a `GET` request to `/health`
    pub async fn get_health<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/health"));
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::GET_HEALTH)
            .await?
            .empty()
    }
}
