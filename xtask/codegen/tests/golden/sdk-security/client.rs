// The methods.

impl Client {
    /// Sends a `GET` request to `/things`
    #[inline]
    pub fn list_things<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::LIST_THINGS, &[])
            .empty()
    }

    /// Sends a `POST` request to `/logins`
    #[inline]
    pub fn log_in<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::LOG_IN, &[])
            .empty()
    }

    /// Sends a `GET` request to `/health`
    #[inline]
    pub fn get_health<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::GET_HEALTH, &[])
            .empty()
    }

    /// Sends a `GET` request to `/either`
    #[inline]
    pub fn get_either<'a>(
        &'a self,
    ) -> impl Future<Output = Result<ResponseValue<()>, crate::runtime::Error>> + Send {
        self.inner
            .request(&self.client, &endpoints::GET_EITHER, &[])
            .empty()
    }
}
