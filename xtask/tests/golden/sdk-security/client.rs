// The methods.

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

    /// Sends a `POST` request to `/logins`
    pub async fn log_in<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/logins", self.baseurl);
        let mut request = self.client.post(url).build()?;
        let info = OperationInfo {
            operation_id: "log_in",
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

    /// Sends a `GET` request to `/either`
    pub async fn get_either<'a>(&'a self) -> Result<ResponseValue<()>, crate::runtime::Error> {
        let url = format!("{}/either", self.baseurl);
        let mut request = self.client.get(url).build()?;
        let info = OperationInfo {
            operation_id: "get_either",
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
