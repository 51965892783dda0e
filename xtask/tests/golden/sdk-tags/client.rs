// The methods.

/// # things
///
/// Things, and what \<b\>may\</b\> be done to them.
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

    /// Sends a `POST` request to `/things`
    pub async fn create_thing<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/things", self.baseurl);
        let request = self.client.post(url).build()?;
        self.inner
            .exec(&self.client, request, "create_thing")
            .await?
            .empty()
    }
}

/// # logs
impl Client {
    /// Sends a `GET` request to `/logs`
    pub async fn list_logs<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/logs", self.baseurl);
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, "list_logs")
            .await?
            .empty()
    }

    /// Sends a `GET` request to `/logs/{id}`
    pub async fn get_log<'a>(
        &'a self,
        id: i64,
    ) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!(
            "{}/logs/{}",
            self.baseurl,
            crate::runtime::path_segment("id", &id.to_string())?
        );
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, "get_log")
            .await?
            .empty()
    }
}

/// # Not listed
impl Client {
    /// Sends a `GET` request to `/limits`
    pub async fn get_limits<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/limits", self.baseurl);
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, "get_limits")
            .await?
            .empty()
    }
}

/// # Other operations
impl Client {
    /// Sends a `GET` request to `/health`
    pub async fn get_health<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/health", self.baseurl);
        let request = self.client.get(url).build()?;
        self.inner
            .exec(&self.client, request, "get_health")
            .await?
            .empty()
    }
}
