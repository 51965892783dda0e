// The methods.

/// # things
///
/// Things, and what \<b\>may\</b\> be done to them.
impl Client {
    /// Sends a `GET` request to `/things`
    pub async fn list_things<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/things", self.baseurl);
        let mut request = self.client.get(url).build()?;
        let info = OperationInfo {
            operation_id: "list_things",
        };
        self.pre::<()>(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post::<()>(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => Ok(ResponseValue::empty(response)),
            _ => Err(crate::runtime::unexpected(response)),
        }
    }

    /// Sends a `POST` request to `/things`
    pub async fn create_thing<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/things", self.baseurl);
        let mut request = self.client.post(url).build()?;
        let info = OperationInfo {
            operation_id: "create_thing",
        };
        self.pre::<()>(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post::<()>(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => Ok(ResponseValue::empty(response)),
            _ => Err(crate::runtime::unexpected(response)),
        }
    }
}

/// # logs
impl Client {
    /// Sends a `GET` request to `/logs`
    pub async fn list_logs<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/logs", self.baseurl);
        let mut request = self.client.get(url).build()?;
        let info = OperationInfo {
            operation_id: "list_logs",
        };
        self.pre::<()>(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post::<()>(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => Ok(ResponseValue::empty(response)),
            _ => Err(crate::runtime::unexpected(response)),
        }
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
        let mut request = self.client.get(url).build()?;
        let info = OperationInfo {
            operation_id: "get_log",
        };
        self.pre::<()>(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post::<()>(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => Ok(ResponseValue::empty(response)),
            _ => Err(crate::runtime::unexpected(response)),
        }
    }
}

/// # Not listed
impl Client {
    /// Sends a `GET` request to `/limits`
    pub async fn get_limits<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/limits", self.baseurl);
        let mut request = self.client.get(url).build()?;
        let info = OperationInfo {
            operation_id: "get_limits",
        };
        self.pre::<()>(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post::<()>(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => Ok(ResponseValue::empty(response)),
            _ => Err(crate::runtime::unexpected(response)),
        }
    }
}

/// # Other operations
impl Client {
    /// Sends a `GET` request to `/health`
    pub async fn get_health<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/health", self.baseurl);
        let mut request = self.client.get(url).build()?;
        let info = OperationInfo {
            operation_id: "get_health",
        };
        self.pre::<()>(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post::<()>(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => Ok(ResponseValue::empty(response)),
            _ => Err(crate::runtime::unexpected(response)),
        }
    }
}
