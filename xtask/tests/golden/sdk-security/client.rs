// The methods.

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

    /// Sends a `POST` request to `/logins`
    pub async fn log_in<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/logins"));
        let request = self.client.post(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::LOG_IN)
            .await?
            .empty()
    }

    /// Sends a `GET` request to `/health`
    pub async fn get_health<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/health"));
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::GET_HEALTH)
            .await?
            .empty()
    }

    /// Sends a `GET` request to `/either`
    pub async fn get_either<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = self.inner.url(format_args!("/either"));
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, &endpoints::GET_EITHER)
            .await?
            .empty()
    }
}
