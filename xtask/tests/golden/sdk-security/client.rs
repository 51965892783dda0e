// The methods.

impl Client {
    /// Sends a `GET` request to `/things`
    pub async fn list_things<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/things", self.baseurl);
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, "list_things")
            .await?
            .empty()
    }

    /// Sends a `POST` request to `/logins`
    pub async fn log_in<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/logins", self.baseurl);
        let request = self.client.post(url).build()?;
        self.inner
            .exec(&self.client, request, "log_in")
            .await?
            .empty()
    }

    /// Sends a `GET` request to `/health`
    pub async fn get_health<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/health", self.baseurl);
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, "get_health")
            .await?
            .empty()
    }

    /// Sends a `GET` request to `/either`
    pub async fn get_either<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/either", self.baseurl);
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, "get_either")
            .await?
            .empty()
    }
}
